"""Runs inside a scratch copy of the package: where, of all that is written, a list is told.

Called with the title of the list, a word of it, and a dataset; prints the names of the files that hold both as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from chainlink import Study, read_dataset, run_study
from chainlink.data.writing.table_files import as_csv, as_json
from chainlink.report.lists.sheets import Sheets
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.write import files_of
from chainlink.report.panels.panels import Panels
from scratch_kind import text_of


def main(title: str, word: str, data: str) -> None:
    outcome = run_study(read_dataset(Path(data)), Study(doubt=False))
    texts = {name: text_of(name, content) for name, content in files_of(outcome, per_chain=True)}
    wording = Wording(outcome, "zh")
    *_, added = Sheets(wording, Panels(wording), list(wording.index.chains), list(wording.index.sectors)).further()
    texts["csv"], texts["json"] = (title + form(added).decode("utf-8-sig") for form in (as_csv, as_json))
    print(json.dumps([name for name, text in texts.items() if title in text and word in text]))  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
