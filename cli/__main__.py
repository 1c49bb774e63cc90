"""Runs the program as `python -m cli`."""

from cli.start import main

if __name__ == "__main__":
    main()
