"""Documents that are written from the code: `make generated` writes them, a test holds them to it."""
