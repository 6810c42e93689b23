"""Taking signals in: HTTP, files, validation, receipts; the partner side of the record."""
