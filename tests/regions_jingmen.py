"""The region of Jingmen made whole: its facts joined with the packaged knowledge of sectors and flows.

``python tests/regions_jingmen.py FOLDER`` writes the dataset; ``chainlink backtest 2019-12-31 FOLDER`` turns it back.
"""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).parent
REGION = ROOT / "data" / "regions" / "jingmen"
PACKAGED = ROOT.parent / "datasets" / "wan-kai-yun"
CUT_OFF = "2019-12-31"
KNOWLEDGE = ("sectors", "flows", "chain_sectors")
APART = "came"
"""What came after the cut-off, sector by sector: for the reader, never a table of the dataset."""

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def build(folder: Path, region: Path = REGION) -> Path:
    """Write the dataset of ``region`` into ``folder``: its own tables, the packaged knowledge, the sources both cite."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(region / "dataset.toml", folder / "dataset.toml")
    tables = {path.stem: path for path in region.glob("*.csv") if path.stem not in {APART, "sources"}}
    tables |= {name: PACKAGED / f"{name}.csv" for name in KNOWLEDGE}
    cited: set[str] = set()
    for name, path in sorted(tables.items()):
        shutil.copyfile(path, folder / f"{name}.csv")
        cited |= {one for row in rows(path) for one in row["source"].split(";") if one}
    own = rows(region / "sources.csv")
    known = {row["source"] for row in own}
    packaged = [row for row in rows(PACKAGED / "sources.csv") if row["source"] in cited - known]
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(own[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(own + packaged)
    return folder


if __name__ == "__main__":
    build(Path(sys.argv[1]))
