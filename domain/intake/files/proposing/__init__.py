"""A column mapping proposed for a file that nobody described: an administrator looks at it before it is used."""
