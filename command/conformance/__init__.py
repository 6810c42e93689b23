"""What a partner may count on before it goes live, checked from outside: nothing that it sends is kept."""
