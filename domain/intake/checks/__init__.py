"""What is checked of a record before it is taken in."""
