"""Three districts of Ningde, from public facts: what was known by the end of 2018, and what came in the years after."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

HERE = Path(__file__).parent / "data" / "regions" / "ningde"
PACKAGED = Path(__file__).parents[1] / "datasets" / "wan-kai-yun"
CUT = "2018-12-31"
KNOWLEDGE = ("sectors", "flows", "chain_sectors")
"""Tables of general knowledge: the packaged ones serve every region and are never copied into its folder."""
APART = ("came.csv", "README.md")
"""Files of the folder that are no tables of the dataset."""

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    """Return the rows of a table of text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def came() -> list[Row]:
    """Return the sectors that got a maker in the region after ``CUT``, each with year, firm, district and source."""
    return rows(HERE / "came.csv")


def build(folder: Path) -> Path:
    """Make the dataset in ``folder``: the region's rows, the packaged knowledge, and the sources that either cites."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(HERE.iterdir()):
        if path.name not in APART:
            shutil.copy(path, folder / path.name)
    for table in KNOWLEDGE:
        shutil.copy(PACKAGED / f"{table}.csv", folder / f"{table}.csv")
    cited = {one for path in folder.glob("*.csv") for row in rows(path) for one in row["source"].split(";")}
    own = rows(HERE / "sources.csv")
    known = {row["source"] for row in own}
    shared = [row for row in rows(PACKAGED / "sources.csv") if row["source"] in cited - known]
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(own[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows([*own, *shared])
    return folder
