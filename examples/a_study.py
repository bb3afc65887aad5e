"""A study: the packaged data with one setting changed, and what that changes."""

# %% The main job, step by step
from dataclasses import replace

import polars as pl

from chainlink import default_study, read_dataset, run_study

data = read_dataset()
usual = run_study(data)
print(f"{usual.findings.rows.height} findings as of {usual.study.as_of}")

# %% What a finding is: a kind, a band, gates, reasons - and the rows it rests on
first = usual.findings.rows.row(0, named=True)
print(first["finding"], first["band"], [gate["verdict"] for gate in first["gates"]])
print(usual.findings.evidence.filter(pl.col("finding") == first["finding"]).select("role", "file", "row", "source"))

# %% A setting changed: needs through essential flows alone
strict = run_study(data, replace(default_study(), criticalities=("essential",)))
gone = usual.findings.rows.join(strict.findings.rows, on="finding", how="anti")
print(f"{gone.height} findings rest on common flows alone")

# %% The same twice, turned back: what was known at the end of 2021
then = run_study(data, replace(default_study(), known_by="2021-12"))
print(f"known by the end of 2021: {then.findings.rows.height} findings, as of {then.study.as_of}")
