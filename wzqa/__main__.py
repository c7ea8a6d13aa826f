"""`python -m wzqa`."""

from wzqa.cli import main

if __name__ == "__main__":
    main()
