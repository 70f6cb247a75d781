"""``python -m npqlt_cards`` is ``npqlt``."""

from npqlt_cards.cli import main

if __name__ == "__main__":
    main()
