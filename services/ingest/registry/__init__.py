"""The partners that may deliver."""
