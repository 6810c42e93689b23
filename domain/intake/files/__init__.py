"""Files of partners as records: lines, cells, column mappings."""
