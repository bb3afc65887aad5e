"""The sample in reports/sample: the region's page and one chain's, as the packaged data give them.

Run it (``make sample``) after a change of data or pages; a test holds that the sample is fresh.
"""

from __future__ import annotations

from pathlib import Path

import chainlink.data
import chainlink.study
from chainlink.cli.options import TRIED
from chainlink.report.pages import write

FOLDER = Path(chainlink.__file__).parents[2] / "reports" / "sample"
WANTED = ("index.html", "equipment.html", "equipment.svg", "findings.csv")


def sample() -> dict[str, bytes]:
    """Return the sample's files as the packaged data give them now."""
    wanted = {}
    for name, content in write.files_of(chainlink.study.run_study(chainlink.data.read_dataset(), answers=TRIED)):
        if name in WANTED:
            wanted[name] = content
        if len(wanted) == len(WANTED):
            break
    return wanted


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in sample().items():
        (FOLDER / name).write_bytes(content)
