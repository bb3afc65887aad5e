"""``python -m chainlink``: the command line."""

from chainlink.cli import main

main()
