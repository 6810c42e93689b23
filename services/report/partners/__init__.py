"""How partners deliver: what came when, what was wrong with it, and the letter that tells them."""
