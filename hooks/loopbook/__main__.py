"""`python -m loopbook`."""

from .quick import main

if __name__ == "__main__":
    main()
