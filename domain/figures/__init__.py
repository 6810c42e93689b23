"""Facts without persons, and every figure that is read from them."""
