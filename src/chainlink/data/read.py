"""Reading a dataset: files -> raw rows -> typed rows -> checked tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from chainlink.data.checks.check import ILLEGAL, check_tables
from chainlink.data.checks.cross_checks import nearest_row
from chainlink.data.checks.text_checks import without_personal_data
from chainlink.data.clean import CleanTable, clean_table, empty_table, table_missing
from chainlink.data.dataset import SCHEMA_VERSION, Dataset, default_dataset
from chainlink.data.lookup import names_of
from chainlink.data.naming import are_headings, nearest_table, table_named, table_words
from chainlink.data.readers import RawFiles, read_files
from chainlink.data.schema import ID
from chainlink.data.tables import TABLES, caption
from chainlink.errors import DataError, Fault

Progress = Callable[[str, float], None]
NEEDED = ("districts", "sectors", "firms")
"""Tables without which there is nothing to say; any other may be missing."""
BESIDE = ("readme", "license", "licence", "changelog", "datapackage.json", "intake_log.csv", "contacts.csv")
"""Files that may lie beside the tables without a word in dataset.toml; the last are those of chainlink itself."""


def read_dataset(path: str | Path | None = None, *, progress: Progress | None = None) -> Dataset:
    """Read and check a dataset 数据集: a folder of CSV or Parquet files with dataset.toml, or one workbook (.xlsx).

    Args:
        path: the folder or workbook; None is the packaged dataset.
        progress: called with a stage (``read``, ``check``) and how much of it is done (0 to 1).

    Raises:
        DataError: the data are at fault; it carries every fault of every table.
        CallError: there is no dataset at ``path``.

    """
    dataset, faults, warnings = _read(Path(path) if path is not None else default_dataset(), progress)
    if faults:
        raise DataError(faults, warnings)
    return dataset


def size_of_dataset(path: str | Path | None = None) -> int:
    """Return how many bytes the files of a dataset have, 0 where none is at ``path``; None is the packaged one."""
    place = Path(path) if path is not None else default_dataset()
    return sum(file.stat().st_size for file in (place.iterdir() if place.is_dir() else [place]) if file.is_file())


def check_dataset(
    path: str | Path | None = None, *, progress: Progress | None = None
) -> tuple[list[Fault], list[Fault]]:
    """Return the faults and the warnings of the dataset at ``path``; see :func:`read_dataset`."""
    _, faults, warnings = _read(Path(path) if path is not None else default_dataset(), progress)
    return faults, warnings


def _read(path: Path, progress: Progress | None) -> tuple[Dataset, list[Fault], list[Fault]]:
    tell = progress or (lambda _stage, _done: None)
    tell("read", 0.0)
    raw = read_files(path, are_headings)
    tell("read", 1.0)
    tables, faults, warnings = _tables(raw)
    tell("check", 0.0)
    meta, meta_faults = _meta(raw, tables)
    checked, remarks = check_tables(tables)
    tell("check", 1.0)
    faults = [*meta_faults, *faults, *checked]
    offered = {fault.parts["near"] for fault in faults if fault.code == "table_missing_near"}
    unoffered = [item for item in warnings if "near" not in item.parts or (item.sheet or item.file) not in offered]
    warnings = [*unoffered, *remarks]
    frames = {name: table.frame for name, table in tables.items()}
    return Dataset(**meta, path=path, tables=frames, warnings=tuple(warnings)), faults, warnings


def _tables(raw: RawFiles) -> tuple[dict[str, CleanTable], list[Fault], list[Fault]]:
    """Find the table of each file or sheet and clean it; files that are no table are told as warnings."""
    faults = list(raw.faults)
    unknown: list[tuple[str, str | None, str]] = []
    hidden: list[Fault] = []
    expected = set(_listed(raw.meta, "extras"))
    taken: dict[str, CleanTable] = {}
    unread = any(fault.code in UNOPENED for fault in raw.faults)
    for entry in raw.tables:
        name = table_named(entry.name)
        if name is None:
            if entry.file not in expected and not entry.is_hidden and not entry.file.lower().startswith(BESIDE):
                unknown.append((entry.file, entry.sheet, entry.name))
        elif name in taken and entry.is_hidden:
            hidden.append(Fault(entry.file, "hidden_sheet", name, entry.sheet))
        elif name in taken:
            other = taken[name].sheet or taken[name].file
            faults.append(Fault(entry.file, "table_twice", name, entry.sheet, parts={"other": other}))
        else:
            if entry.is_hidden:
                hidden.append(Fault(entry.file, "hidden_sheet_read", name, entry.sheet))
            whole = entry if entry.headings else replace(entry, broken=True)  # without headings it is no empty table
            taken[name] = without_personal_data(clean_table(whole, name))
    unknown += [
        (other, None, other.rsplit(".", 1)[0])
        for other in raw.others
        if other not in expected and not other.lower().startswith(BESIDE)
    ]
    absent = [name for name in TABLES if name not in taken]
    meant = [nearest_table(name, absent) for _, _, name in unknown]
    near = {table: sheet or file for table, (file, sheet, _) in reversed([*zip(meant, unknown, strict=True)])}
    for name in absent:
        file, sheet = (raw.path.name, caption(name)) if raw.path.is_file() else (f"{name}.csv", None)
        table = CleanTable(
            name, file, sheet, empty_table(name), (), (), broken=unread, absent=True, near=near.get(name, "")
        )
        needed = name in NEEDED and not unread
        taken[name] = replace(table, faults=(table_missing(table),)) if needed else table
    warnings = [_unknown_file(file, sheet, table) for table, (file, sheet, _) in zip(meant, unknown, strict=True)]
    warnings += hidden
    return {name: taken[name] for name in TABLES}, faults, warnings


def _unknown_file(file: str, sheet: str | None, near: str | None) -> Fault:
    code = "unknown_sheet" if sheet else "unknown_file"
    parts: dict[str, object] = {"near": table_words(near)} if near else {}
    return Fault(file, f"{code}_near" if near else code, sheet=sheet, parts=parts)


def _listed(meta: dict[str, Any] | None, key: str) -> list[str]:
    value = (meta or {}).get(key) or []
    if isinstance(value, str):
        value = value.replace("；", ";").split(";")
    return [str(part).strip() for part in value if str(part).strip()] if isinstance(value, list) else []


META_WORDS = {
    "编号": "id", "标题": "title", "英文标题": "title_en", "区域": "region", "版本": "version", "许可": "licence",
    "结构版本": "schema_version", "说明": "note", "备注": "note", "license": "licence", "附件": "extras",
}  # fmt: skip
"""Chinese words for the keys of dataset.toml, for the sheet of a workbook."""
TEXTS = ("id", "title", "title_en", "version", "licence", "note")
UNOPENED = frozenset({"workbook", "locked", "old_workbook", "too_large"})
"""Faults of a workbook that was not even opened: nothing more can be said about it."""


def _meta(raw: RawFiles, tables: dict[str, CleanTable]) -> tuple[dict[str, Any], list[Fault]]:
    """Return what dataset.toml says and its faults: id, title and region are needed."""
    meta = {META_WORDS.get(str(key).strip(), str(key).strip()): value for key, value in (raw.meta or {}).items()}
    texts = {
        key: "" if isinstance(meta.get(key, ""), (dict, list, bool)) else str(meta.get(key, "")).strip()
        for key in TEXTS
    }
    region, region_faults = _region(_listed(meta, "region"), tables["districts"])
    version = str(meta.get("schema_version", SCHEMA_VERSION)).strip().removesuffix(".0")
    wrong: list[tuple[str, str, object, dict[str, object]]] = [
        ("meta_text", key, meta[key], {}) for key in TEXTS if isinstance(meta.get(key, ""), (dict, list, bool))
    ]
    wrong += [("illegal_character", key, *_legal(texts[key])) for key in TEXTS if re.search(ILLEGAL, texts[key])]
    wrong += [("meta_missing", key, None, {}) for key in ("id", "title") if not texts[key]]
    if texts["id"] and not re.match(ID, texts["id"]):
        wrong.append(("id", "id", texts["id"], {}))
    if not region:
        wrong.append(("meta_region", "region", meta.get("region"), {}))
    wrong += region_faults
    if version != str(SCHEMA_VERSION):
        wrong.append(("schema_version", "schema_version", version, {"wanted": SCHEMA_VERSION}))
    sheet = "数据集" if raw.path.is_file() else None
    faults = [
        Fault(raw.meta_file, code, sheet=sheet, column=key, value=None if value is None else str(value), parts=parts)
        for code, key, value, parts in wrong
    ]
    if raw.meta is None or any(fault.code in UNOPENED for fault in raw.faults):
        faults = []
    rest = {"region": tuple(region), "schema_version": SCHEMA_VERSION, "extras": tuple(_listed(meta, "extras"))}
    return {**texts, "title_en": texts["title_en"] or texts["title"], **rest}, faults


def _legal(text: str) -> tuple[str, dict[str, object]]:
    """Return ``text`` with the signs that no page can hold replaced, and these by number."""
    signs = ", ".join(sorted({f"U+{ord(sign):04X}" for sign in re.findall(ILLEGAL, text)}))
    return re.sub(ILLEGAL, "\N{REPLACEMENT CHARACTER}", text), {"signs": signs}


def _region(
    wanted: list[str], districts: CleanTable
) -> tuple[list[str], list[tuple[str, str, object, dict[str, object]]]]:
    """Return the ids of the districts of the region, named by id, name or alias, and what is none."""
    if districts.broken or districts.absent:
        return wanted, []
    names = names_of(districts.frame, "district")
    by_name = names.unique("name", keep="none").select("name", "id")
    meant = dict([*by_name.iter_rows(), *names.select("id", id_too="id").iter_rows()])
    near = nearest_row(districts)
    wrong: list[tuple[str, str, object, dict[str, object]]] = []
    for district in wanted:
        if district not in meant:
            likely = near(district)
            parts: dict[str, object] = {"table": table_words("districts"), "near": likely or ""}
            wrong.append(("reference_near" if likely else "reference", "region", district, parts))
    return list(dict.fromkeys(meant.get(district, district) for district in wanted)), wrong
