"""What carries rows and messages and knows no rule."""
