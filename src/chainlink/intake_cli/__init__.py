"""The command line's part that takes data in: import, review, names, add.  Words in, paths out, no logic of its own."""

from __future__ import annotations

import typer

from chainlink.intake_cli.adding import add_claim, add_firm, add_link, add_source
from chainlink.intake_cli.importing import import_
from chainlink.intake_cli.naming import names
from chainlink.intake_cli.reviewing import review


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    app.command("import", help="help.import")(import_)
    app.command("review", help="help.review")(review)
    app.command("names", help="help.names")(names)
    adding = typer.Typer(help="help.add", no_args_is_help=True)
    adding.command("firm", help="help.add_firm")(add_firm)
    adding.command("link", help="help.add_link")(add_link)
    adding.command("claim", help="help.add_claim")(add_claim)
    adding.command("source", help="help.add_source")(add_source)
    app.add_typer(adding, name="add", help="help.add")
