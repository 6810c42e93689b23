"""The form of a municipality's policy."""
