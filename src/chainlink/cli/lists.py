"""The commands that list: gaps, match, firm, sector, diff, backtest, brief."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chainlink.cli import console
from chainlink.cli.options import (
    Chain,
    Data,
    Out,
    ReferenceFile,
    Region,
    Speech,
    StudyFile,
    StudyOptions,
    Target,
    Top,
    option,
    spread,
)  # fmt: skip
from chainlink.cli.usage import year
from chainlink.errors import CallError

if TYPE_CHECKING:
    from chainlink.data.writing.table import Table
    from chainlink.findings import Outcome


def register(app: typer.Typer) -> None:
    """Add the commands of this file to ``app``."""
    for command in (gaps, match, backtest, diff, brief):
        app.command(command.__name__, help=f"help.{command.__name__}")(command)
    for what in ("firm", "sector"):
        app.command(what, help=f"help.{what}")(_profile_command(what))


@spread
def gaps(
    data: Data = None,
    *,
    chain: Chain = None,
    kind: Annotated[str | None, option("--kind", "help.kind")] = None,
    band: Annotated[str | None, option("--band", "help.band")] = None,
    district: Annotated[str | None, option("--district", "help.district")] = None,
    for_district: Annotated[str | None, option("--for", "help.for_district")] = None,
    top: Top = None,
    target: Target,
    study: StudyOptions,
    reference: ReferenceFile = None,
    speech: Speech,
) -> None:
    """List the findings."""
    from chainlink.report.lists.findings import district_listings, select_findings
    from chainlink.study import for_one_district

    lang = speech.lang

    def listings(outcome: Outcome) -> list[Table]:
        if for_district is None:
            return [select_findings(outcome, chain=chain, kind=kind, band=band, district=district, top=top, lang=lang)]
        (place,) = console.find_districts(for_district, outcome.dataset, lang)
        return district_listings(outcome, place, for_one_district(outcome, place), lang)

    outcome = console.list_of(listings, data, study, target, speech, reference=reference)
    if not speech.quiet:
        console.say_warnings(outcome.reference.warnings if outcome.reference else (), speech)
        console.say_left_out(outcome, lang)
        console.say_unknown(outcome, lang)


@spread
def match(
    data: Data = None,
    *,
    chain: Chain = None,
    for_district: Annotated[str | None, option("--for", "help.match_for")] = None,
    top: Top = None,
    target: Target,
    study: StudyOptions,
    speech: Speech,
) -> None:
    """List the pairs of firms to bring together."""
    from chainlink.report.lists.matches import match_listing

    def listings(outcome: Outcome) -> list[Table]:
        return [match_listing(outcome, chain=chain, district=for_district, top=top, lang=speech.lang)]

    console.list_of(listings, data, study, target, speech)


@spread
def backtest(
    date: Annotated[str, typer.Argument(metavar="DATE", help="help.backtest_date")],
    data: Data = None,
    *,
    as_of: Annotated[list[int] | None, option("--as-of", "help.backtest_as_of")] = None,
    known_by: Annotated[str | None, option("--known-by", "help.backtest_known_by")] = None,
    target: Target,
    study: StudyFile = None,
    region: Region = None,
    speech: Speech,
) -> None:
    """Judge by what was public by a date, and look what later data hold of it."""
    from chainlink.report.lists.backtest import hindsight_listings
    from chainlink.study import run_backtest

    form = console.form_of(target, console.LISTING, speech.lang)
    earlier, *later = _at_most_two(as_of, "--as-of")
    options = StudyOptions(study, region, later[0] if later else None, known_by)
    with console.showing(speech) as progress:
        dataset, settings = console.asked(data, options, speech.lang, progress=progress)
        then, now = run_backtest(dataset, date, settings, as_of=earlier, progress=progress)
    console.say_beyond((then, now), speech)
    console.deliver(hindsight_listings(then, now, speech.lang), form, target.out, speech)


def _profile_command(what: str) -> Callable[..., None]:
    def command(
        name: Annotated[str, typer.Argument(metavar="NAME", help="help.name")],
        data: Data = None,
        *,
        target: Target,
        study: StudyOptions,
        speech: Speech,
    ) -> None:
        from chainlink.report.lists import profile

        def listings(outcome: Outcome) -> list[Table]:
            return {"firm": profile.firm, "sector": profile.sector}[what](outcome, name, lang=speech.lang)

        console.list_of(listings, data, study, target, speech)

    return spread(command)


@spread
def diff(
    before: Annotated[
        Path | None, typer.Argument(metavar="A", help="help.diff_before", readable=False, show_default=False)
    ] = None,
    after: Annotated[
        Path | None, typer.Argument(metavar="B", help="help.diff_after", readable=False, show_default=False)
    ] = None,
    *,
    as_of: Annotated[list[int] | None, option("--as-of", "help.diff_as_of", parser=year, metavar="INTEGER")] = None,
    known_by: Annotated[list[str] | None, option("--known-by", "help.diff_known_by")] = None,
    form: Annotated[str, typer.Option("--format", help="help.diff_format")] = "table",
    out: Out = None,
    study: StudyFile = None,
    region: Region = None,
    speech: Speech,
) -> None:
    """Compare two datasets, or one at two years."""
    from chainlink.report.formats.comparison_files import comparison_file
    from chainlink.report.lists.comparison import compare
    from chainlink.study import run_between, run_study

    lang = speech.lang
    form = console.form_of(Target(form, out), (*console.LISTING, "html"), lang)
    years, dates = (
        (values[0], values[-1])  # one value stands for both sides
        for values in (_at_most_two(as_of, "--as-of"), _at_most_two(known_by, "--known-by"))
    )
    if after is None and years[0] == years[1] and dates[0] == dates[1]:
        raise CallError("diff_needs_two")
    if None not in years and years[1] < years[0]:
        raise CallError("diff_backwards", before=years[0], after=years[1])
    with console.showing(speech) as progress:
        asks = [
            console.asked(data, StudyOptions(study, region, year, date), lang, progress=progress)
            for data, year, date in zip((before, after or before), years, dates, strict=True)
        ]
        sides = [run_study(*ask, progress=progress) for ask in asks]
        between = run_between(asks[1][0], *sides, progress=progress)
    console.say_beyond(sides, speech)
    comparison = compare(*sides, between=between, lang=lang)
    if form == "table":
        for section in comparison.sections:
            console.print_table(section, lang)
        return
    console.hand_over(comparison_file(comparison, form), out, speech)


def _at_most_two(stated: list[Any] | None, option: str) -> list[Any]:
    """Return an option's values, the earlier side's first; one None where it is not given."""
    values = stated or [None]
    if len(values) > len(("before", "after")):
        raise CallError("diff_too_many", option=option, n=len(values))
    return values


@spread
def brief(
    name: Annotated[str, typer.Argument(metavar="NAME", help="help.name")],
    data: Data = None,
    *,
    form: Annotated[str, typer.Option("--format", help="help.format")] = "docx",
    out: Out = None,
    study: StudyOptions,
    speech: Speech,
) -> None:
    """Write one page to take along about a firm or a sector."""
    from chainlink.report.pages import brief as pages

    form = console.form_of(Target(form, out), ("docx", "html"), speech.lang)
    with console.showing(speech) as progress:
        outcome = console.judged(data, study, speech, progress=progress)
    page = pages.brief(outcome, name, lang=speech.lang)
    console.hand_over(pages.brief_bytes(page, form), out or Path("reports") / f"brief-{page.key}.{form}", speech)
