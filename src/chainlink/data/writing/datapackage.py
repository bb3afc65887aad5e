"""The description of a dataset that other programs read: datapackage.json (Frictionless Data)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from chainlink import terms
from chainlink.data.naming import column_named, table_named
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES, caption
from chainlink.plain_text import read_toml

PACKAGE = "datapackage.json"
_TYPES = {"number": "number", "integer": "integer", "year": "integer", "flag": "boolean"}


def datapackage(folder: Path) -> dict[str, Any]:
    """Return the Frictionless description of the dataset in ``folder`` (CSV or Parquet files with dataset.toml).

    Fields are those of the files' own headings in their order; lists are strings joined by ``;``.
    """
    about = read_toml((folder / "dataset.toml").read_bytes())
    files = [file for file in sorted(folder.iterdir()) if file.suffix in {".csv", ".parquet"}]
    resources = []
    for table in TABLES:
        file = next((file for file in files if table_named(file.stem) == table), None)
        if file is not None:
            resources.append(_resource(table, file))
    keys = {resource["name"]: resource["schema"].get("primaryKey", [])[:1] for resource in resources}
    for resource in resources:
        links = [
            {
                "fields": heading,
                "reference": {"resource": "" if target == resource["name"] else target, "fields": keys[target][0]},
            }
            for heading, target in resource["schema"].pop("links")
            if keys.get(target)
        ]
        if links:
            resource["schema"]["foreignKeys"] = links
    texts = {name: str(about.get(key, "")) for name, key in (("title", "title"), ("description", "note"))}
    package: dict[str, Any] = {"profile": "data-package", "name": str(about.get("id", "dataset")).lower(), **texts}
    package["version"] = str(about.get("version", ""))
    if licence := about.get("licence"):
        package["licenses"] = [{"name": str(licence), "title": str(licence)}]
    return {**{key: value for key, value in package.items() if value}, "resources": resources}


def _resource(table: str, file: Path) -> dict[str, Any]:
    made: dict[str, Any] = {"name": table, "title": caption(table), "path": file.name}
    made |= {"scheme": "file", "format": file.suffix.removeprefix(".")}
    headings = [name for name, _, _ in columns(TABLES[table])]
    if file.suffix == ".csv":
        made |= {"mediatype": "text/csv", "encoding": "utf-8"}
        with file.open(encoding="utf-8-sig", newline="") as stream:
            headings = next(csv.reader(stream), headings)
    return {**made, "schema": _schema(table, headings)}


def _schema(table: str, headings: list[str]) -> dict[str, Any]:
    declared = {name: (column, meta) for name, column, meta in columns(TABLES[table])}
    fields, links = [], []
    written = {column_named(table, heading): heading for heading in headings}
    for heading in headings:
        name = column_named(table, heading)
        if name is None:
            fields.append({"name": heading, "type": "string"})
            continue
        column, meta = declared[name]
        fields.append(_field(heading, column, meta))
        if meta.get("references") and meta["kind"] == "id":
            links.append((heading, str(meta["references"])))
    made: dict[str, Any] = {"fields": fields, "missingValues": [""], "links": links}
    keys = [written[name] for name in TABLES[table].primary_key() if name in written]
    if keys:
        made["primaryKey"] = keys
    return made


def _field(heading: str, column: Any, meta: dict[str, Any]) -> dict[str, Any]:
    kind = str(meta["kind"])
    made: dict[str, Any] = {"name": heading, "type": _TYPES.get(kind, "string"), "title": str(meta["header"])}
    description = str(meta["english"])
    if meta.get("unit"):
        description += f" ({meta['unit']})"
    if kind == "list":
        description += "; several joined by ;"
    if "about" in meta:
        description += f": {terms.word(str(meta['about']), 'en')}"
    made["description"] = description
    if kind == "flag":
        made |= {"trueValues": ["Y"], "falseValues": ["N"]}
    limits: dict[str, Any] = {}
    if column.primary_key or not column.nullable:
        limits["required"] = True
    if kind == "choice":
        limits["enum"] = list(terms.choices(str(meta["enum"])))
    bounds = {"minimum": getattr(column, "min", None), "maximum": getattr(column, "max", None)}
    if kind in {"number", "integer", "year"}:
        limits |= {name: limit for name, limit in bounds.items() if limit is not None}
    return {**made, "constraints": limits} if limits else made
