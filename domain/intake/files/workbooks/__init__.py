"""Workbooks of spreadsheet programs (XLSX, ODS) as rows of text, read as a stream: docs/decisions/0035."""
