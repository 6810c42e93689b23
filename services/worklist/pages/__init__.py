"""The pages, a folder each: `route.py`, its template, `texts.toml`, and `read.py` where it reads the record.

A folder with a `route.py` is a page: nothing else needs to know of it, and it needs no `__init__.py`.
"""
