"""Questions on signals: who asks, and how the open ones are read."""
