"""What workers typed and asked: taken in as any delivery, once, in one transaction."""
