"""What the commands that change a dataset share: opening it, writing it in one step, saying so."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chainlink import terms
from chainlink.cli.console import say, say_warnings
from chainlink.cli.options import Speech
from chainlink.errors import CallError, DataError, Fault

if TYPE_CHECKING:
    import polars as pl

    from chainlink.data import Dataset
    from chainlink.data.writing.transaction import Swapped

SHOWN = 30
"""So many changes and remarks are shown; ``--format json`` gives all."""


def alone(command: Callable[..., None], *when: str) -> Callable[..., None]:
    """Let ``command`` be the only one that changes its dataset meanwhile: from what it reads to what it writes.

    ``when`` are the options without which it changes nothing.
    """

    @functools.wraps(command)
    def changing(*words: Any, **options: Any) -> None:
        into, lang = options.get("into"), options.get("lang", "zh")
        if into is None or options.get("dry_run") or (when and not any(options.get(name) for name in when)):
            command(*words, **options)
            return
        from chainlink.data.writing.atomic import writing
        from chainlink.data.writing.lock import holding

        place = Path(os.path.realpath(into))
        with ExitStack() as held:
            if place.parent.is_dir():  # where it is not, there is nothing yet to be changed by two
                with writing(into):
                    message = terms.sentence("intake.waiting", lang, path=into)
                    held.enter_context(holding(place, waiting=lambda: say(message)))
            command(*words, **options)

    return changing


def open_dataset(into: Path | None, *, new: bool | None = None) -> tuple[Dataset, Any]:
    """Return the dataset at ``into`` with its fingerprint.

    ``new``: where nothing is there, a new one is begun - True: whatever lies beside it; None: none is begun.
    """
    from chainlink.data import default_dataset, read_dataset
    from chainlink.data.writing.transaction import fingerprint, recover
    from chainlink.intake.fresh import fresh_dataset, place_for_new

    if into is None:
        raise CallError("needs_into")
    recover(into)
    before = fingerprint(into)
    if os.path.lexists(into):
        if new and into.exists():
            raise CallError("begins_there", path=str(into))
    elif new is not None and into.suffix.lower() not in {".xlsx", ".xlsm", ".csv"}:
        if not new:
            place_for_new(into)
        return fresh_dataset(read_dataset(), into), before
    real = os.path.realpath(into)
    if "_datasets" in Path(real).parts and real == os.path.realpath(default_dataset()):
        raise CallError("packaged_readonly", path=str(into))
    return read_dataset(into), before


def finish(
    dataset: Dataset,
    tables: dict[str, pl.DataFrame],
    log: pl.DataFrame,
    into: Path | None,
    before: Any,
    speech: Speech,
    *,
    dry_run: bool,
    contacts: pl.DataFrame | None = None,
) -> Swapped | None:
    """Write the changed tables, or say that there is nothing to write; a dry run goes the same way and writes nothing.

    Raises:
        DataError: a year in them has not come yet; see replace_tables for the rest.

    """
    from chainlink.data.checks.far_dates import faults_of_change
    from chainlink.data.writing.transaction import has_contacts, replace_tables

    if impossible := faults_of_change(dataset.tables, tables, now=date.today().year):  # noqa: DTZ011  # where the office is
        raise DataError(impossible)
    first_contacts = contacts is not None and contacts.height > 0 and not has_contacts(into or dataset.path)
    if not (tables or first_contacts):
        if not speech.quiet:
            say(terms.word("intake.nothing_changed", speech.lang))
        return None
    swapped = replace_tables(dataset, tables, path=into, log=log, contacts=contacts, before=before, dry_run=dry_run)
    if speech.quiet:
        return swapped
    say_warnings(swapped.warnings, speech)
    if dry_run:
        say(terms.word("intake.dry", speech.lang))
    elif swapped.backup:
        say(terms.sentence("intake.changed", speech.lang, path=swapped.path, backup=swapped.backup))
    else:
        say(terms.sentence("intake.made", speech.lang, path=swapped.path))
    return swapped


def say_faults(faults: Sequence[Fault], lang: str) -> None:
    """Say what was not taken, or wants a look: file, sheet, row, column, value, what was wanted, how to mend it."""
    if not faults:
        return
    from chainlink.data.fault_words import place_of

    say(terms.word("intake.left_out_head", lang))
    for fault in faults[:SHOWN]:
        place = fault.file + (f"｜{fault.sheet}" if fault.sheet else "")
        if fault.row:
            place += " " + terms.sentence("check.row", lang, row=fault.row)
        where = place_of(fault, lang)
        say(f"  {place}{' ' + where if where else ''}: {fault.wanted(lang)}; {fault.mend(lang)}")
    if len(faults) > SHOWN:
        say(f"  … ({len(faults)})")
