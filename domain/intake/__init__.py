"""What a partner may send and what is made of it: reading files, checks, findings. Pure."""
