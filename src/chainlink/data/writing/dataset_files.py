"""A dataset written back: CSV, one workbook or Parquet, without loss; and the empty template of one."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from chainlink import terms
from chainlink.data.dataset import Dataset
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES, caption
from chainlink.data.writing.atomic import placing, writing
from chainlink.data.writing.datapackage import PACKAGE, datapackage
from chainlink.data.writing.table_files import json_bytes, write_bytes
from chainlink.data.writing.template_rows import EXAMPLE, META
from chainlink.data.writing.text_book import text_book
from chainlink.errors import CallError, WriteError
from chainlink.live_cells import as_workbook_text, defused, defused_cells, is_live

FILE_FORMS = ("csv", "xlsx", "parquet")
CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_576
WIDE = 0x2E80
"""Signs from here on are two columns wide."""
LIST_LIMIT = 255
"""The characters Excel takes in the list of a drop-down."""
ROWS_WITH_LISTS = 2_000
"""The rows of a template that offer drop-downs."""
NOT_WRITTEN = ("file", "sheet", "row")
YES_AND_NO = {True: ("是", "Y"), False: ("否", "N")}


def write_dataset(dataset: Dataset, path: str | Path, form: str = "csv", *, lang: str = "zh") -> list[Path]:
    """Write every table of ``dataset`` so that reading it gives the same tables; return the files written.

    Args:
        dataset: what to write; columns that are no part of a table are written too (as text in CSV and workbooks).
        path: a folder (csv, parquet; it gets a datapackage.json too) or the name of the workbook (xlsx).
        form: ``csv`` (UTF-8 with its mark, so that Excel reads it rightly), ``xlsx`` or ``parquet``.
        lang: the language of a workbook's sheets, headings and words; the other forms carry ids.

    Raises:
        CallError: an unknown form.
        WriteError: a file cannot be written, or a table does not fit a workbook.

    """
    path = Path(path)
    if form not in FILE_FORMS:
        raise CallError("unknown_form", form=form)
    if form == "xlsx":
        with placing(path) as part, text_book(part, title=dataset.title) as book:
            _fill_book(book, dataset, lang)
        return [path]
    with writing(path):
        path.mkdir(parents=True, exist_ok=True)
    written = []
    for name, frame in dataset.tables.items():
        plain = frame.drop(NOT_WRITTEN).select(*_order(name, frame))
        file = path / f"{name}.{form}"
        with placing(file) as part, part.open("wb") as out:  # polars takes no path whose bytes are no UTF-8
            if form == "csv":
                csv_cells(plain).write_csv(out, include_bom=True)
            else:
                plain.write_parquet(out)
        written.append(file)
    return [
        *written,
        write_bytes(path / "dataset.toml", _toml(dataset).encode()),
        write_bytes(path / PACKAGE, json_bytes(datapackage(path))),
    ]


def _order(name: str, frame: pl.DataFrame) -> list[str]:
    declared = [column for column, _, _ in columns(TABLES[name])]
    return [*declared, *(column for column in frame.columns if column not in {*declared, *NOT_WRITTEN})]


def csv_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the cells and headings of a table as a CSV file holds them: text that a spreadsheet would run defused."""
    texts = [name for name, dtype in frame.schema.items() if dtype in {pl.String, pl.List(pl.String)}]
    made = _as_text(frame).with_columns(defused_cells(pl.col(name)) for name in texts)
    return made.rename({name: str(defused(name)) for name in frame.columns})


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    """Write every value as it stands in a cell: lists joined by ``;``, Y and N, whole numbers without a point."""
    made = []
    for name, dtype in frame.schema.items():
        cell = pl.col(name)
        if isinstance(dtype, pl.List):
            cell = cell.cast(pl.List(pl.String)).list.join(";")
        elif dtype == pl.Boolean:
            cell = pl.when(cell).then(pl.lit("Y")).when(~cell).then(pl.lit("N"))
        elif dtype.is_float():
            whole = pl.when((cell == cell.floor()) & (cell.abs() < 2**53)).then(cell.cast(pl.Int64, strict=False))
            cell = pl.coalesce(whole.cast(pl.String), cell.cast(pl.String))
        elif dtype.is_nested():
            in_json = partial(json.dumps, ensure_ascii=False, default=str)
            cell = cell.map_elements(in_json, return_dtype=pl.String)
        made.append(cell.cast(pl.String).alias(name))
    return frame.select(made)


def _toml(dataset: Dataset) -> str:
    lines = [f"{key} = {_quoted(str(getattr(dataset, key)))}" for key in ("id", "title", "title_en")]
    lines.append(f"region = [{', '.join(map(_quoted, dataset.region))}]")
    lines += [f"{key} = {_quoted(str(getattr(dataset, key)))}" for key in ("version", "licence", "note")]
    return "\n".join([*lines, f"schema_version = {dataset.schema_version}", ""])


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


# --- a workbook -----------------------------------------------------------------------------------------------------


def _fill_book(book: xlsxwriter.Workbook, dataset: Dataset, lang: str) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": False})
    marked = book.add_format({"quote_prefix": True})
    about = {key: getattr(dataset, key) for key, _ in META}
    about["region"] = ";".join(dataset.region)
    _write_meta(book, lang, [(key, str(value)) for key, value in about.items()], bold)
    for name, frame in dataset.tables.items():
        if frame.height >= ROW_LIMIT:
            raise WriteError("too_many_rows", table=caption(name), count=frame.height)
        plain = frame.select(*_order(name, frame))
        sheet = book.add_worksheet(_sheet_name(name, lang))
        for at, heading in enumerate(_headings(name, plain.columns, lang)):
            sheet.write_string(0, at, as_workbook_text(heading), bold)
            sheet.set_column(at, at, _width(heading))
        sheet.freeze_panes(1, 1)
        shown = _as_text(_with_words(name, plain, lang))
        numeric = [plain.schema[column].is_numeric() for column in plain.columns]
        for line, values in enumerate(shown.iter_rows(), start=1):
            for at, value in enumerate(values):
                if value is None:
                    continue
                if numeric[at] and _keeps_as_number(float(value)):
                    sheet.write_number(line, at, float(value))
                elif len(value) > CELL_LIMIT:
                    place = {"table": caption(name), "row": line + 1, "column": plain.columns[at]}
                    raise WriteError("cell_too_long", **place, length=len(value))
                else:
                    sheet.write_string(line, at, as_workbook_text(value), marked if is_live(value) else None)


def _keeps_as_number(value: float) -> bool:
    """Say whether a cell keeps ``value`` as a number: 15 digits, and 9 decimals when it is read back as text."""
    return value == float(f"{value:.15g}") == float(f"{value:.9f}")


def _write_meta(book: xlsxwriter.Workbook, lang: str, pairs: list[tuple[str, str]], bold: Any) -> None:
    sheet = book.add_worksheet(terms.word("template.meta_sheet", lang))
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 60)
    for line, (key, value) in enumerate(pairs):
        sheet.write_string(line, 0, key, bold)
        sheet.write_string(line, 1, value)


def _sheet_name(table: str, lang: str) -> str:
    return caption(table) if lang == "zh" else table


def _headings(table: str, names: list[str], lang: str) -> list[str]:
    headings = {name: str(meta["header"] if lang == "zh" else name) for name, _, meta in columns(TABLES[table])}
    return [headings.get(name, name) for name in names]


def _width(heading: str) -> float:
    return max(9.0, 2.0 + sum(2 if ord(sign) > WIDE else 1 for sign in heading))


def _with_words(table: str, frame: pl.DataFrame, lang: str) -> pl.DataFrame:
    """Say ids of the vocabulary and flags in ``lang``."""
    made = []
    for name, _, meta in columns(TABLES[table]):
        if meta["kind"] == "choice":
            made.append(pl.col(name).replace(terms.choices(str(meta["enum"]), lang)))
        elif meta["kind"] == "flag":
            yes, no = (YES_AND_NO[answer][terms.LANGUAGES.index(lang)] for answer in (True, False))
            made.append(pl.when(pl.col(name)).then(pl.lit(yes)).when(~pl.col(name)).then(pl.lit(no)).alias(name))
    return frame.with_columns(made)


# --- the template ---------------------------------------------------------------------------------------------------


def write_template(path: str | Path, lang: str = "zh") -> Path:
    """Write an empty dataset as a workbook: a sheet per table, headings with notes, drop-downs, example rows.

    The example rows form a dataset without a fault, so ``check`` passes on the template as it is.

    Raises:
        WriteError: the file cannot be written.

    """
    path = Path(path)
    with placing(path) as part, text_book(part, title=terms.word("template.title", lang)) as book:
        _fill_template(book, lang)
    return path


def _fill_template(book: xlsxwriter.Workbook, lang: str) -> None:
    plain = book.add_format({"bold": True, "bottom": 1, "bg_color": "#EEF1F4"})
    needed = book.add_format({"bold": True, "bottom": 2, "bg_color": "#DCE6F0"})
    about = [(key, terms.word("template.name", lang) if key == "title" else value) for key, value in META]
    _write_meta(book, lang, about, needed)
    for table, schema in TABLES.items():
        sheet = book.add_worksheet(_sheet_name(table, lang))
        sheet.freeze_panes(1, 1)
        for at, (name, column, meta) in enumerate(columns(schema)):
            heading = _headings(table, [name], lang)[0]
            required = column.primary_key or not column.nullable
            sheet.write_string(0, at, heading, needed if required else plain)
            note = _note(table, name, required=required, lang=lang)
            sheet.write_comment(0, at, note, {"author": "chainlink", "x_scale": 2, "y_scale": max(1.0, len(note) / 90)})
            sheet.set_column(at, at, _width(heading))
            _offer(sheet, at, meta, lang)
            for line, row in enumerate(EXAMPLE[table], start=1):
                sheet.write(line, at, _example_cell(row.get(name), meta, lang))


def _example_cell(value: object, meta: dict[str, Any], lang: str) -> object:
    """Say an example value in ``lang``."""
    if value == "EXAMPLE":
        return terms.word("template.example", lang)
    if value is not None and meta["kind"] == "choice":
        return terms.word(f"{meta['enum']}.{value}", lang)
    return YES_AND_NO[value][terms.LANGUAGES.index(lang)] if isinstance(value, bool) else value


def _offer(sheet: Any, at: int, meta: dict[str, Any], lang: str) -> None:
    """Give a column of a vocabulary, a flag or one reference its drop-down."""
    choose = terms.word("template.choose", lang)
    options: dict[str, Any] = {"validate": "list", "ignore_blank": True, "error_message": choose}
    if meta["kind"] == "choice":
        choices = list(terms.choices(str(meta["enum"]), lang).values())
        fits = len(",".join(choices)) <= LIST_LIMIT and not any("," in word for word in choices)
        options["source"] = choices if fits else list(terms.choices(str(meta["enum"])))
    elif meta["kind"] == "flag":
        options["source"] = [words[terms.LANGUAGES.index(lang)] for words in YES_AND_NO.values()]
    elif meta["kind"] == "id" and meta.get("references"):
        options["source"] = f"='{_sheet_name(meta['references'], lang)}'!$A$2:$A${ROWS_WITH_LISTS}"
        options |= {"error_type": "warning", "error_message": terms.word("template.unlisted", lang)}
    else:
        return
    sheet.data_validation(1, at, ROWS_WITH_LISTS, at, options)


def _note(table: str, name: str, *, required: bool, lang: str) -> str:
    """Say in a note what a column wants."""
    column = TABLES[table].columns()[name]
    meta: dict[str, Any] = dict(column.metadata or {})
    kind = str(meta["kind"])
    target = meta.get("references")
    parts: dict[str, object] = {}
    if (table, name) == ("claim_subjects", "id"):
        kind = "unit_of_subject"
    elif kind == "id" and target is None:
        kind = "key"
    elif kind == "list" and target is not None:
        kind = "list_of"
    elif kind == "number" and meta.get("unit"):
        kind, parts = "number_in", {"unit": meta["unit"]}
    elif kind == "choice":
        choices = terms.choices(str(meta["enum"]), lang).values()
        parts = {"choices": ("、" if lang == "zh" else ", ").join(choices)}
    if kind in {"id", "list_of"}:
        parts = {"table": f"「{caption(str(target))}」" if lang == "zh" else target}
    said_all = terms.word("note.required" if required else "note.optional", lang)
    said_all += terms.sentence(f"note.{kind}", lang, **parts)
    if "about" in meta:
        said_all += f"\n{terms.word(str(meta['about']), lang)}"
    low, high = getattr(column, "min", None), getattr(column, "max", None)
    if meta["kind"] == "number" and low is not None and high is not None:
        said_all += terms.sentence("note.between", lang, low=f"{low:g}", high=f"{high:g}")
    return said_all.strip()
