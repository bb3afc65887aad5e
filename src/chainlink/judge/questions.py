"""Questions 待问: those of the findings gathered by whom they are asked of, each once."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import polars as pl

from chainlink.findings.asks import ASKS, EXISTS, GENERAL, OFFICE
from chainlink.findings.bands import CHASE
from chainlink.findings.kinds import ADMISSION, kind_of
from chainlink.findings.visits import DISTRICT, FIRM, PARK, WEIGHTS, Place, Question, Row
from chainlink.measures.supply.groups import group_heads

Key = tuple[str, tuple[str, ...]]
"""Whom a question is asked of: the table, and the ids in it."""
Asked = tuple[Key, str, str, dict[str, Any]]
"""An addressee, the code of a question, what keeps it apart from others of the code, the other parts of its words."""
MOST_ASKED = 20
"""So many firms, or pairs of firms, are asked about one finding at most."""
FOLDED = ("inferred",)
"""Questions that are part of what a firm makes, where it is asked that."""
BY_SUPPLIER = ("planned", "near_supplied")
"""Questions that state who supplies what: those about other suppliers are asked apart."""
SOURCED = {"origin": "buys", "origin_size": "buys", "near_supplied": "buys", "with_project": "buys", GENERAL: "buys"}
"""What is asked instead of a sector bound to the ground: only where it comes from."""
UNASKED = (ADMISSION, "admission_class", "origin_why", "extend", "strengthen")
"""What is not asked of such a sector: nobody recruits it or goes on to it, and a known source is where it is."""
SWITCH = "similar"
"""The reason that names makers by a like process, and what they are asked."""
DEALING = ("农资", "商贸", "贸易", "经贸", "经营部", "销售", "经销", "批发", "进出口", "商行")
"""What a firm calls itself that sells the goods of others."""


@dataclass(slots=True)
class _Gathered:
    """What is gathered for one question."""

    sectors: dict[str, None] = field(default_factory=dict)
    findings: dict[str, None] = field(default_factory=dict)
    parts: dict[str, Any] = field(default_factory=dict)

    def add(self, sectors: Iterable[str], findings: Iterable[str], parts: Mapping[str, Any]) -> None:
        self.sectors.update(dict.fromkeys(sectors))
        self.findings.update(dict.fromkeys(findings))
        for key, value in parts.items():
            known = self.parts.setdefault(key, [] if isinstance(value, list) else value)
            if isinstance(value, list):
                known.extend(part for part in value if part not in known)

    def question(self, code: str) -> Question:
        return Question(
            code=code, sectors=tuple(self.sectors), findings=tuple(self.findings), parts=dict(self.parts), answers=None
        )


def questions(
    *, rows: pl.DataFrame, chains: pl.DataFrame, chain_sectors: pl.DataFrame, capabilities: pl.DataFrame,
    firms: pl.DataFrame, sectors: pl.DataFrame, ground: Collection[str] = ("farming", "mining"),
    old: Mapping[str, int],
) -> dict[Key, list[Question]]:  # fmt: skip
    """Gather the questions by whom they are asked of: a firm, a maker and a buyer, or the office of a district.

    A finding that is to be left alone asks nothing; but where a firm's product is not known, it is asked whether it
    makes what any gap lacks; a dealer is asked what it sells, and of whose make.  What grows or is mined is asked for
    only as to where it comes from.  Of a firm of which all news is old it is first asked whether it is still there.
    Firms of one group are not introduced to each other.

    ``rows`` are the findings (findings.ROWS) in the order of the lists, ``old`` the year of the last news of each firm
    of which all news is old.  The questions of an addressee come in the order in which they are asked.

    Example:
        >>> from chainlink.findings import ROWS
        >>> question = {"code": "origin", "parts": '{"firms": ["a"]}'}
        >>> rows = ROWS.to_frame().clear(1).with_columns(finding=pl.lit("outsourced|box|"), kind=pl.lit("outsourced"),
        ...     band=pl.lit("乙"), sector=pl.lit("box"), next_question=pl.lit(question))
        >>> firms = pl.DataFrame({"firm": ["a"], "name": ["甲厂"], "legal_name": [None], "named": [True],
        ...     "parent": [None]}, schema_overrides={"parent": pl.String})
        >>> made = pl.DataFrame(schema={"firm": pl.String, "sector": pl.String, "basis": pl.String})
        >>> asked = questions(rows=rows, chains=filled(frames.ChainView), capabilities=made, firms=firms,
        ...     chain_sectors=pl.DataFrame(schema=["chain", "sector", "role"]).cast(pl.String), old={},
        ...     sectors=pl.DataFrame({"sector": ["box"], "process": ["printing"], "need_kind": ["packaging"]}))
        >>> {key: [question.code for question in own] for key, own in asked.items()}
        {('firms', ('a',)): ['origin']}

    """
    groups = groups_of(firms)
    named = set(firms.filter(pl.col("named").fill_null(value=True))["firm"])
    bound = set(sectors.filter(pl.col("process").is_in(list(ground)))["sector"])
    selling = dealers(firms=firms, capabilities=capabilities, sectors=sectors)
    asking: dict[tuple[Key, str, str], _Gathered] = {}
    every = list(rows.iter_rows(named=True))
    for row in every:
        if row["band"] in CHASE and not kind_of(row).bundles:
            for key, code, apart, parts in (*_asked(row, groups, named), *_switching(row, groups, named)):
                meant = _of_ground(code) if row["sector"] in bound else code
                if meant is not None:
                    asking.setdefault((key, meant, apart), _Gathered()).add([row["sector"]], [row["finding"]], parts)
    for firm, gap, supplies in _unknown_products(
        every, chains=chains, chain_sectors=chain_sectors, capabilities=capabilities
    ):
        if firm in named and gap["sector"] not in bound:
            question = asking.setdefault(((FIRM, (firm,)), "sells" if firm in selling else "makes", ""), _Gathered())
            if firm not in selling or supplies:
                question.add([gap["sector"]], [gap["finding"]], supplies)
    _ask_whether_there(asking, old)
    return _in_order(asking)


def _of_ground(code: str) -> str | None:
    """Return what is asked of a sector bound to the ground in place of a question; None: nothing."""
    return None if code in UNASKED else SOURCED.get(code, code)


def _ask_whether_there(asking: dict[tuple[Key, str, str], _Gathered], old: Mapping[str, int]) -> None:
    """Add for each firm of old news that anything is asked of, alone or beside another, whether it is still there."""
    for (table, ids), _, _ in list(asking):
        for firm in ids if table == FIRM else ():
            if firm in old:
                asking.setdefault(((FIRM, (firm,)), EXISTS, ""), _Gathered(parts={"year": old[firm]}))
    for ((table, ids), code, _), gathered in list(asking.items()):
        for firm in ids if table == FIRM and code != EXISTS else ():
            if firm in old:
                asking[(FIRM, (firm,)), EXISTS, ""].add((), gathered.findings, {})


def dealers(*, firms: pl.DataFrame, capabilities: pl.DataFrame, sectors: pl.DataFrame) -> set[str]:
    """Return the firms that sell the goods of others 经销: of no sector but distribution, or called so.

    A firm with a stated product that is no distribution makes something, whatever its name.

    Example:
        >>> firms = pl.DataFrame({"firm": ["a", "b"], "name": ["万州农资", "开州印务"], "legal_name": [None, None]})
        >>> made = pl.DataFrame(schema={"firm": pl.String, "sector": pl.String, "basis": pl.String})
        >>> sectors = pl.DataFrame({"sector": ["box"], "need_kind": ["packaging"]})
        >>> dealers(firms=firms, capabilities=made, sectors=sectors)
        {'a'}

    """
    stated = capabilities.filter(pl.col("basis").fill_null("stated") == "stated").join(
        sectors.select("sector", "need_kind"), on="sector"
    )
    sold = (pl.col("need_kind") == "distribution").fill_null(value=False)
    makers = set(stated.filter(sold.not_())["firm"])
    names = pl.concat_str("name", "legal_name", ignore_nulls=True)
    called = set(firms.filter(names.str.contains_any(list(DEALING)).fill_null(value=False))["firm"])
    return (set(stated.filter(sold)["firm"]) | called) - makers


def groups_of(firms: pl.DataFrame) -> dict[str, str]:
    """Return the head of the group that each firm belongs to: its uppermost parent 母公司, or itself.

    Example:
        >>> groups_of(pl.DataFrame({"firm": ["a", "b", "c"], "parent": ["b", "c", None]}))
        {'a': 'c', 'b': 'c', 'c': 'c'}

    """
    return dict(group_heads(firms).iter_rows())


def _asked(row: Mapping[str, Any], groups: Mapping[str, str], named: Collection[str]) -> Iterator[Asked]:
    """Yield whom a finding asks what."""
    offices = [(DISTRICT, (district,)) for district in row["districts_needing"] or row["districts_having"] or ()]
    for gate in row["gates"] or ():
        if gate["gate"] == ADMISSION and gate["verdict"] == "unknown":
            env_class = json.loads(gate["parts"]).get("env_class")
            code, parts = ("admission", {"env_class": env_class}) if env_class else ("admission_class", {})
            yield from ((office, code, env_class or "", parts) for office in offices)
    question = row["next_question"]
    if question is None or ASKS.get(question["code"], ASKS[GENERAL]).of == OFFICE:
        return
    code, parts = question["code"], json.loads(question["parts"] or "{}")
    firms = [firm for firm in parts.get("firms") or () if firm in named]
    others = [firm for firm in parts.get("firm_from") or () if firm in named]
    strangers = {firm: [other for other in others if groups[other] != groups[firm]] for firm in firms}
    if kind_of(row).is_pair and others:
        pairs = ((maker, buyer) for maker, buyers in strangers.items() for buyer in buyers)
        for maker, buyer in islice(pairs, MOST_ASKED):
            yield (FIRM, (maker, buyer)), code, "", {"firms": [maker], "firm_from": [buyer]}
    elif firms:
        first = {firm: strangers[firm][:MOST_ASKED] for firm in firms[:MOST_ASKED]}
        yield from _of_firms(code, parts, first, paired=bool(others))
    else:
        yield from ((office, code, "", {}) for office in offices)


def _switching(row: Mapping[str, Any], groups: Mapping[str, str], named: Collection[str]) -> Iterator[Asked]:
    """Yield for each maker by a like process whether it could switch, and for which buyers not of its group."""
    for reason in row["reasons"] or ():
        if reason["code"] == SWITCH:
            for firm in json.loads(reason["parts"])["firms"]:
                buyers = [buyer for buyer in row["buyers"] if buyer in named and groups[buyer] != groups[firm]]
                yield (FIRM, (firm,)), SWITCH, "", {"firm_from": buyers}


def _of_firms(
    code: str, parts: Mapping[str, Any], strangers: Mapping[str, Sequence[str]], *, paired: bool
) -> Iterator[Asked]:
    """Yield a question to each firm, with its own supplies, and those of the others that are not of its group."""
    for firm, others in strangers.items():
        own: dict[str, Any] = {"sector_from": parts["sector_from"]} if "sector_from" in parts else {}
        if "pairs" in parts:
            own["pairs"] = [pair for pair in parts["pairs"] if firm in {pair["buyer"], pair["supplier"]}]
        if paired:
            own["firm_from"] = list(others)
        if others or not paired:
            apart = "+".join(sorted({pair["supplier"] for pair in own["pairs"]})) if code in BY_SUPPLIER else ""
            yield (FIRM, (firm,)), code, apart, own


def _unknown_products(
    rows: Sequence[Mapping[str, Any]], *, chains: pl.DataFrame, chain_sectors: pl.DataFrame, capabilities: pl.DataFrame
) -> Iterator[tuple[str, Mapping[str, Any], dict[str, Any]]]:
    """Yield firms whose product is not known, with each gap that they may fill.

    What is on record narrows it: a supply of unstated product to those who need it, or what its trade lets infer; of a
    firm of which neither is known it may be any gap of its chains.
    """
    gaps: dict[str, list[Mapping[str, Any]]] = {}
    supplies: list[tuple[str, Mapping[str, Any], dict[str, Any]]] = []
    for row in rows:
        if kind_of(row).is_gap and WEIGHTS[row["band"]]:
            gaps.setdefault(row["sector"], []).append(row)
            pairs = [
                pair
                for reason in row["reasons"] or ()
                if reason["code"] == "unexplained"
                for pair in json.loads(reason["parts"])["pairs"]
            ]
            supplies += [(pair["supplier"], row, {"pairs": [pair]}) for pair in pairs]
    yield from supplies
    unplaced = chains.select("chain", firm="unplaced").explode("firm").drop_nulls("firm")
    guessed = capabilities.filter(pl.col("basis") == "inferred", pl.col("firm").is_in(unplaced["firm"].implode()))
    open_firms = unplaced.join(guessed, on="firm", how="anti").filter(
        pl.col("firm").is_in([supplier for supplier, _, _ in supplies]).not_()
    )
    own = chain_sectors.filter(pl.col("role") == "own").select("chain", "sector")
    may = pl.concat([guessed.select("firm", "sector"), open_firms.join(own, on="chain").select("firm", "sector")])
    for firm, sector in may.filter(pl.col("sector").is_in(list(gaps))).unique().sort("firm", "sector").iter_rows():
        for row in gaps[sector]:
            yield firm, row, {}


def _in_order(asking: Mapping[tuple[Key, str, str], _Gathered]) -> dict[Key, list[Question]]:
    """Return the questions of each addressee in their order; what it is asked to make holds what it may make."""
    order = [*ASKS]
    by_key: dict[Key, dict[tuple[int, str, str], _Gathered]] = {}
    for (key, code, apart), gathered in asking.items():
        place = order.index(code if code in ASKS else GENERAL)
        by_key.setdefault(key, {})[place, code, apart] = gathered
    asked: dict[Key, list[Question]] = {}
    for key, own in by_key.items():
        makes = next((gathered for (_, code, _), gathered in own.items() if code == "makes"), None)
        for (_, code, _), gathered in own.items():
            if code in FOLDED and makes is not None:
                makes.sectors.update(gathered.sectors)
                makes.findings.update(gathered.findings)
        asked[key] = [
            gathered.question(code)
            for (_, code, _), gathered in sorted(own.items(), key=lambda pair: pair[0])
            if makes is None or code not in FOLDED
        ]
    return asked


def place_of(key: Key, *, firms: Mapping[str, Mapping[str, Any]]) -> Place:
    """Return where an addressee is: of a pair, where the buyer is, who stands last.

    Example:
        >>> place_of((FIRM, ("a", "b")), firms={"b": {"park": "puli", "district": "kai"}})
        Place(table='parks', id='puli', district='kai')

    """
    table, ids = key
    if table == DISTRICT:
        return Place(table=DISTRICT, id=ids[0], district=ids[0])
    firm = firms.get(ids[-1], {})
    park, district = firm.get("park"), firm.get("district")
    return Place(table=PARK if park else DISTRICT, id=park or district, district=district)


def rows_of_firms(tables: Mapping[str, pl.DataFrame]) -> dict[str, list[tuple[int, Row]]]:
    """Return what is on record about each firm: its own rows, what it makes, whom it supplies, from whom it buys.

    Each row with the place of its table, in their order.

    Example:
        >>> own = pl.DataFrame({"firm": ["a"], "row": [2], "file": ["firms.csv"], "source": [["S1"]]})
        >>> none = pl.DataFrame(schema={**own.schema, "supplier": pl.String, "buyer": pl.String})
        >>> tables = {"firms": own, "firm_status": none, "capabilities": none, "links": none}
        >>> rows_of_firms(tables)
        {'a': [(0, Row(table='firms', row=2, file='firms.csv', source='S1'))]}

    """
    ends = {"firms": ("firm",), "firm_status": ("firm",), "capabilities": ("firm",), "links": ("supplier", "buyer")}
    rows: dict[str, list[tuple[int, Row]]] = {}
    for place, (table, columns) in enumerate(ends.items()):
        for *firms, row, file, source in (
            tables[table].sort("row").select(*columns, "row", "file", "source").iter_rows()
        ):
            about = Row(table=table, row=row, file=file, source=";".join(source or ()))
            for firm in dict.fromkeys(firms):
                rows.setdefault(firm, []).append((place, about))
    return rows


def rows_about(
    key: Key,
    asked: Iterable[Question],
    *,
    of_firms: Mapping[str, Sequence[tuple[int, Row]]],
    parks: pl.DataFrame,
    admissions: pl.DataFrame,
) -> tuple[Row, ...]:
    """Return what is on record about an addressee, to take along.

    Of firms what ``rows_of_firms`` gives; of an office what the parks of the district say of the classes asked about.

    Args:
        key: the addressee.
        asked: its questions.
        of_firms: the rows of each firm.
        parks: reads ``park``, ``district``.
        admissions: reads ``park``, ``env_class``.

    Example:
        >>> row = Row(table="firms", row=2, file="firms.csv", source="S1")
        >>> rows_about((FIRM, ("a",)), [], of_firms={"a": [(0, row)]}, parks=pl.DataFrame(), admissions=pl.DataFrame())
        (Row(table='firms', row=2, file='firms.csv', source='S1'),)

    """
    table, ids = key
    if table == FIRM:
        about = {(place, row.row): row for firm in ids for place, row in of_firms.get(firm, ())}
        return tuple(about[at] for at in sorted(about))
    here = parks.filter(pl.col("district").is_in(list(ids)))["park"].implode()
    classes = [question.parts["env_class"] for question in asked if "env_class" in question.parts]
    verdicts = admissions.filter(pl.col("park").is_in(here) & pl.col("env_class").is_in(classes)).sort("row")
    return tuple(
        Row(table="admissions", row=row, file=file, source=";".join(source or ()))
        for row, file, source in verdicts.select("row", "file", "source").iter_rows()
    )
