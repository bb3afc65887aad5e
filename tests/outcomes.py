"""Outcomes that the tests of the pages share: the packaged data, hostile data, a crowd; and written reports."""

import random
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl

import chainlink.data
import chainlink.study
from chainlink.config import default_study
from chainlink.data import read_dataset
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES
from chainlink.findings import Outcome
from chainlink.report.pages.write import files_of, write_report
from chainlink.study import run_study

HOSTILE = (
    "</script><script>window.__pwn=1</script><img src=x onerror=window.__pwn=1>"
    '" onload="window.__pwn=1 {{7*7}} \u202e\u200b '
)


@cache
def packaged() -> Outcome:
    """The packaged data under the default study, as the commands that a test calls in its process judge them."""
    return chainlink.study.run_study(chainlink.data.read_dataset(), answers=0)


@cache
def of_year(year: int) -> Outcome:
    """The packaged data as of the end of a year, as the commands judge them."""
    study = replace(default_study(), as_of=year)
    return chainlink.study.run_study(chainlink.data.read_dataset(), study)


@cache
def hostile() -> Outcome:
    """The packaged data with markup, formulas and invisible signs before every free text."""
    data = read_dataset()
    tables = {}
    for name, frame in data.tables.items():
        texts = [column for column, _, meta in columns(TABLES[name]) if meta["kind"] == "text"]
        changed = [
            (pl.lit("=cmd " + HOSTILE) + pl.col(column)).alias(column)
            for column in texts
            if frame.schema[column] == pl.String
        ]
        tables[name] = frame.with_columns(changed)
    return run_study(replace(data, tables=tables, title=HOSTILE + data.title), answers=0)


@cache
def crowded(firms: int = 30_000, links: int = 90_000, sectors: int = 0) -> Outcome:
    """The packaged data with a crowd of invented firms and links, and of sectors to make and to need."""
    data = read_dataset()
    draw = random.Random(7)
    districts = list(data.region)
    made = [f"z{n:04d}" for n in range(sectors)]
    known = [*data.tables["sectors"]["sector"], *made]
    chains = data.tables["chains"]["chain"].to_list()
    into = [draw.choice(made) for _ in range(2 * sectors)]
    keys = [f"g{n:05d}" for n in range(firms)]
    place = {"file": "crowd.csv", "source": ["SEED"], "grade": "B", "seen": 2024}
    more = {
        "firms": pl.DataFrame(
            {"firm": keys, "name": [f"示例第{n}号机械制造有限公司" for n in range(firms)], "named": True}
            | {"district": [draw.choice(districts) for _ in keys], "row": range(2, firms + 2)}
        ),
        "capabilities": pl.DataFrame(
            {"firm": keys, "sector": [draw.choice(known) for _ in keys], "row": range(2, firms + 2)}
        ).with_columns(basis=pl.lit("stated"), status=pl.lit("made")),
        "links": pl.DataFrame(
            {"link": [f"L{n}" for n in range(links)], "row": range(2, links + 2)}
            | {"supplier": [keys[draw.randrange(firms // 2)] for _ in range(links)]}
            | {"buyer": [keys[firms // 2 + draw.randrange(firms - firms // 2)] for _ in range(links)]}
        ).with_columns(relation=pl.lit("supply")),
    }
    if sectors:
        names = {"sector": made, "name": [f"示例环节{n}" for n in range(sectors)], "reach": "ring", "captive": False}
        stages = [draw.choice(("upstream", "midstream", "downstream")) for _ in made]
        more["sectors"] = pl.DataFrame(names | {"stage": stages, "row": range(2, sectors + 2)})
        more["chain_sectors"] = pl.DataFrame(
            {"chain": [draw.choice(chains) for _ in made], "sector": made, "role": "own", "row": range(2, sectors + 2)}
        )
        more["flows"] = (
            pl.DataFrame({"input": [draw.choice(known) for _ in into], "output": into})
            .filter(pl.col("input") != pl.col("output"))
            .unique(maintain_order=True)
            .with_columns(criticality=pl.lit("essential"), kind=pl.lit("material"), row=pl.int_range(pl.len()) + 2)
        )
    tables = dict(data.tables)
    for name, frame in more.items():
        placed = frame.with_columns(
            pl.lit(value).alias(column)
            if not isinstance(value, list)
            else pl.lit(pl.Series([value])).first().alias(column)
            for column, value in place.items()
        )
        schema = tables[name].schema
        placed = placed.select(column for column in placed.columns if column in schema)
        tables[name] = pl.concat([tables[name], placed.cast({c: schema[c] for c in placed.columns})], how="diagonal")
    return run_study(replace(data, tables=tables), answers=0)


@cache
def idle(firms: int) -> Outcome:
    """The packaged data with firms that make and trade nothing, so that there are ``firms`` in all."""
    data = read_dataset()
    known = data.tables["firms"]
    numbers = range(firms - known.height)
    more = pl.DataFrame(
        {"firm": [f"idle{n:05d}" for n in numbers], "name": [f"示例闲置{n}号有限公司" for n in numbers]}
        | {"row": [1_000 + n for n in numbers], "source": [["SEED"]] * len(numbers)}
    ).with_columns(named=pl.lit(True), district=pl.lit(data.region[0]), file=pl.lit("firms.csv"), seen=pl.lit(2024))
    more = more.cast({column: known.schema[column] for column in more.columns})
    return run_study(
        replace(data, tables={**data.tables, "firms": pl.concat([known, more], how="diagonal")}), answers=0
    )


@cache
def report(which: str = "packaged", lang: str = "zh") -> Path:
    """A written report of one of the outcomes, in a folder of its own."""
    outcome = {"packaged": packaged, "hostile": hostile, "crowded": crowded}[which]()
    folder = Path(tempfile.mkdtemp(prefix="chainlink-test-"))
    if which == "crowded":
        name, content = next(files_of(outcome, lang))
        (folder / name).write_bytes(content)
        return folder
    write_report(outcome, folder, lang=lang)
    return folder
