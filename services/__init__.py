"""The processes and what they share; imports point one way (see the architecture test)."""
