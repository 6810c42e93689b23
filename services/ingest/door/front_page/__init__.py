"""The front page for people: what this is, how to deliver, sample files, and every code in words."""
