"""`python -m command.cli` is `vroegsignaal`."""

from command.cli import app

if __name__ == "__main__":
    app()
