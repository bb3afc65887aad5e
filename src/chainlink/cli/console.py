"""What the commands share: from a dataset to an outcome, lists to the terminal or a file, lines said."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from chainlink import terms
from chainlink.cli.options import Speech, StudyOptions, Target
from chainlink.errors import CallError, WriteError

if TYPE_CHECKING:
    from chainlink.config import Study
    from chainlink.data import Dataset
    from chainlink.data.writing.table import Table
    from chainlink.errors import Fault
    from chainlink.findings import Outcome

LISTING = ("table", "csv", "json", "xlsx")


def judged(
    data: Path | None,
    options: StudyOptions,
    speech: Speech,
    *,
    reference: Path | None = None,
    io: Path | None = None,
    origin: str | None = None,
    answers: int | None = None,
    progress: Callable[..., None] | None,
) -> Outcome:
    """Read the dataset and run the study as the options of a command say; say where a clock lies after all data."""
    from chainlink.cores import SMALL, here
    from chainlink.data import size_of_dataset
    from chainlink.data.figures.reference import read_reference
    from chainlink.report.lists.io_checks import read_proven_table
    from chainlink.study import run_study

    with here(when=size_of_dataset(data) < SMALL):
        dataset, settings = asked(data, options, speech.lang, progress=progress)
        elsewhere = read_reference(reference, dataset.tables["sectors"]) if reference else None
        if origin is not None and io is None:
            raise CallError("origin_without_io")
        industries = read_proven_table(io, origin=origin) if io else None
        outcome = run_study(dataset, settings, reference=elsewhere, io=industries, answers=answers, progress=progress)
    say_beyond((outcome,), speech)
    return outcome


def list_of(
    listings: Callable[[Outcome], Sequence[Table]],
    data: Path | None,
    options: StudyOptions,
    target: Target,
    speech: Speech,
    *,
    reference: Path | None = None,
    answers: int | None = None,
) -> Outcome:
    """Run the study as the options of a command say, and give the lists of its outcome."""
    form = form_of(target, LISTING, speech.lang)
    with showing(speech) as progress:
        outcome = judged(data, options, speech, reference=reference, answers=answers, progress=progress)
    deliver(listings(outcome), form, target.out, speech)
    return outcome


def asked(
    data: Path | None, options: StudyOptions, lang: str, *, progress: Callable[..., None] | None
) -> tuple[Dataset, Study]:
    """Read the dataset and the study file, and set what the options of a command say."""
    from chainlink.config import default_study, read_study
    from chainlink.data import read_dataset

    settings = read_study(options.study) if options.study else default_study()
    clocks: dict[str, Any] = {"as_of": options.as_of, "known_by": options.known_by}
    settings = replace(settings, **{name: value for name, value in clocks.items() if value is not None})
    settle(data)
    dataset = read_dataset(data, progress=progress)
    if options.region:
        settings = replace(settings, region=find_districts(options.region, dataset, lang))
    return dataset, settings


def settle(data: Path | None) -> None:
    """Finish or clear away what an interrupted change left beside a dataset, where it is the reader's to do so."""
    from chainlink.data.writing.transaction import recover

    if data is not None:
        with suppress(WriteError):
            recover(data, patient=False)


def find_districts(region: str, dataset: Dataset, lang: str) -> tuple[str, ...]:
    """Return the districts that a list of names or ids means."""
    from chainlink.data.lookup import find

    names = [name for name in region.replace("，", ",").replace("、", ",").split(",") if name.strip()]
    return tuple(find(dataset.tables["districts"], "district", name, lang=lang) for name in names)


def check_choice(value: str, choices: tuple[str, ...], what: str, lang: str) -> None:
    """Refuse a ``value`` of an option that is none of ``known``."""
    if value not in choices:
        raise CallError("unknown_choice", name=value, what=terms.word(f"what.{what}", lang), known=", ".join(choices))


def form_of(target: Target, choices: tuple[str, ...], lang: str) -> str:
    """Return the format: as asked for, else as the file is named, else the first known (in a file csv for a table)."""
    form, out = target.form, target.out
    check_choice(form, choices, "format", lang)
    if out is None or form != choices[0]:
        return form
    written = ("csv" if form == "table" else form, *(choice for choice in choices[1:] if choice != "csv"))
    ending = out.suffix.lower().removeprefix(".") or written[0]
    check_choice(ending, written, "ending", lang)
    return ending


def deliver(listings: Sequence[Table], form: str, out: Path | None, speech: Speech) -> None:
    """Give lists as a table on the terminal, or as csv, json or xlsx to ``out`` or standard output."""
    from chainlink.data.writing import table_files as listing

    if form == "table":
        for item in listings:
            print_table(item, speech.lang)
        return
    if form == "json":
        facts = {table.key or table.title: table.facts for table in listings}
        content = listing.json_bytes(facts if len(listings) > 1 else listings[0].facts)
    elif form == "xlsx":
        content = listing.as_xlsx(listings)
    else:
        content = listing.as_csv(*listings)
    hand_over(content, out, speech)


def hand_over(content: bytes, out: Path | None, speech: Speech) -> None:
    """Write a file to ``out``, else to standard output."""
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
    else:
        from chainlink.data.writing.table_files import write_bytes

        wrote(write_bytes(out, content), speech)


def print_table(table: Table, lang: str) -> None:
    """Print a table on the terminal."""
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    from chainlink.data.writing.table_files import plain

    def shown(value: object) -> str:
        # A terminal has no room for sixteen digits; files keep them all.
        return f"{value:.6g}" if isinstance(value, float) and abs(value) < 1e5 else str(plain(value))  # noqa: PLR2004

    headings = {column.key: column.heading for column in table.columns}
    keys = table.brief or tuple(headings)
    grid = Grid(title=Text(table.title), title_justify="left", show_lines=False)
    for key in keys:
        grid.add_column(headings[key], overflow="fold")
    for record in table.records:
        grid.add_row(*(Text(shown(record.values.get(key))) for key in keys))
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(grid)
    if not table.records:
        console.print(terms.word("say.nothing", lang))


def say(line: str) -> None:
    """Say a line on standard error; where nobody can be told, the work goes on."""
    with suppress(OSError):
        typer.echo(line, err=True)


def say_warnings(warnings: Sequence[Fault], speech: Speech) -> None:
    """Say what the reading of files tells, on standard error."""
    from chainlink.data import word_faults

    if warnings and not speech.quiet:
        say(word_faults(warnings, speech.lang, heading="warnings_of"))


def wrote(path: Path, speech: Speech) -> None:
    """Say what was written."""
    if not speech.quiet:
        say(terms.sentence("say.wrote", speech.lang, path=path))


def say_left_out(outcome: Outcome, lang: str) -> None:
    """Say how many rows the run did not use, and why; then how many it used although their time is not certain."""
    from chainlink.data.clocks import STAYING

    stays = outcome.left_out["what"].is_in(STAYING)
    for sentence, counted in (
        ("say.left_out", outcome.left_out.filter(~stays)),
        ("say.staying", outcome.left_out.filter(stays)),
    ):
        rows = int(counted["count"].sum())
        if rows:
            words = [terms.word(f"left_out.{code}", lang) for code in counted["what"].unique(maintain_order=True)]
            say(terms.sentence(sentence, lang, rows=rows, reasons=terms.word("page.semi", lang).join(words)))


def say_beyond(outcomes: Sequence[Outcome], speech: Speech) -> None:
    """Say where a study looks from a year, or knows by a date, after which no data lie."""
    lines = []
    for outcome in outcomes:
        newest, study = outcome.dataset.newest_year(), outcome.study
        parts = {"newest": newest, "as_of": study.as_of, "known_by": study.known_by}
        clocks = {"as_of": study.as_of, "known_by": study.last_year}
        lines += [
            terms.sentence(f"say.{clock}_beyond", speech.lang, **parts)
            for clock, year in clocks.items()
            if newest is not None and year is not None and year > newest
        ]
    for line in () if speech.quiet else dict.fromkeys(lines):
        say(line)


def say_unknown(outcome: Outcome, lang: str) -> None:
    """Say which activities of the reference are no sectors of the dataset."""
    reference = outcome.reference
    if reference is not None and reference.unknown:
        some = "、".join(reference.unknown[:10]) + (" …" if len(reference.unknown) > 10 else "")  # noqa: PLR2004 - as a line holds
        say(terms.sentence("say.reference_unknown", lang, name=reference.name, n=len(reference.unknown), some=some))


@contextmanager
def showing(speech: Speech) -> Iterator[Callable[..., None] | None]:
    """Yield a callback that shows the step under way on a terminal's standard error, else None."""
    if speech.quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    named = terms.choices("step", speech.lang)
    with Console(stderr=True).status("") as status:
        yield lambda step, *_: status.update(terms.sentence("say.step", speech.lang, step=named.get(step, step)))
