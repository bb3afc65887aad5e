"""``chainlink names``: which firm each name means, links kept as aliases, merges taken back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chainlink import terms
from chainlink.cli.changing import alone, finish, open_dataset, say_faults
from chainlink.cli.console import check_choice, deliver, say
from chainlink.cli.options import DryRun, Form, Into, Speech, spread
from chainlink.errors import DataError, Fault

if TYPE_CHECKING:
    import polars as pl

    from chainlink.data import Dataset
    from chainlink.data.writing.table import Table

ASKED = ("name", "credit_code", "province", "city", "district", "address")
"""What a list says of a firm that helps to know it."""
FILES = (".xlsx", ".xlsm", ".xlsb", ".xls", ".et", ".ods", ".csv", ".tsv", ".txt", ".parquet", ".zip")
"""What ends the name of a file, be it there or not."""


def register(app: typer.Typer) -> None:
    """Add the command of this file to ``app``."""
    app.command("names", help="help.names")(alone(names, "link", "undo"))


@spread
def names(
    arguments: Annotated[list[str] | None, typer.Argument(metavar="NAME|FILE...", help="help.names_given")] = None,
    *,
    into: Into = None,
    link: Annotated[bool, typer.Option("--link", help="help.names_link")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="help.names_undo")] = False,
    dry_run: DryRun = False,
    form: Form = "table",
    speech: Speech,
) -> None:
    """Tell which firm each name means; keep links as aliases; take a merge back."""
    from chainlink.data import read_dataset
    from chainlink.intake.exports.list_cells import kept_names
    from chainlink.intake.matching import register as register_of
    from chainlink.intake.names.resolve import resolve_names
    from chainlink.intake.review import link_names

    check_choice(form, ("table", "csv", "json"), "format", speech.lang)
    dataset, before = open_dataset(into) if into is not None or link or undo else (read_dataset(), None)
    if undo:
        _undo(dataset, into, before, speech, dry_run=dry_run)
        return
    asked, faults = _names_of(arguments or [])
    if asked.is_empty() and faults:
        raise DataError(faults)
    asked = asked.with_columns(kept_names(asked["name"]))
    matches = resolve_names(asked, register_of(dataset))
    deliver([_listing(matches, speech.lang)], form, None, speech)
    counts = {"link": 0, "propose": 0, "none": 0} | dict(matches.group_by("decision").len().iter_rows())
    if not speech.quiet:
        say_faults(faults, speech.lang)
        parts = {"linked": counts["link"], "proposed": counts["propose"], "none": counts["none"]}
        say(terms.sentence("intake.linked", speech.lang, **parts))
    if link:
        tables, log = link_names(dataset, matches)
        finish(dataset, tables, log, into, before, speech, dry_run=dry_run)


def _names_of(arguments: Sequence[str]) -> tuple[pl.DataFrame, list[Fault]]:
    import polars as pl

    from chainlink.data.readers import read_tables
    from chainlink.intake.exports.headings import find_names
    from chainlink.intake.exports.list_rows import parted_from_states
    from chainlink.intake.exports.rows import read_exports

    frames, faults = [], []
    for argument in arguments:
        if _is_file(argument):
            exports = read_exports(read_tables(Path(argument), find_names))
            faults += [*exports.left_out, *exports.told]
            frames.append(exports.rows.select(ASKED))
        else:
            parted = parted_from_states(pl.Series([argument]))
            faults += [Fault(argument, "office_name_state", value=state) for state in parted["state"].drop_nulls()]
            frames.append(parted.select(pl.col("name").fill_null(argument)))
    if faults and not any(frame.height for frame in frames):  # no name could be read
        raise DataError(faults)
    empty = pl.DataFrame(schema=dict.fromkeys(ASKED, pl.String))
    return pl.concat([empty, *frames], how="diagonal"), faults


def _is_file(argument: str) -> bool:
    """Say whether an argument is a file or a folder, there or by its name, and not the name of a firm."""
    if Path(argument).suffix.lower() in FILES:
        return True
    try:
        return Path(argument).exists()
    except (OSError, ValueError):  # no file can be called so
        return False


def _listing(matches: pl.DataFrame, lang: str) -> Table:
    from chainlink.data.writing.table import listed
    from chainlink.intake.review import name_reason

    columns = ("name", "candidate", "firm", "score", "decision", "reason")
    heads = {key: terms.word(f"name_result.{key}", lang) for key in columns}
    rows = [
        {**row, "decision": terms.word(f"name_decision.{row['decision']}", lang), "reason": name_reason(row, lang)}
        for row in matches.iter_rows(named=True)
    ]
    return listed(terms.word("name_result.title", lang), heads, rows, matches.drop("place").to_dicts())


def _undo(dataset: Dataset, into: Path | None, before: Any, speech: Speech, *, dry_run: bool) -> None:
    from chainlink.data.writing.transaction import last_backup, read_log
    from chainlink.intake.changes import undo

    path = Path(into) if into is not None else dataset.path
    tables, log, batch, count = undo(dataset, read_log(path), backup=str(last_backup(path) or "-"))
    finish(dataset, tables, log, into, before, speech, dry_run=dry_run)
    if not speech.quiet:
        say(terms.sentence("intake.undone", speech.lang, batch=batch, count=count))
