"""Answering pages that suppose something: a case explained, a policy rehearsed (docs/decisions/0054)."""
