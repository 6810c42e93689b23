"""Files that partners put in a watched folder, as over SFTP: docs/decisions/0035."""
