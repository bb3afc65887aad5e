"""Hindsight 回测 as lists: how often something came of what was found, what it was, what the clock could not turn."""

from typing import Any

import polars as pl

from chainlink import terms
from chainlink.data.clocks import STAYING
from chainlink.data.writing.table import Table, listed
from chainlink.findings import Outcome
from chainlink.findings.bands import BANDS
from chainlink.findings.kinds import KINDS, LINK, MAKER, PARTS, ids
from chainlink.measures.evaluation.backtest import bundle_rates, hindsight, hit_rates
from chainlink.measures.supply.presence import in_talks
from chainlink.report.lookup.wording import Wording

KINDS_OF = {"makers": ids(lambda kind: kind.came == MAKER), "matches": ids(lambda kind: kind.came == LINK)}
BUNDLES = ids(lambda kind: kind.came == PARTS)
"""What a backtest counts as having come true of each kind of finding."""
_RATES = ("kind", "band", "words", "interval", "count", "came", "sectors", "sectors_came", "expected", "lift")
_BRIEF = ("kind", "band", "words", "interval", "sectors", "sectors_came")
_TOLD = ("band", "kind", "sector", "other_sector", "came", "firms", "projects", "links")


def hindsight_listings(then: Outcome, now: Outcome, lang: str = "zh") -> list[Table]:
    """Return the backtest of ``then`` by ``now`` as lists worded for people.

    Four lists: the shares by kind and band; each package by its parts; every finding of which something came, and every
    absent sector in which something came that no finding named; the rows that stayed in though nobody can say that
    they were known by then.
    """
    wording = Wording(now, lang)
    outcomes = told_of(then, now)
    by = then.study.known_by or ""
    packages = _packages(outcomes, Wording(then, lang), by)
    return [
        _rates(outcomes, by, lang),
        *([packages] if packages.records else []),
        _came(outcomes, wording, by, lang),
        _staying(then, by, lang),
    ]


def told_of(then: Outcome, now: Outcome) -> pl.DataFrame:
    """Return what ``now`` holds of the findings of ``then``: the result of hindsight."""
    tables = now.dataset.tables
    talks = in_talks(tables["projects"], tables["capabilities"])
    return hindsight(
        then.findings.rows, then=then.states, now=now.states, needs=now.needs, talks=talks, bundles=BUNDLES, **KINDS_OF
    )


def _heads(names: tuple[str, ...], lang: str) -> dict[str, str]:
    return {name: terms.word(f"backtest.{name}", lang) for name in names}


def _kind(kind: str | None, lang: str) -> str:
    if kind in {None, "pooled", "absent"}:
        return terms.word(f"backtest.{kind or 'unnamed'}", lang)
    return terms.word(f"kind.{kind}", lang)


def _rates(outcomes: pl.DataFrame, by: str, lang: str) -> Table:
    bands = [*BANDS, None]
    kinds = ["pooled", *KINDS, None, "absent"]
    records = hit_rates(outcomes, **KINDS_OF).to_dicts()
    records.sort(key=lambda row: (kinds.index(row["kind"]), row["band"] is not None, bands.index(row["band"])))
    rows = [
        row
        | {
            "kind": _kind(row["kind"], lang),
            "band": "" if row["band"] is None else terms.word(f"band_mark.{row['band']}", lang),
            "words": _words(row, lang),
            "interval": _interval(row, lang),
            "expected": None if row["expected"] is None else round(row["expected"], 1),
            "lift": round(row["lift"], 2) if row["lift"] else None,
        }
        for row in records
    ]
    heads = _heads(_RATES, lang)
    return listed(terms.sentence("backtest.rates", lang, by=by), heads, rows, data=records, brief=_BRIEF)


def _packages(outcomes: pl.DataFrame, wording: Wording, by: str) -> Table:
    """List the packages of then, each with how many of its parts came, in the words of the other kinds."""
    known = {row["finding"]: row for row in wording.results.findings}
    records = bundle_rates(outcomes, bundles=BUNDLES, matches=KINDS_OF["matches"]).to_dicts()
    rows = [
        row
        | {
            "kind": wording.subject(known[row["finding"]]),
            "band": wording.word("band_mark", row["band"]),
            "sector": wording.names("sectors", known[row["finding"]]["sectors"]),
            "words": _words(row | {"kind": known[row["finding"]]["kind"]}, wording.lang),
            "interval": _interval(row, wording.lang),
        }
        for row in records
    ]
    heads = _heads(("kind", "band", "sector", "words", "interval"), wording.lang)
    return listed(terms.sentence("backtest.packages", wording.lang, by=by), heads, rows, data=records)


def _words(row: dict[str, Any], lang: str) -> str:
    """Word how many of how many came, beside how many any list as long would have had."""
    figures = {name: row[name] for name in ("count", "came")}
    if row["kind"] in {None, "absent"}:
        return terms.sentence("backtest.of_all", lang, **figures)
    if row["expected"] is None:
        return terms.sentence("backtest.of", lang, **figures)
    return terms.sentence("backtest.of_chance", lang, expected=f"{row['expected']:.1f}", **figures)


def _interval(row: dict[str, Any], lang: str) -> str:
    """Word a share with its interval; nothing of nothing."""
    if row["share"] is None:
        return ""
    return terms.sentence("backtest.span", lang, **{name: f"{row[name]:.0%}" for name in ("share", "low", "high")})


def _came(outcomes: pl.DataFrame, wording: Wording, by: str, lang: str) -> Table:
    projects = dict(wording.index.tables["projects"].select("project", pl.coalesce("name", "project")).iter_rows())
    records = outcomes.filter(pl.col("came").is_not_null()).to_dicts()
    rows = [
        {
            **wording.worded(row, band="band_mark", came="backtest_came"),
            **wording.named(row, sector="sectors", other_sector="sectors", firms="firms"),
            "kind": _kind(row["kind"], lang),
            "projects": wording.joint.join(projects[project] for project in row["projects"]),
            "links": wording.joint.join(map(wording.link_or_text, row["links"])),
        }
        for row in records
    ]
    return listed(terms.sentence("backtest.list", lang, by=by), _heads(_TOLD, lang), rows, data=records)


def _staying(then: Outcome, by: str, lang: str) -> Table:
    counted = then.left_out.filter(pl.col("what").is_in(STAYING))
    records = counted.select("what", "table", "count").sort("what", "table").to_dicts()
    wording = Wording(then, lang)
    rows = [{**row, **wording.worded(row, what="left_out"), "table": wording.table(row["table"])} for row in records]
    heads = _heads(("what", "table", "count"), lang)
    return listed(terms.sentence("backtest.staying", lang, by=by), heads, rows, data=records)
