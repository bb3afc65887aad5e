"""Answers 走访结果 as they would be entered: what each possible answer to a question leaves of the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from chainlink.findings.visits import Question

Tables = Mapping[str, pl.DataFrame]
Sectors = tuple[str, ...]
Who = Sequence[str]
"""The addressees: one firm, a maker and a buyer, or a district."""
NEW = ":answer"
"""The supplier, the link and the class that an answer speaks of and no table holds; ids of a dataset have no colon."""
SIZES = {"large": 100_000.0, "small": 1_000.0}
"""The investment (万元) that a buyer who answers so is taken to state: well inside its class."""
Year = int | None
Entry = Callable[[Tables, Year, Who, Question, str, Sectors], Tables]
"""What an answer changes: the tables, as-of, whom was asked, the question, the answer's code, the sectors it is of."""


def possible_answers(
    tables: Tables, who: Who, question: Question, *, as_of: int | None
) -> Iterator[tuple[str, str | None, Tables]]:
    """Yield the answers that may be given to a question: one firm's, a maker's and a buyer's, or a district's.

    Each is its code, the sector it names (null: all of the question's) and the tables that it changes, seen in
    ``as_of``.
    """
    entry = ENTRIES.get(question.code)
    if entry is None:
        return
    for code in question.ask.answers:
        named: tuple[str | None, ...] = question.sectors if question.ask.each and code != "another" else (None,)
        for sector in named:
            about = question.sectors if sector is None else (sector,)
            yield code, sector, entry(tables, as_of, who, question, code, about)


def _product(tables: Tables, as_of: Year, who: Who, question: Question, code: str, sectors: Sectors) -> Tables:
    """It makes the sector, and that is what it supplies; or something else."""
    supplies = _supplies(tables, as_of, who, question, code, sectors)
    return supplies if code == "another" else {**_made(tables, as_of, who[0], sectors), **supplies}


def _supplies(tables: Tables, _: Year, __: Who, question: Question, code: str, sectors: Sectors) -> Tables:
    """The supplies of unstated product are of the sector; or of something else, and explain nothing asked about."""
    rows = [pair["row"] for pair in question.parts.get("pairs", ())]
    if not rows:
        return {}
    links, meant = tables["links"], pl.col("row").is_in(rows)
    if code == "another":
        return {"links": links.filter(meant.not_())}
    product = pl.lit(pl.Series([list(sectors)], dtype=links.schema["sectors"])).first()
    return {"links": links.with_columns(sectors=pl.when(meant).then(product).otherwise("sectors"))}


def _maker(tables: Tables, as_of: Year, who: Who, _: Question, code: str, sectors: Sectors) -> Tables:
    """It makes the sectors today, or does not."""
    if code == "made":
        return _made(tables, as_of, who[0], sectors)
    meant = (pl.col("firm") == who[0]) & pl.col("sector").is_in(sectors)
    return {"capabilities": tables["capabilities"].filter(meant.not_())}


def _existence(tables: Tables, as_of: Year, who: Who, _: Question, code: str, __: Sectors) -> Tables:
    """It is at work, or gone."""
    status = "closed" if code == "closed" else "operating"
    row = {"firm": who[0], "year": as_of, "status": status, "seen": as_of}
    return {"firm_status": _with(tables["firm_status"], [row], instead_of=("firm", "year"))}


def _origin(tables: Tables, as_of: Year, who: Who, _: Question, code: str, sectors: Sectors) -> Tables:
    """It makes the sectors itself, buys them from a firm of its district, or from one outside the region."""
    if code == "own":
        return _made(tables, as_of, who[0], sectors)
    seat = tables["firms"].filter(pl.col("firm") == who[0])["district"].to_list() if code == "local" else [None]
    supplier = {"firm": NEW, "name": NEW, "named": False, "district": seat[0]}
    return {"firms": _with(tables["firms"], [supplier]), **_link(tables, as_of, NEW, who[0], sectors)}


def _origin_size(tables: Tables, as_of: Year, who: Who, question: Question, code: str, sectors: Sectors) -> Tables:
    """It is as large as a plant of a class at least is, or says from whom it buys."""
    if code not in SIZES:
        return _origin(tables, as_of, who, question, code, sectors)
    invested = {"claim": NEW, "measure": "investment", "value": SIZES[code], "unit": "万元", "status": "actual"}
    about = {"claim": NEW, "table": "firms", "id": who[0]}
    return {
        "claims": _with(tables["claims"], [invested | {"from": str(as_of), "seen": as_of}]),
        "claim_subjects": _with(tables["claim_subjects"], [about]),
    }


def _match(tables: Tables, as_of: Year, who: Who, _: Question, __: str, sectors: Sectors) -> Tables:
    """The maker supplies the buyer."""
    return _link(tables, as_of, who[0], who[-1], sectors)


def _plan(tables: Tables, as_of: Year, who: Who, _: Question, __: str, sectors: Sectors) -> Tables:
    """It means to make the sector."""
    return _made(tables, as_of, who[0], sectors, status="planned")


def _admission(tables: Tables, as_of: Year, who: Who, question: Question, code: str, _: Sectors) -> Tables:
    """A park of the district admits the class, or each of them prohibits it."""
    return _admitted(tables, as_of, who[0], question.parts["env_class"], code)


def _admission_class(tables: Tables, as_of: Year, who: Who, _: Question, code: str, sectors: Sectors) -> Tables:
    """A park of the district admits the sectors, whatever their class, or each of them prohibits them."""
    verdicts = _admitted(tables, as_of, who[0], NEW, code)
    classed = pl.when(pl.col("sector").is_in(sectors)).then(pl.lit(NEW)).otherwise("env_class")
    return {"sectors": tables["sectors"].with_columns(env_class=classed), **verdicts} if verdicts else {}


ENTRIES: dict[str, Entry] = {
    "exists": _existence,
    "makes": _product,
    "sells": _supplies,
    "unexplained": _supplies,
    "inferred": _maker,
    "stale": _maker,
    "kin": _maker,
    "coming": _maker,
    "origin": _origin,
    "origin_size": _origin_size,
    "origin_service": _origin,
    "origin_why": _origin,
    "buys": _origin,
    "match": _match,
    "similar": _plan,
    "extend": _plan,
    "admission": _admission,
    "admission_class": _admission_class,
}
"""How the answers to each question are entered."""


def _made(tables: Tables, as_of: Year, firm: str, sectors: Sectors, *, status: str = "made") -> Tables:
    """Return the capabilities with the statement that a firm makes sectors, or means to, seen in ``as_of``."""
    stated = {"firm": firm, "basis": "stated", "status": status, "seen": as_of}
    rows = [stated | {"sector": sector} for sector in sectors]
    return {"capabilities": _with(tables["capabilities"], rows, instead_of=("firm", "sector"))}


def _link(tables: Tables, as_of: Year, supplier: str, buyer: str, sectors: Sectors) -> Tables:
    """Return the links with a supply of sectors, seen in ``as_of``."""
    link = {"link": NEW, "supplier": supplier, "buyer": buyer, "sectors": list(sectors), "relation": "supply"}
    return {"links": _with(tables["links"], [link | {"seen": as_of}])}


def _admitted(tables: Tables, as_of: Year, district: str, env_class: str, verdict: str) -> Tables:
    """Return the admissions with the verdict of the parks of a district on a class; one park is enough to allow it."""
    parks = tables["parks"].filter(pl.col("district") == district)["park"].sort().to_list()
    meant = parks[:1] if verdict == "allowed" else parks
    rows = [{"park": park, "env_class": env_class, "verdict": verdict, "as_of": as_of} for park in meant]
    instead_of = ("park", "env_class")
    return {"admissions": _with(tables["admissions"], rows, instead_of=instead_of)} if rows else {}


def _with(table: pl.DataFrame, rows: Sequence[Mapping[str, Any]], *, instead_of: Sequence[str] = ()) -> pl.DataFrame:
    """Return a table with rows added, in place of those that agree with them on ``instead_of``."""
    after = table.select(pl.col("row").max().fill_null(0)).item()
    numbered = [{**row, "row": after + place} for place, row in enumerate(rows, start=1)]
    added = pl.DataFrame(numbered, schema={name: table.schema[name] for name in numbered[0]})
    rest = table.join(added, on=list(instead_of), how="anti") if instead_of else table
    return pl.concat([rest, added], how="diagonal")
