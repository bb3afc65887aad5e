"""``chainlink review``: take what a person accepted in a review sheet."""

from pathlib import Path
from typing import Annotated

import typer

from chainlink import terms
from chainlink.cli.changing import alone, finish, open_dataset, say_faults
from chainlink.cli.console import say
from chainlink.cli.options import DryRun, Into, Speech, spread
from chainlink.errors import DataError


def register(app: typer.Typer) -> None:
    """Add the command of this file to ``app``."""
    app.command("review", help="help.review")(alone(review))


@spread
def review(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="help.review_sheet", readable=False)],
    *,
    into: Into = None,
    dry_run: DryRun = False,
    speech: Speech,
) -> None:
    """Take what a person accepted in a review sheet."""
    from chainlink.data.readers import read_tables
    from chainlink.intake.review import accept, find_review_head

    dataset, before = open_dataset(into)
    accepted = accept(dataset, read_tables(sheet, find_review_head))
    if accepted.told and not any(accepted.counts.values()):
        raise DataError(list(accepted.told))
    if not speech.quiet:
        say(terms.sentence("intake.reviewed", speech.lang, **accepted.counts))
        say_faults(accepted.told, speech.lang)
    finish(dataset, accepted.tables, accepted.log, into, before, speech, dry_run=dry_run)
