"""Runs the program as `python -m events`, by name: this package knows nothing of the command line."""

from runpy import run_module

if __name__ == "__main__":
    run_module("cli", run_name="__main__")
