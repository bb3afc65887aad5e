"""Runs inside a scratch copy of the package: where, of all that is written and checked, a column of sectors is told.

Called with the column, its headings in Chinese and English, and a folder to write to; prints what each output says.
"""

from __future__ import annotations

import json
import re
import sys
import zipfile
from pathlib import Path

from typer.testing import CliRunner

import chainlink.data
import chainlink.study
from calls import keeping
from chainlink import read_dataset
from chainlink.cli import app
from chainlink.data.writing.data_dictionary import data_dictionary
from chainlink.data.writing.dataset_files import write_dataset
from chainlink.report.pages.write import files_of
from small import rows, small_dataset

VALUE = 37.0


def main(column: str, zh: str, en: str, folder: Path) -> None:
    def run(*words: str) -> str:
        return CliRunner().invoke(app, list(words)).output

    def data(heading: str, value: object) -> Path:
        sectors = [{**row, heading: value} for row in rows("sectors")]
        return small_dataset(folder / f"{heading}-{value}", sectors=sectors)

    headed = {heading: data(heading, VALUE) for heading in (column, zh, en)}
    read = {heading: read_dataset(path).tables["sectors"][column].to_list() for heading, path in headed.items()}
    templates = {}
    for lang in ("zh", "en"):
        book = folder / f"template-{lang}.xlsx"
        run("template", "dataset", "--lang", lang, "--out", str(book))
        with zipfile.ZipFile(book) as parts:
            templates[lang] = "".join(parts.read(name).decode("utf-8") for name in parts.namelist())
    dataset = read_dataset(headed[zh])
    write_dataset(dataset, folder / "written")
    outcome = chainlink.study.run_study(chainlink.data.read_dataset(headed[zh]))
    page = next(text for name, text in files_of(outcome) if name == "index.html").decode("utf-8")
    wrong = {value: run("check", str(data(zh, value)), "--format", "json") for value in ("-1", "三周")}
    print(  # noqa: T201
        json.dumps(
            {
                "read": read,
                "templates": templates,
                "dictionary": {lang: data_dictionary(lang) for lang in ("zh", "en")},
                "package": (folder / "written" / "datapackage.json").read_text(encoding="utf-8"),
                "written": read_dataset(folder / "written").tables["sectors"][column].to_list(),
                "faults": {
                    value: [(fault["column"], fault["value"]) for fault in json.loads(text)["faults"]]
                    for value, text in wrong.items()
                },
                "page": bool(re.search(rf"\b{VALUE:g} 天", page)),
                "sector": f"{VALUE:g} 天" in run("sector", "stamping", str(headed[zh])),
            }
        )
    )


if __name__ == "__main__":
    with keeping():
        main(*sys.argv[1:4], Path(sys.argv[4]))
