"""Files of the watched folder after they were put away: their receipts beside them, and gone after some days."""
