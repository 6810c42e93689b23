"""Registers of residents and of debt help: what is asked, how an answer is read, and where answers come from."""
