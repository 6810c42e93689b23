"""Work that stayed undone, one file each."""
