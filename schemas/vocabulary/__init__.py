"""The closed vocabulary, a file for each part of the work: English codes inside, the DDAS or Dutch word outside."""
