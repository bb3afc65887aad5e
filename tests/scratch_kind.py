"""Runs inside a scratch copy of the package: where, of all that is written and listed, a kind of finding is told.

Called with the kind, its word, the title of its list, and a dataset; prints the names of the outputs as JSON.
"""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import polars as pl
from typer.testing import CliRunner

import chainlink.data
import chainlink.study
from calls import keeping
from chainlink.cli import app
from chainlink.findings import Findings
from chainlink.report.lists.backtest import hindsight_listings
from chainlink.report.lists.comparison import compare
from chainlink.report.pages.write import files_of


def text_of(name: str, content: bytes) -> str:
    """What a file says; of a page what stands on it, without the panels that a click would open."""
    if name.endswith(".html"):
        return re.sub("<script.*?</script>", "", content.decode("utf-8"), flags=re.DOTALL)
    if Path(name).suffix not in {".xlsx", ".docx"}:
        return content.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(parts.read(one).decode("utf-8") for one in parts.namelist() if one.endswith(".xml"))


def main(kind: str, word: str, title: str, data: str) -> None:
    outcome = chainlink.study.run_study(chainlink.data.read_dataset(Path(data)), answers=0)
    texts = {name: text_of(name, content) for name, content in files_of(outcome, per_chain=True)}
    told = [name for name, text in texts.items() if word in text]
    titled = [name for name, text in texts.items() if title in text]
    nothing = Findings(outcome.findings.rows.clear(), outcome.findings.resting.clear())
    sections = compare(replace(outcome, findings=nothing), outcome, between=outcome).sections
    listings = {
        "backtest": hindsight_listings(outcome, outcome),
        "diff": sections,
    }
    for name, given in listings.items():
        rows = [row for one in given for row in one.rows]
        told += [name] if word in json.dumps(rows, default=str, ensure_ascii=False) else []
    listed = CliRunner().invoke(app, ["gaps", data, "--kind", word, "--format", "csv"]).output
    told += ["gaps"] if word in listed else []
    found = outcome.findings.rows.filter(pl.col("kind") == kind)
    about = {name: found[name].explode().unique().drop_nulls().to_list() for name in ("chains", "districts_needing")}
    print(json.dumps({"told": told, "titled": titled, "sectors": found["sector"].to_list(), **about}))  # noqa: T201


if __name__ == "__main__":
    with keeping():
        main(*sys.argv[1:])
