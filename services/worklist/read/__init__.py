"""What the pages read: queries in the scope of one municipality, as plain values."""
