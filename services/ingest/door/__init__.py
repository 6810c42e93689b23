"""The HTTP door of ingest."""
