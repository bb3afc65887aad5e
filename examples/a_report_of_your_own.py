"""A page of your own from an outcome: every line leads back to the file and row it rests on."""

# %% The outcome is plain values: frames of findings, of their evidence, of states and needs
import json
from html import escape
from pathlib import Path
from tempfile import mkdtemp

import polars as pl

from chainlink import read_dataset, run_study

outcome = run_study(read_dataset())
names = dict(outcome.dataset.tables["sectors"].select("sector", "name").iter_rows())
first = outcome.findings.rows.sort("rank", nulls_last=True).head(5)
evidence = outcome.findings.evidence

# %% One line a finding, the rows below it; names come from strangers, so they are escaped
items = []
for finding in first.iter_rows(named=True):
    rests = evidence.filter(pl.col("finding") == finding["finding"])
    places = ", ".join(f"{file} {row}" for file, row in rests.select("file", "row").iter_rows())
    doubt = f"rank {finding['rank']} ({finding['rank_low']} to {finding['rank_high']})"
    about = names.get(finding["sector"], finding["finding"])  # a package is of several sectors
    items.append(f"<li>{escape(about)}, {doubt}<br><small>{escape(places)}</small></li>")
page = f"<!doctype html><html lang=en><meta charset=utf-8><title>Five leads</title><ol>{''.join(items)}</ol></html>"
target = Path(mkdtemp()) / "five-leads.html"
target.write_text(page, encoding="utf-8")
print(f"{len(items)} leads in {target.name}")

# %% Or as data for another program
print(json.dumps(first.select("finding", "band", "rank").to_dicts(), ensure_ascii=False))
