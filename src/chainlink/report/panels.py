"""The evidence panels of a page: what is known of a firm, a sector, a link, a claim, a finding, with its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chainlink.findings.states import BLANK
from chainlink.report.document import Evidence, Item, Panel
from chainlink.report.reason_words import number
from chainlink.report.register import Register, Row, place_of

KEYS = {"firms": "f", "sectors": "s", "links": "l", "claims": "c", "statements": "m", "projects": "p"}
MOST_ITEMS, FEW_ITEMS = 60, 3
"""So many items of one list stand in a panel (in a crowd the fewer); findings.json holds them all."""
GATE_SIGNS = {"pass": "✓", "fail": "✗", "unknown": "?"}
ASKING = {"scale_buyers", "captive_blank"}
"""The reasons with which a gate passes although a question stays open."""


class Panels:
    """Composes panels and gathers the rows they rest on; each row and each source is kept once.

    ``crowd`` numbers the firms of a page that has too many to compose a panel each: theirs are made by its script.
    """

    def __init__(self, register: Register, crowd: Mapping[str, int] | None = None) -> None:
        self.register = register
        self.crowd = crowd
        self.most = MOST_ITEMS if crowd is None else FEW_ITEMS
        self.evidence = Evidence()
        self.found: dict[str, Panel] = {}
        self._rows: dict[tuple[str, str, int], int] = {}
        self._sources: dict[str, int] = {}

    def _source(self, key: str) -> int:
        if key not in self._sources:
            row = self.register.sources.get(key, {})
            self._sources[key] = len(self.evidence.sources)
            parts = (row.get("title") or key, row.get("publisher") or "", row.get("date") or "", row.get("url") or "")
            self.evidence.sources.append(parts)
        return self._sources[key]

    def row(self, table: str, row: Row) -> int:
        """Return the number of a table's row among the evidence of the page."""
        at = (table, row["file"], row["row"])
        if at not in self._rows:
            self._rows[at] = len(self.evidence.rows)
            name = self.register.table(table)
            place = place_of(row)
            sources = tuple(self._source(key) for key in row.get("source") or ())
            if (name, place) not in self.evidence.files:
                self.evidence.files.append((name, place))
            file = self.evidence.files.index((name, place))
            self.evidence.rows.append((file, row["row"], sources, row.get("note") or ""))
        return self._rows[at]

    def finding_rows(self, finding: str) -> dict[str, tuple[int, ...]]:
        """Return the evidence of a finding by role."""
        found: dict[str, list[int]] = {}
        by_place = self.register.rows_by_place
        for given in self.register.evidence.get(finding, ()):
            if len(found.get(given["role"], ())) >= self.most:
                continue
            row = by_place(given["table"]).get((given["file"], given["row"]))
            if row is None:
                row = {"file": given["file"], "row": given["row"], "source": (given["source"] or "").split(";")}
            place = self.row(given["table"], row)
            if place not in found.setdefault(given["role"], []):
                found[given["role"]].append(place)
        return {role: tuple(rows) for role, rows in found.items()}

    def _say(self, code: str, **parts: object) -> str:
        return self.register.say(f"page.{code}", **parts)

    def _claims(self, table: str, key: str) -> list[Item]:
        claims = self.register.claims_of.get((table, key), ())
        return [
            Item(self.register.claim_text(claim), self.claim(claim), (self.row("claims", self.register.claims[claim]),))
            for claim in claims
        ]

    def claim(self, key: str) -> str:
        """Compose the panel of a joint claim, whose subjects share one amount; return its key (one subject: empty)."""
        subjects = self.register.subjects.get(key, ())
        if len(subjects) <= 1:
            return ""
        name = f"c:{key}"
        if name not in self.found:
            row = self.register.claims[key]
            self.found[name] = Panel(self.register.claim_text(key), (), ())
            shared = [
                Item(self._subject(*one), f"{KEYS[one[0]]}:{one[1]}" if one[0] in KEYS else "") for one in subjects
            ]
            sections = [
                (self._say("joint"), (Item(self._say("joint_means"), rows=(self.row("claims", row),)),)),
                (self._say("subjects", n=len(subjects)), tuple(shared)),
            ]
            for table, one in subjects:
                if table == "links":
                    self.link(one)
            self.found[name] = Panel(self.register.claim_text(key), (self._say("joint"),), tuple(sections))
        return name

    def _subject(self, table: str, key: str) -> str:
        if table == "links" and key in self.register.links:
            return self.register.link_title(self.register.links[key])
        if table in {"firms", "chains", "districts", "parks"}:
            return self.register.name(table, key)
        return f"{self.register.word('subject_table', table)} {key}"

    def link(self, key: str) -> str:
        """Compose the panel of a link 配套关系 and return its key; in a crowd the links stand in the firms' panels."""
        if self.crowd is not None:
            return ""
        name = f"l:{key}"
        if name in self.found:
            return name
        link = self.register.links[key]
        self.found[name] = Panel("", (), ())
        reg = self.register
        ends = tuple(
            Item(
                reg.told(self._say(end), reg.seated(link[end])),
                f"f:{link[end]}",
            )
            for end in ("supplier", "buyer")
        )
        product = link["product"] or reg.names("sectors", link["sectors"]) or self._say("product_unknown")
        what = [Item(product, rows=(self.row("links", link),))]
        what += [Item(reg.name("sectors", sector), f"s:{sector}") for sector in link["sectors"] or ()]
        time = "–".join(part for part in (link["since"], link["until"]) if part)
        tags = [
            reg.word("relation", link["relation"]),
            *([time] if time else []),
            *([reg.word("grade", link["grade"])] if link["grade"] else []),
        ]
        claims = self._claims("links", key)
        sections = [(self._say("ends"), ends), (self._say("product"), tuple(what))]
        sections.append((self._say("claims"), tuple(claims) or (Item(self._say("no_amount")),)))
        self.found[name] = Panel(self.register.link_title(link), tuple(tags), tuple(sections))
        return name

    def _link_items(self, links: Iterable[Row], end: str) -> tuple[Item, ...]:
        items = []
        for link in links:
            texts = [self.register.told(self.register.name("firms", link[end]), link["product"])]
            claims = self.register.claims_of.get(("links", link["link"]), ())
            texts += [self.register.claim_text(claim) for claim in claims]
            rows = (self.row("links", link), *(self.row("claims", self.register.claims[claim]) for claim in claims))
            items.append(Item(self.register.semi.join(texts), self.link(link["link"]), rows))
        return tuple(items)

    def firm(self, key: str) -> str:
        """Compose the panel of a firm 企业 and return its key."""
        if self.crowd is not None:
            return f"x:{self.crowd[key]}" if key in self.crowd else ""
        name = f"f:{key}"
        if name in self.found or key not in self.register.firms:
            return name
        self.found[name] = Panel("", (), ())
        reg, firm = self.register, self.register.firms[key]
        links = list(reg.links_of.get(key, ()))
        supply = [link for link in links if link["relation"] != "ownership"]
        owners = [link for link in links if link["relation"] == "ownership"]
        sections = [
            (self._say("firm"), self._legal_items(firm)),
            self._made_by(key),
            self._traded(supply, key, "buyer", "supplier"),
            self._traded(supply, key, "supplier", "buyer"),
        ]
        if owners:
            sections.append((self._say("ownership"), tuple(map(self.link_item, owners))))
        if claims := self._claims("firms", key):
            sections.append((self._say("claims"), tuple(claims)))
        self.found[name] = Panel(reg.name("firms", key), self._firm_tags(firm), tuple(sections))
        return name

    def _firm_tags(self, firm: Row) -> tuple[str, ...]:
        reg, status = self.register, self.register.statuses.get(firm["firm"])
        tags = [reg.name("districts", firm["district"]) or self._say("unknown"), reg.name("parks", firm["park"])]
        tags += [reg.name("chains", chain) for chain in firm["chains"] or ()]
        tags += [reg.noted(reg.word("firm_status", status["status"]), str(status["year"]))] if status else []
        tags += [self._say("unnamed")] if firm["named"] is False else []
        tags += [self._say("anchor")] if firm["anchor"] else []
        return tuple(filter(None, tags))

    def _legal_items(self, firm: Row) -> tuple[Item, ...]:
        """The name a firm is registered by, and how it last stood."""
        own = [Item(firm["legal_name"] or firm["name"], rows=(self.row("firms", firm),))]
        if status := self.register.statuses.get(firm["firm"]):
            was = self._say("was", status=self.register.word("firm_status", status["status"]), year=status["year"])
            own.append(Item(was, rows=(self.row("firm_status", status),)))
        return tuple(own)

    def _made_by(self, firm: str) -> tuple[str, tuple[Item, ...]]:
        """What a firm makes."""
        reg = self.register
        items = tuple(
            Item(
                reg.noted(reg.name("sectors", one["sector"]), self._capability_words(one)),
                f"s:{one['sector']}",
                (self.row("capabilities", one),),
            )
            for one in reg.capabilities.get(firm, ())
        )
        return self._say("makes", n=len(items)), items or (Item(self._say("sector_unknown")),)

    def _traded(self, links: Iterable[Row], firm: str, mine: str, other: str) -> tuple[str, tuple[Item, ...]]:
        """The links at whose end ``mine`` a firm stands."""
        own = [link for link in links if link[mine] == firm]
        return self._say(f"{other}s", n=len(own)), self._link_items(own, other) or (Item(self._say("none_recorded")),)

    def link_item(self, link: Row) -> Item:
        """A link by its title, with its panel and its row."""
        return Item(self.register.link_title(link), self.link(link["link"]), (self.row("links", link),))

    def _firm_items(self, keys: Iterable[str] | None) -> tuple[Item, ...]:
        reg = self.register
        items = []
        known = list(keys or ())
        for key in known[: self.most]:
            district = reg.name("districts", reg.district_of(key))
            panel = f"f:{key}" if self.crowd is None else self.firm(key)
            items.append(Item(reg.noted(reg.name("firms", key), district), panel))
        return (*items, *self._rest(len(known)))

    def _rest(self, count: int) -> tuple[Item, ...]:
        """Say that a list goes on, where it does."""
        return self.rest(self.most, count)

    def rest(self, most: int, count: int) -> tuple[Item, ...]:
        """Say that a list of ``count`` goes on after the first ``most``."""
        return (Item(self._say("list_goes_on", n=most, all=count)),) if count > most else ()

    def sector(self, key: str, chain_findings: Iterable[Row] = ()) -> str:
        """Compose the panel of a sector 环节 and return its key."""
        name = f"s:{key}"
        if name in self.found or key not in self.register.sectors:
            return name
        self.found[name] = Panel("", (), ())
        reg, sector = self.register, self.register.sectors[key]
        state = reg.states.get((key, "region"))
        traits = Item(self._traits(sector) or reg.name("sectors", key), rows=(self.row("sectors", sector),))
        sections = [
            (self._say("sector"), (traits,)),
            *self._findings_about(key, chain_findings),
            *(self._standing(state) if state else ()),
            *self._shortfalls(key),
        ]
        if state and state["state"] != BLANK:
            sections += self._flows(key)
        self.found[name] = Panel(reg.both("sectors", key), self._sector_tags(sector, state), tuple(sections))
        return name

    def _sector_tags(self, sector: Row, state: Row | None) -> tuple[str, ...]:
        reg, key = self.register, sector["sector"]
        tags = [reg.word("state", state["state"]) if state else "", reg.word("stage", sector["stage"])]
        tags += [
            reg.told(reg.word("role", reg.roles[chain].get(key)), reg.name("chains", chain))
            for chain in reg.home_chains.get(key, ())
        ]
        return tuple(filter(None, tags))

    def _traits(self, sector: Row) -> str:
        reg = self.register
        traits = [self._say("reach_is", reach=reg.word("reach", sector["reach"]))] if sector["reach"] else []
        traits += [self._say("env_is", env=reg.word("env_class", sector["env_class"]))] if sector["env_class"] else []
        traits += [self._say("captive_is")] if sector["captive"] else []
        return reg.semi.join(traits)

    def _findings_about(self, sector: str, findings: Iterable[Row]) -> Iterable[tuple[str, tuple[Item, ...]]]:
        word = self.register.word
        items = tuple(
            Item(
                self.register.noted(word("kind", one["kind"]), word("band_mark", one["band"])), self._known_finding(one)
            )
            for one in findings
            if one["sector"] == sector
        )
        if items:
            yield self._say("findings", n=len(items)), items

    def _standing(self, state: Row) -> Iterable[tuple[str, tuple[Item, ...]]]:
        """The firms behind the state of a sector, by group, and the links that carry it."""
        for group in ("makers", "older", "carried", "coming", "inferred", "stale", "near", "needed_by"):
            if state[group]:
                yield self._say(f"group_{group}", n=len(state[group])), self._firm_items(state[group])
        if state["links"]:
            links = [self.register.links[link] for link in state["links"][: self.most] if link in self.register.links]
            items = (*map(self.link_item, links), *self._rest(len(state["links"])))
            yield self._say("group_links", n=len(state["links"])), items

    def _flows(self, sector: str) -> Iterable[tuple[str, tuple[Item, ...]]]:
        """What a sector goes into and what it takes."""
        for end, other, head in (("input", "output", "goes_into"), ("output", "input", "takes_from")):
            flows = [flow for flow in self.register.flows if flow[end] == sector]
            items = tuple(
                Item(
                    self.register.noted(self.register.name("sectors", flow[other]), self._flow_words(flow)),
                    f"s:{flow[other]}",
                    (self.row("flows", flow),),
                )
                for flow in flows[: self.most]
            )
            if items:
                yield self._say(head, n=len(flows)), (*items, *self._rest(len(flows)))

    def _shortfalls(self, sector: str) -> Iterable[tuple[str, tuple[Item, ...]]]:
        """What is stated of a sector's demand and capacity; gap and disconnect apart, each only where it is known."""
        for row in self.register.shortfalls.get(sector, ()):
            proof = tuple(self.row("claims", self.register.claims_by_row[one]) for one in row["rows"])
            told = [
                Item(self._say(f"shortfall_{code}", figure=f"{number(row[code])} {row['unit']}"), rows=proof)
                for code in ("demand", "capacity", "purchases", "gap", "disconnect")
                if row[code] is not None and (code != "disconnect" or row[code] >= 0)
            ]
            if (row["disconnect"] or 0) < 0:
                told.append(Item(self._say("shortfall_contradiction"), rows=proof))
            yield self._say("shortfall", unit=row["unit"]), tuple(told)

    def _capability_words(self, row: Row) -> str:
        """On what a capability rests, and whether it works yet."""
        word = self.register.word
        parts = word("capability_basis", row["basis"]), word("capability_status", row["status"])
        return self._say("clause").join(parts)

    def _flow_words(self, flow: Row) -> str:
        """How much a flow matters, and of what kind it is."""
        word = self.register.word
        return self._say("clause").join((word("criticality", flow["criticality"]), word("flow_kind", flow["kind"])))

    def _known_finding(self, finding: Row) -> str:
        """The panel of a finding; in a crowd only if the page shows it anyway."""
        name = f"g:{finding['finding']}"
        return self.finding(finding) if self.crowd is None else name if name in self.found else ""

    def reasons(self, finding: Row) -> str:
        """Word the reasons of a finding in one line."""
        return self.register.semi.join(self.register.reason("reason", one) for one in finding["reasons"] or ())

    def gates(self, finding: Row) -> str:
        """Word the gates of a finding in short: 供应半径✓ 准入?"""
        reg = self.register
        return " ".join(f"{reg.word('gate', one['gate'])}{gate_sign(one)}" for one in finding["gates"] or ())

    def finding(self, finding: Row) -> str:
        """Compose the panel of a finding 发现 and return its key."""
        name = f"g:{finding['finding']}"
        if name in self.found:
            return name
        reg = self.register
        self.found[name] = Panel("", (), ())
        rows = self.finding_rows(finding["finding"])
        title = reg.name("sectors", finding["sector"])
        if finding["other_sector"]:
            title += f" · {reg.name('sectors', finding['other_sector'])}"
        tags = [one for one in (reg.word("kind", finding["kind"]), reg.action(finding)) if one]
        tags += [reg.word("band", finding["band"])] if finding["band"] else []
        tags += [reg.word("confidence", finding["confidence"])] if finding["confidence"] else []
        ranks = reg.rank_range(finding)
        why = [Item(reg.reason("reason", one)) for one in finding["reasons"] or ()]
        gates = [
            Item(reg.told(f"{reg.word('gate', one['gate'])} {gate_sign(one)}", reg.reason("gate_reason", one)))
            for one in finding["gates"] or ()
        ]
        sections = [
            (self._say("why"), tuple(why) or (Item(self._say("none_recorded")),)),
            (
                self._say("ask_next"),
                (Item(reg.reason("question", finding["next_question"]) or self._say("none_recorded")),),
            ),
            (self._say("gates"), tuple(gates) or (Item(self._say("none_recorded")),)),
            (self._say("group_needed_by", n=len(finding["buyers"] or ())), self._firm_items(finding["buyers"])),
            (self._say("sector"), (Item(reg.name("sectors", finding["sector"]), f"s:{finding['sector']}"),)),
        ]
        if amount := amount_words(reg, finding):
            sections.append((self._say("money"), (Item(reg.noted(f"{amount} 万元", basis_words(reg, finding))),)))
        sections.append((self._say("doubt"), (Item(ranks),) if ranks else ()))
        proof = tuple(Item(reg.word("evidence_role", role), rows=places) for role, places in rows.items())
        sections.append((self._say("rests_on", n=len(reg.evidence.get(finding["finding"], ()))), proof))
        self.found[name] = Panel(title, tuple(tag for tag in tags if tag), tuple(part for part in sections if part[1]))
        return name

    def statement(self, statement: Row) -> str:
        """Compose the panel of a statement 表述 and return its key."""
        reg = self.register
        name = f"m:{statement['statement']}"
        tags = [
            reg.word("wording_class", statement["wording_class"]),
            reg.word("specificity", statement["specificity"]),
        ]
        text = statement["note"] or self._say("statement_bare")
        items = [Item(text, rows=(self.row("statements", statement),))]
        if statement["resolved_by"]:
            items.append(Item(self._say("resolved_by", what=reg.link_or_text(statement["resolved_by"]))))
        places = reg.names("districts", statement["districts"])
        title = reg.name("sectors", statement["sector"]) or reg.name("chains", statement["chain"]) or places
        self.found[name] = Panel(
            title or name,
            tuple(filter(None, (*tags, places, str(statement["year"] or "")))),
            ((self._say("statement"), tuple(items)),),
        )
        return name

    def listing(self, key: str, title: str, head: str, items: Iterable[Item], more: Iterable[Item] = ()) -> str:
        """Compose the panel behind a figure: what it counts."""
        name = f"t:{key}"
        sections = [(head, tuple(items))]
        if rest := tuple(more):
            sections.append((self._say("how_counted"), rest))
        self.found[name] = Panel(title, (), tuple(part for part in sections if part[1]))
        return name


def gate_sign(gate: Row) -> str:
    """The sign of a gate's verdict: ✓ passes (✓? and something is still to be asked), ? not known, ✗ fails."""
    sign = GATE_SIGNS.get(gate["verdict"], "?")
    return f"{sign}?" if sign == "✓" and gate["code"] in ASKING else sign


def amount_words(register: Register, row: Row) -> str:
    """Word the amount of a finding in 万元, a bound as a bound; empty where nobody stated any and none is modelled."""
    if row["value"] is not None:
        return number(row["value"])
    for precision, bound in (("at_least", row["value_low"]), ("at_most", row["value_high"])):
        if bound:
            return f"{register.word('precision', precision)} {number(bound)}"
    return ""


def basis_words(register: Register, row: Row) -> str:
    """Word on what the amount of a finding rests; empty where there is none."""
    codes = (row["value_basis"] or "").split(";")
    return register.semi.join(register.word("value_basis", one) for one in codes if one)
