"""Real regions to try the rules on, from public facts: what was known at a cut-off, and what came in the years after.

``python tests/regions.py jingmen FOLDER`` writes the dataset; ``chainlink backtest 2019-12-31 FOLDER`` turns it back.
"""

from __future__ import annotations

import csv
import shutil
import sys
from pathlib import Path

HOME = Path(__file__).parent / "fixtures" / "regions"
PACKAGED = Path(__file__).parents[1] / "datasets" / "wan-kai-yun"
CUTS = {"jingmen": "2019-12-31", "ningde": "2018-12-31"}
KNOWLEDGE = ("sectors", "flows", "chain_sectors")
"""Tables of general knowledge: the packaged ones serve every region and are never copied into its folder."""
APART = ("came", "sources")
"""What came later is for the reader, never a table of the dataset; the sources are joined."""

Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    """Return the rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def came(region: str) -> list[Row]:
    """Return the sectors that got a maker in ``region`` after its cut-off, with year, firm, district and source."""
    return rows(HOME / region / "came.csv")


def build(region: str, folder: Path) -> Path:
    """Write the dataset of ``region`` into ``folder``: its own tables, the packaged knowledge, the sources both cite."""
    folder.mkdir(parents=True, exist_ok=True)
    home = HOME / region
    shutil.copyfile(home / "dataset.toml", folder / "dataset.toml")
    tables = {path.stem: path for path in home.glob("*.csv") if path.stem not in APART}
    tables |= {name: PACKAGED / f"{name}.csv" for name in KNOWLEDGE}
    cited: set[str] = set()
    for name, path in sorted(tables.items()):
        shutil.copyfile(path, folder / f"{name}.csv")
        cited |= {source for row in rows(path) for source in row["source"].split(";") if source}
    own = rows(home / "sources.csv")
    known = {row["source"] for row in own}
    packaged = [row for row in rows(PACKAGED / "sources.csv") if row["source"] in cited - known]
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(own[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(own + packaged)
    return folder


if __name__ == "__main__":
    build(sys.argv[1], Path(sys.argv[2]))
