"""The command that tells where to go: visits."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chainlink.cli.console import find_districts, list_of, say_left_out
from chainlink.cli.options import TRIED, Answers, Data, Speech, StudyOptions, Target, option, spread
from chainlink.cli.usage import count

if TYPE_CHECKING:
    from chainlink.data.writing.table import Table
    from chainlink.findings import Outcome


def register(app: typer.Typer) -> None:
    """Add the command of this file to ``app``."""
    app.command("visits", help="help.visits")(visits)


@spread
def visits(
    data: Data = None,
    *,
    for_district: Annotated[str | None, option("--for", "help.visits_for")] = None,
    top: Annotated[int, typer.Option("--top", parser=count, metavar="INTEGER", help="help.visits_top")] = 10,
    answers: Answers = TRIED,
    since: Annotated[Path | None, option("--since", "help.visits_since", readable=False)] = None,
    target: Target,
    study: StudyOptions,
    speech: Speech,
) -> None:
    """List whom to visit or call, what to ask, and what the answers decide."""
    from chainlink.report.lists.head import visit_listings
    from chainlink.report.pages.last_run import asked_since

    def listings(outcome: Outcome) -> list[Table]:
        district = None if for_district is None else find_districts(for_district, outcome.dataset, speech.lang)[0]
        changed = None if since is None else asked_since(since, outcome)
        return visit_listings(outcome, district=district, top=top, since=changed, lang=speech.lang)

    outcome = list_of(listings, data, study, target, speech, answers=answers)
    if not speech.quiet:
        say_left_out(outcome, speech.lang)
