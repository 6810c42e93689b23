"""How well signals are matched, on made-up households of which the truth is known."""
