"""``chainlink import``: take exports into a dataset."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from chainlink import terms
from chainlink.cli.changing import SHOWN, alone, finish, open_dataset, say_faults
from chainlink.cli.console import check_choice, say, wrote
from chainlink.cli.options import DryRun, Form, Into, New, Speech, option, spread
from chainlink.errors import CallError, DataError

if TYPE_CHECKING:
    from chainlink.data import Dataset
    from chainlink.intake.exports.rows import Exports
    from chainlink.intake.plan import Plan


def register(app: typer.Typer) -> None:
    """Add the command of this file to ``app``."""
    app.command("import", help="help.import")(alone(import_))


@spread
def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="help.import_files", readable=False)],
    *,
    into: Into = None,
    new: New = False,
    dry_run: DryRun = False,
    keep_contacts: Annotated[bool, typer.Option("--keep-contacts", help="help.keep_contacts")] = False,
    review_sheet: Annotated[Path | None, option("--review", "help.review_out", readable=False)] = None,
    date: Annotated[str | None, option("--date", "help.file_date")] = None,
    form: Form = "text",
    speech: Speech,
) -> None:
    """Take exports into a dataset."""
    from chainlink.data.checks.far_dates import last_year
    from chainlink.data.readers import read_tables
    from chainlink.dates import last_day
    from chainlink.intake.exports.headings import find_head
    from chainlink.intake.exports.rows import read_exports
    from chainlink.intake.merge import plan_import

    check_choice(form, ("text", "json"), "format", speech.lang)
    if date and not last_day(date):
        raise CallError("bad_date", value=date)
    dataset, before = open_dataset(into, new=new)
    last = last_year(dataset.tables, now=dt.date.today().year)  # noqa: DTZ011  # where the office is
    if date and int(date[:4]) > last:
        raise CallError("date_ahead", value=date, last=last)
    tables = [table for file in files for table in read_tables(file, find_head)]
    exports = read_exports(tables, keep_contacts=keep_contacts, last_year=last)
    if not exports.rows.height and exports.left_out and form == "text":
        raise DataError([*exports.left_out, *exports.told])
    plan = plan_import(dataset, exports, date=date)
    for title, day in plan.inferred_dates:
        if int(day[:4]) > last:
            raise CallError("name_ahead", file=title, value=day, last=last)
    if form == "json":
        _say_json(plan, speech.lang)
    elif not speech.quiet:
        _say_plan(plan, speech.lang)
        _say_columns(exports, plan, speech.lang, kept=keep_contacts)
    finish(dataset, plan.tables, plan.log, into, before, speech, dry_run=dry_run, contacts=plan.contacts)
    if not exports.rows.height and exports.left_out:
        raise DataError(list(exports.left_out))
    if review_sheet is not None and not dry_run:
        wrote(_write_review(dataset, plan, review_sheet, speech.lang), Speech(speech.lang))


def _write_review(dataset: Dataset, plan: Plan, path: Path, lang: str) -> Path:
    from chainlink.data.writing.review_sheet import review_book
    from chainlink.data.writing.table_files import write_bytes
    from chainlink.data.writing.transaction import read_settled
    from chainlink.intake.proposals import learn, propose
    from chainlink.intake.review import review_rows

    proposals = propose(plan.firms, learn(dataset, read_settled(dataset.path)))
    rows = review_rows(dataset, plan.firms, proposals, plan.possible, lang=lang)
    return write_bytes(path, review_book(rows, lang=lang))


def _say_plan(plan: Plan, lang: str) -> None:
    for file, sheet, kind, rows in plan.kinds:
        parts = {
            "file": file,
            "sheet": f"｜{sheet}" if sheet else "",
            "kind": terms.word(f"export_kind.{kind}", lang),
            "rows": rows,
        }
        say(terms.sentence("intake.taken", lang, **parts))
    for title, day in plan.inferred_dates:
        say(terms.sentence("intake.date_inferred", lang, title=title, date=day))
    say(terms.sentence("intake.summary", lang, **plan.counts))
    for row in plan.log.head(SHOWN).iter_rows(named=True):
        where = " ".join(filter(None, ("｜".join(filter(None, (row["file"], row["sheet"]))), str(row["row"] or ""))))
        change = f"  {terms.word('change.' + row['action'], lang)} {row['table']} {row['key']}"
        if row["column"]:
            change += f" {row['column']}: {row['before'] or '-'} → {row['after'] or '-'}"
        say(f"{change}  ({where})" if where else change)
    if plan.log.height > SHOWN:
        say(f"  … ({plan.log.height})")
    say_faults([*plan.left_out, *plan.told], lang)
    if plan.possible.height:
        say(terms.sentence("intake.possible", lang, count=plan.possible["new"].n_unique()))


def _say_columns(exports: Exports, plan: Plan, lang: str, *, kept: bool) -> None:
    """Say which columns were not taken, and which serve the proposals of a review sheet alone."""
    stated = [field for field in ("scope", "industry") if plan.firms[field].count()]
    words = [terms.word(f"intake.{field}", lang) for field in stated]
    if kept and plan.contacts.height:
        say(terms.sentence("intake.kept_contacts", lang, count=plan.contacts.height))
    columns = {"dropped": () if kept else exports.dropped, "unused": exports.unused, "for_proposals": words}
    for code, names in columns.items():
        if names:
            say(terms.sentence(f"intake.{code}", lang, columns=("、" if lang == "zh" else ", ").join(names)))


def _say_json(plan: Plan, lang: str) -> None:
    import json

    from chainlink.data import fault_row

    content = {
        "counts": plan.counts,
        "kinds": [dict(zip(("file", "sheet", "kind", "rows"), kind, strict=True)) for kind in plan.kinds],
        "changes": plan.log.to_dicts(),
        "left_out": [fault_row(fault, lang) for fault in plan.left_out],
        "told": [fault_row(fault, lang) for fault in plan.told],
        "possible": plan.possible.to_dicts(),
    }
    typer.echo(json.dumps(content, ensure_ascii=False, indent=1))
