"""The command line: words in, paths out."""

from chainlink.cli.app import app, main

__all__ = ["app", "main"]
