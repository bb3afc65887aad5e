"""The sample in reports/sample: the region's page and one chain's, as the packaged data give them.

Run it (``make sample``) after a change of data or pages; a test holds that the sample is fresh.
"""

from __future__ import annotations

from pathlib import Path

import chainlink
from chainlink import read_dataset, run_study
from chainlink.cli.console import TRIED
from chainlink.report.pages.write import files_of

FOLDER = Path(chainlink.__file__).parents[2] / "reports" / "sample"
WANTED = ("index.html", "equipment.html", "equipment.svg", "findings.csv")


def sample() -> dict[str, bytes]:
    """Return the sample's files as the packaged data give them now."""
    outcome = run_study(read_dataset(), answers=TRIED)
    return {name: content for name, content in files_of(outcome) if name in WANTED}


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in sample().items():
        (FOLDER / name).write_bytes(content)
