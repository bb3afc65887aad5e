"""The command line's part that takes data in: import, review, names, add.  Words in, paths out, no logic of its own."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from chainlink import terms
from chainlink.errors import CallError, DataError, Fault

if TYPE_CHECKING:
    import polars as pl

    from chainlink.dataset import Dataset
    from chainlink.intake.taking import Plan
    from chainlink.report.dataset_swap import Swapped

Into = Annotated[Path | None, typer.Option("--into", metavar="DATASET", help="help.into", show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="help.dry_run")]
Form = Annotated[str, typer.Option("--format", help="help.format")]
Lang = Annotated[str, typer.Option("--lang", help="help.lang", envvar="CHAINLINK_LANG")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="help.quiet")]
SourceIds = Annotated[str | None, typer.Option("--source", help="help.add_source_id", show_default=False)]
Grade = Annotated[str | None, typer.Option("--grade", help="help.add_grade", show_default=False)]
Seen = Annotated[int | None, typer.Option("--seen", help="help.add_seen", show_default=False)]
Note = Annotated[str | None, typer.Option("--note", help="help.add_note", show_default=False)]
Id = Annotated[str | None, typer.Option("--id", help="help.add_id", show_default=False)]
SHOWN = 30
"""So many changes and remarks are shown; ``--format json`` gives all."""


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


# --- import ---------------------------------------------------------------------------------------------------------


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="help.import_files")],
    *,
    into: Into = None,
    dry_run: DryRun = False,
    keep_contacts: Annotated[bool, typer.Option("--keep-contacts", help="help.keep_contacts")] = False,
    review_sheet: Annotated[Path | None, typer.Option("--review", help="help.review_out", show_default=False)] = None,
    date: Annotated[str | None, typer.Option("--date", help="help.file_date", show_default=False)] = None,
    form: Form = "text",
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Take exports into a dataset."""
    from chainlink.intake.exports import read_exports
    from chainlink.intake.headings import find_head
    from chainlink.intake.merge import plan_import
    from chainlink.office_files import read_office_file
    from chainlink.schema import DATE

    _choice(form, ("text", "json"), lang)
    if date and not re.match(DATE, date):
        raise CallError("bad_date", value=date)
    dataset, before = _dataset(into, new=True)
    tables = [table for file in files for table in read_office_file(file, find_head)]
    exports = read_exports(tables, keep_contacts=keep_contacts)
    if not exports.rows.height and exports.left_out and form == "text":
        raise DataError([*exports.left_out, *exports.told])
    plan = plan_import(dataset, exports, date=date)
    if form == "json":
        _say_json(plan, lang)
    elif not quiet:
        _say_plan(plan, lang)
        _say_columns(exports.dropped, exports.unused, plan.contacts.height, lang, kept=keep_contacts)
    if review_sheet is not None and not dry_run:
        _write_review(dataset, plan, review_sheet, lang)
    _finish(
        dataset, plan.tables, plan.log, into, before, dry_run=dry_run, lang=lang, quiet=quiet, contacts=plan.contacts
    )
    if not exports.rows.height and exports.left_out:
        raise DataError(list(exports.left_out))


def _dataset(into: Path | None, *, new: bool = False) -> tuple[Dataset, Any]:
    from chainlink.dataset import default_dataset, read_dataset
    from chainlink.intake.fresh import fresh_dataset
    from chainlink.report.dataset_swap import fingerprint, recover

    if into is None:
        raise CallError("needs_into")
    recover(into)
    if not into.exists() and new and into.suffix.lower() not in {".xlsx", ".xlsm", ".csv"}:
        return fresh_dataset(read_dataset(), into), None
    if "_datasets" in into.resolve().parts and into.resolve() == default_dataset().resolve():
        raise CallError("packaged_readonly", path=str(into))
    before = fingerprint(into)
    return read_dataset(into), before


def _finish(
    dataset: Dataset,
    tables: dict[str, pl.DataFrame],
    log: pl.DataFrame,
    into: Path | None,
    before: Any,
    *,
    dry_run: bool,
    lang: str,
    quiet: bool,
    contacts: pl.DataFrame | None = None,
) -> Swapped | None:
    """Write the changed tables, or say that there is nothing to write."""
    from chainlink.report.dataset_swap import has_contacts, replace_tables

    first_contacts = contacts is not None and contacts.height > 0 and not has_contacts(into or dataset.path)
    if dry_run or not (tables or first_contacts):
        if not quiet:
            _say(terms.word("intake.dry" if dry_run and tables else "intake.nothing_changed", lang))
        return None
    swapped = replace_tables(dataset, tables, path=into, log=log, contacts=contacts, before=before)
    if not quiet:
        code = "changed" if swapped.backup else "made"
        _say(
            terms.sentence(
                f"intake.{code}", lang, path=swapped.path, **({"backup": swapped.backup} if swapped.backup else {})
            )
        )
    return swapped


def _write_review(dataset: Dataset, plan: Plan, path: Path, lang: str) -> None:
    from chainlink.intake.proposals import learn, propose
    from chainlink.intake.review import review_rows
    from chainlink.report.dataset_swap import read_settled
    from chainlink.report.listing import write_bytes
    from chainlink.report.review_sheet import review_book

    proposals = propose(plan.firms, learn(dataset, read_settled(dataset.path)))
    write_bytes(path, review_book(review_rows(dataset, plan.firms, proposals, plan.possible, lang=lang), lang=lang))
    _say(terms.sentence("say.wrote", lang, path=path))


def _say_plan(plan: Plan, lang: str) -> None:
    for file, sheet, kind, rows in plan.kinds:
        parts = {
            "file": file,
            "sheet": f"｜{sheet}" if sheet else "",
            "kind": terms.word(f"export_kind.{kind}", lang),
            "rows": rows,
        }
        _say(terms.sentence("intake.taken", lang, **parts))
    _say(terms.sentence("intake.summary", lang, **plan.counts))
    for row in plan.log.head(SHOWN).iter_rows(named=True):
        where = f"{row['file']}{'｜' + row['sheet'] if row['sheet'] else ''} {row['row'] or ''}".strip()
        change = f"  {terms.word('change.' + row['action'], lang)} {row['table']} {row['key']}"
        if row["column"]:
            change += f" {row['column']}: {row['before'] or '-'} → {row['after'] or '-'}"
        _say(f"{change}  ({where})" if where else change)
    if plan.log.height > SHOWN:
        _say(f"  … ({plan.log.height})")
    _say_faults([*plan.left_out, *plan.told], lang)
    if plan.possible.height:
        _say(terms.sentence("intake.possible", lang, count=plan.possible["new"].n_unique()))


def _say_faults(faults: Sequence[Fault], lang: str) -> None:
    if not faults:
        return
    _say(terms.word("intake.left_out_head", lang))
    for one in faults[:SHOWN]:
        place = one.file + (f"｜{one.sheet}" if one.sheet else "")
        if one.row:
            place += " " + terms.sentence("check.row", lang, row=one.row)
        said = f"{one.column or ''}{f' = {one.value!r}' if one.value else ''}"
        _say(f"  {place}{' ' + said if said else ''}: {one.wanted(lang)}; {one.mend(lang)}")
    if len(faults) > SHOWN:
        _say(f"  … ({len(faults)})")


def _say_columns(dropped: Sequence[str], unused: Sequence[str], contacts: int, lang: str, *, kept: bool) -> None:
    joined = "、" if lang == "zh" else ", "
    if dropped and not kept:
        _say(terms.sentence("intake.dropped", lang, columns=joined.join(dropped)))
    if kept and contacts:
        _say(terms.sentence("intake.kept_contacts", lang, count=contacts))
    if unused:
        _say(terms.sentence("intake.unused", lang, columns=joined.join(unused)))


def _say_json(plan: Plan, lang: str) -> None:
    import json

    found = {
        "counts": plan.counts,
        "kinds": [dict(zip(("file", "sheet", "kind", "rows"), kind, strict=True)) for kind in plan.kinds],
        "changes": plan.log.to_dicts(),
        "left_out": [one.as_row(lang) for one in plan.left_out],
        "told": [one.as_row(lang) for one in plan.told],
        "possible": plan.possible.to_dicts(),
    }
    typer.echo(json.dumps(found, ensure_ascii=False, indent=1))


# --- review ---------------------------------------------------------------------------------------------------------


def review(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="help.review_sheet")],
    *,
    into: Into = None,
    dry_run: DryRun = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Take what a person accepted in a review sheet."""
    from chainlink.intake.review import accept, find_review_head
    from chainlink.office_files import read_office_file

    dataset, before = _dataset(into)
    accepted = accept(dataset, read_office_file(sheet, find_review_head))
    if not quiet:
        _say(terms.sentence("intake.reviewed", lang, **accepted.counts))
        _say_faults(accepted.told, lang)
    _finish(dataset, accepted.tables, accepted.log, into, before, dry_run=dry_run, lang=lang, quiet=quiet)
    if (
        accepted.told
        and not accepted.tables
        and not accepted.counts["accepted"] + accepted.counts["rejected"] + accepted.counts["open"]
    ):
        raise DataError(list(accepted.told))


# --- names ----------------------------------------------------------------------------------------------------------


def names(
    given: Annotated[list[str] | None, typer.Argument(metavar="NAME|FILE...", help="help.names_given")] = None,
    *,
    into: Into = None,
    link: Annotated[bool, typer.Option("--link", help="help.names_link")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="help.names_undo")] = False,
    dry_run: DryRun = False,
    form: Form = "table",
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Tell which firm each name means; keep links as aliases; take a merge back."""
    from chainlink.intake.matching import register as register_of
    from chainlink.intake.names import resolve_names
    from chainlink.intake.review import link_names

    _choice(form, ("table", "csv", "json"), lang)
    dataset, before = _dataset(into) if into is not None or link or undo else (_packaged(), None)
    if undo:
        _undo(dataset, into, before, dry_run=dry_run, lang=lang, quiet=quiet)
        return
    asked, faults = _names_of(given or [])
    found = resolve_names(asked, register_of(dataset))
    _show_names(found, form, lang)
    counts = {row["decision"]: row["len"] for row in found.group_by("decision").len().iter_rows(named=True)}
    if not quiet:
        _say_faults(faults, lang)
        _say(
            terms.sentence(
                "intake.linked",
                lang,
                linked=counts.get("link", 0),
                proposed=counts.get("propose", 0),
                none=counts.get("none", 0),
            )
        )
    if link:
        tables, log = link_names(dataset, found)
        _finish(dataset, tables, log, into, before, dry_run=dry_run, lang=lang, quiet=quiet)


def _packaged() -> Dataset:
    from chainlink.dataset import read_dataset

    return read_dataset()


def _names_of(given: Sequence[str]) -> tuple[pl.DataFrame, list[Fault]]:
    import polars as pl

    from chainlink.intake.exports import read_exports
    from chainlink.intake.headings import find_names
    from chainlink.office_files import read_office_file

    frames, faults = [], []
    for one in given:
        if Path(one).suffix.lower() in {".xlsx", ".xls", ".csv", ".zip", ".txt"}:
            exports = read_exports(read_office_file(Path(one), find_names))
            faults += [*exports.left_out, *exports.told]
            frames.append(exports.rows.select("name", "credit_code", "district"))
        else:
            frames.append(
                pl.DataFrame(
                    {"name": [one], "credit_code": [None], "district": [None]},
                    schema_overrides={"credit_code": pl.String, "district": pl.String},
                )
            )
    empty = pl.DataFrame(schema={"name": pl.String, "credit_code": pl.String, "district": pl.String})
    return pl.concat([empty, *frames]), faults


def _show_names(found: pl.DataFrame, form: str, lang: str) -> None:
    from chainlink.report.listing import Listing, as_csv, as_json

    heads = {
        key: terms.word(f"name_result.{key}", lang)
        for key in ("name", "candidate", "firm", "score", "decision", "reason")
    }
    rows = [
        {
            **row,
            "decision": terms.word(f"name_decision.{row['decision']}", lang),
            "reason": terms.word(f"name_reason.{row['reason']}", lang),
        }
        for row in found.iter_rows(named=True)
    ]
    listing = Listing(terms.word("name_result.title", lang), heads, rows, found.drop("place").to_dicts())
    if form == "table":
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(title=listing.title, title_justify="left")
        for heading in heads.values():
            table.add_column(heading, overflow="fold")
        for row in rows:
            table.add_row(*(Text("" if row[key] is None else str(row[key])) for key in heads))
        Console(width=None if sys.stdout.isatty() else 160).print(table)
        return
    sys.stdout.buffer.write(as_csv(listing) if form == "csv" else as_json(listing))
    sys.stdout.flush()


def _undo(dataset: Dataset, into: Path | None, before: Any, *, dry_run: bool, lang: str, quiet: bool) -> None:
    from chainlink.intake.changes import undo
    from chainlink.report.dataset_swap import last_backup, read_log

    path = Path(into) if into is not None else dataset.path
    tables, log, batch, count = undo(dataset, read_log(path), backup=str(last_backup(path) or "-"))
    _finish(dataset, tables, log, into, before, dry_run=dry_run, lang=lang, quiet=quiet)
    if not quiet:
        _say(terms.sentence("intake.undone", lang, batch=batch, count=count))


# --- add ------------------------------------------------------------------------------------------------------------


def add_firm(
    name: Annotated[str | None, typer.Argument(metavar="NAME", help="help.add_name")] = None,
    *,
    into: Into = None,
    id_: Id = None,
    district: Annotated[str | None, typer.Option("--district", help="help.add_district", show_default=False)] = None,
    legal_name: Annotated[str | None, typer.Option("--legal-name", help="help.add_legal", show_default=False)] = None,
    credit_code: Annotated[str | None, typer.Option("--credit-code", help="help.add_code", show_default=False)] = None,
    aliases: Annotated[str | None, typer.Option("--aliases", help="help.add_aliases", show_default=False)] = None,
    chains: Annotated[str | None, typer.Option("--chains", help="help.add_chains", show_default=False)] = None,
    unnamed: Annotated[bool, typer.Option("--unnamed", help="help.add_unnamed")] = False,
    source: SourceIds = None,
    grade: Grade = None,
    seen: Seen = None,
    note: Note = None,
    dry_run: DryRun = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Add a firm."""
    given = {
        "firm": id_,
        "name": name,
        "legal_name": legal_name,
        "credit_code": credit_code,
        "aliases": aliases,
        "district": district,
        "chains": chains,
        "named": not unnamed,
        "source": source,
        "grade": grade,
        "seen": seen,
        "note": note,
    }
    _add("firms", given, {"name": "NAME", "source": "--source"}, into, dry_run=dry_run, lang=lang, quiet=quiet)


def add_link(
    *,
    into: Into = None,
    supplier: Annotated[str | None, typer.Option("--supplier", help="help.add_supplier", show_default=False)] = None,
    buyer: Annotated[str | None, typer.Option("--buyer", help="help.add_buyer", show_default=False)] = None,
    product: Annotated[str | None, typer.Option("--product", help="help.add_product", show_default=False)] = None,
    sectors: Annotated[str | None, typer.Option("--sectors", help="help.add_sectors", show_default=False)] = None,
    relation: Annotated[str, typer.Option("--relation", help="help.add_relation")] = "supply",
    id_: Id = None,
    source: SourceIds = None,
    grade: Grade = None,
    seen: Seen = None,
    note: Note = None,
    dry_run: DryRun = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Add a link."""
    given = {
        "link": id_,
        "supplier": supplier,
        "buyer": buyer,
        "product": product,
        "sectors": sectors,
        "relation": relation,
        "source": source,
        "grade": grade,
        "seen": seen,
        "note": note,
    }
    wanted = {"supplier": "--supplier", "buyer": "--buyer", "source": "--source"}
    _add("links", given, wanted, into, dry_run=dry_run, lang=lang, quiet=quiet)


def add_claim(
    value: Annotated[str | None, typer.Argument(metavar="VALUE", help="help.add_value")] = None,
    *,
    into: Into = None,
    measure: Annotated[str | None, typer.Option("--measure", help="help.add_measure", show_default=False)] = None,
    about: Annotated[list[str] | None, typer.Option("--about", help="help.add_about", show_default=False)] = None,
    year: Annotated[str | None, typer.Option("--year", help="help.add_year", show_default=False)] = None,
    status: Annotated[str, typer.Option("--status", help="help.add_status")] = "actual",
    per: Annotated[str | None, typer.Option("--per", help="help.add_per", show_default=False)] = None,
    id_: Id = None,
    source: SourceIds = None,
    grade: Grade = None,
    seen: Seen = None,
    note: Note = None,
    dry_run: DryRun = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Add a claim."""
    given = {
        "claim": id_,
        "figure": value,
        "measure": measure,
        "about": ";".join(about or []) or None,
        "from": year,
        "to": year,
        "status": status,
        "per": per,
        "source": source,
        "grade": grade,
        "seen": seen,
        "note": note,
    }
    wanted = {"figure": "VALUE", "measure": "--measure", "about": "--about", "source": "--source"}
    _add("claims", given, wanted, into, dry_run=dry_run, lang=lang, quiet=quiet)


def add_source(
    id_: Annotated[str | None, typer.Argument(metavar="ID", help="help.add_id")] = None,
    *,
    into: Into = None,
    title: Annotated[str | None, typer.Option("--title", help="help.add_title", show_default=False)] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="help.add_publisher", show_default=False)] = None,
    date: Annotated[str | None, typer.Option("--date", help="help.add_date", show_default=False)] = None,
    url: Annotated[str | None, typer.Option("--url", help="help.add_url", show_default=False)] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="help.add_kind", show_default=False)] = None,
    note: Note = None,
    dry_run: DryRun = False,
    lang: Lang = "zh",
    quiet: Quiet = False,
) -> None:
    """Add a source."""
    given = {
        "source": id_,
        "title": title,
        "publisher": publisher,
        "date": date,
        "url": url,
        "kind": kind,
        "note": note,
    }
    _add("sources", given, {"source": "ID", "title": "--title"}, into, dry_run=dry_run, lang=lang, quiet=quiet)


MEANING = {
    "name": "add_name",
    "source": "add_source_id",
    "supplier": "add_supplier",
    "buyer": "add_buyer",
    "figure": "add_value",
    "measure": "add_measure",
    "about": "add_about",
    "title": "add_title",
}


def _add(
    table: str,
    given: dict[str, Any],
    wanted: dict[str, str],
    into: Path | None,
    *,
    dry_run: bool,
    lang: str,
    quiet: bool,
) -> None:
    """Ask for what is missing at a terminal, else refuse; then add the row, checked with the whole dataset."""
    from chainlink.intake.additions import add_row

    dataset, before = _dataset(into, new=True)
    for key, flag in wanted.items():
        if not given.get(key):
            meaning = terms.word(f"help.{MEANING[key] if (table, key) != ('sources', 'source') else 'add_id'}", lang)
            if not (sys.stdin.isatty() and sys.stdout.isatty()):
                raise CallError("missing_flag", flag=flag, meaning=meaning)
            given[key] = _ask(meaning)
    tables, log, made = add_row(dataset, table, given, lang=lang)
    _finish(dataset, tables, log, into, before, dry_run=dry_run, lang=lang, quiet=quiet)
    if not quiet:
        _say(terms.sentence("intake.added_row", lang, table=table, id=made))


def _ask(meaning: str) -> str:
    ask: Callable[..., str] = typer.prompt
    return ask(meaning, err=True)


def _choice(value: str, known: tuple[str, ...], lang: str) -> None:
    if value not in known:
        raise CallError("unknown_choice", name=value, what=terms.word("what.format", lang), known=", ".join(known))


def _say(line: str) -> None:
    typer.echo(line, err=True)
