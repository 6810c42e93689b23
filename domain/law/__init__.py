"""What the law and the national standard say: days that count, definitions, what a kind of partner may send."""
