"""The pages and forms, one module for each part of the work."""
