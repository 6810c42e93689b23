"""The rules of triage, one file each; `steps.py` is the order in which they are asked."""
