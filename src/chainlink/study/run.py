"""The calls of a study: one run, the two sides of a backtest, what lies between two runs, the view of one district."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from chainlink.config import Study, default_study
from chainlink.data.dataset import Dataset
from chainlink.data.figures.io_table import IoTable
from chainlink.data.figures.reference import Reference
from chainlink.data.naming import nearest_words
from chainlink.dates import last_day
from chainlink.errors import CallError
from chainlink.findings import EVIDENCE, Findings, Outcome, district_view
from chainlink.findings.signals import Signal
from chainlink.judge.signals import signals
from chainlink.judge.states import states
from chainlink.measures.evaluation.doubt import doubt
from chainlink.measures.input_output.modelling import models_below
from chainlink.measures.supply.capacity import shortfalls
from chainlink.measures.supply.concentration import purchase_concentration
from chainlink.measures.supply.coverage import coverage
from chainlink.measures.supply.membership import carriers, chain_view
from chainlink.measures.supply.presence import last_news
from chainlink.study import judgement_steps, need_steps, supply_steps, worth_steps
from chainlink.study.dag import Results
from chainlink.study.steps import STEPS
from chainlink.study.visit_cards import visit_cards
from chainlink.terms import Phrase

Progress = Callable[[str, float], None]


def run_study(
    data: Dataset, study: Study | None = None, *, reference: Reference | None = None, io: IoTable | None = None,
    answers: int | None = None, progress: Progress | None = None,
) -> Outcome:  # fmt: skip
    """Find where the chains of a region are not closed at home, and what to do about each.

    Args:
        data: the checked dataset.
        study: the settings; None for the default study.
        reference: a larger table of regions by industries (read_reference), from which to learn what goes together.
        io: an input-output table (read_io_table), for 影响力 and 感应度 of the sectors' industries.
        answers: gather visit cards 走访卡, and try so many possible answers for what they are worth; None: no cards.
        progress: told the name of a step and the share of the work done (0 to 1).

    Raises:
        CallError: a district of the study is not in the dataset, or no row has a year and the study names none; a
            value of the reference or the input-output table is not as a measure wants it.

    """
    tell = progress or (lambda _step, _done: None)
    tell("known", 0.0)
    study = study or default_study()
    dataset, gone = data.in_order().known(study.as_of, study.known_by)
    dataset, folded = dataset.under_one_id()
    study = _settled(study, dataset)
    inputs = {**dataset.tables, "left_by_clocks": pl.concat([gone, folded]), "reference": reference, "io": io}
    results = Results(STEPS, inputs, study)
    tell("judge", 0.1)
    banded = results.of(judgement_steps.findings)
    tell("doubt", 0.5)
    rows, by_setting = _doubted(results, study)
    tell("evidence", 0.9)
    judged = Findings(rows, _placed(banded.evidence, dataset.tables).lazy())
    cards = None
    if answers is not None:
        tell("answers", 0.95)
        cards = visit_cards(results, study, dataset.tables, judged, answers=answers)
    outcome = Outcome(
        dataset=dataset,
        study=study,
        states=results.of(states),
        findings=judged,
        coverage=results.of(coverage),
        needs=results.of(need_steps.all_needs),
        around=results.of(need_steps.around),
        carriers=results.of(carriers),
        chains=results.of(chain_view),
        left_out=results.of(supply_steps.left_out),
        doubt=by_setting,
        local_content=results.of(worth_steps.local_content),
        models_below=results.of(models_below),
        shortfalls=results.of(shortfalls),
        concentration=results.of(purchase_concentration),
        reference=reference,
        related=_stated(results.of(worth_steps.related)),
        dispersion=_stated(results.of(worth_steps.sector_dispersion)),
        io_warnings=() if io is None else io.warnings,
        visits=cards,
        signals=_signals(dataset.tables, study),
    )
    tell("done", 1.0)
    return outcome


def run_backtest(
    data: Dataset, date: str, study: Study | None = None, *, as_of: int | None = None, progress: Progress | None = None
) -> tuple[Outcome, Outcome]:
    """Judge by what was public by ``date`` and by what the study knows: the two sides of a backtest 回测.

    Args:
        data: the checked dataset.
        date: YYYY[-MM[-DD]], the cut: the earlier side knows what was public by then.
        study: the settings of both sides, and the clocks of the later one; None for the default study.
        as_of: the year that the earlier side looks from; None: the latest actual year known by ``date``.
        progress: told the name of a step and the share of the work done (0 to 1).

    Returns:
        The outcome by what was public by ``date``, and the outcome by what came to be known.

    Raises:
        CallError: ``date`` is no date; nothing can be dated; all or nothing was known by then; see run_study.

    """
    study = study or default_study()
    then = replace(study, known_by=date, as_of=as_of)
    day, (later, _) = last_day(date), data.known(known_by=study.known_by)
    days = later.source_days()
    if day is None or days is None:
        raise CallError("backtest_undated")
    first, last = days
    ends = {"date": date, "first": first, "last": last, "year": last.year}
    if first.year == last.year and not first <= day < last:
        raise CallError("backtest_one_year", **ends)
    if day < first:
        raise CallError("backtest_nothing_before", **ends)
    if later.known(known_by=date)[1].filter(pl.col("reason") == "unknown_yet").is_empty():
        raise CallError("backtest_nothing_after", **ends)
    return run_study(later, then, progress=progress), run_study(data, study, progress=progress)


def run_between(data: Dataset, before: Outcome, after: Outcome, *, progress: Progress | None = None) -> Outcome | None:
    """Judge what the later side of a comparison, ``data`` not yet turned back, knows of the year of the earlier one.

    One of the two sides where it is the same; None where the later side looks from an earlier year.
    """
    year, later = before.study.as_of, after.study.as_of
    if year == later:
        return after
    if year is None or later is None or year > later:
        return None
    study = replace(after.study, as_of=year)
    if study == before.study and before.dataset.path == after.dataset.path:
        return before
    return run_study(data, study, progress=progress)


def _doubted(results: Results, study: Study) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the findings with their rank range and robustness, and what each alternative setting 备选设置 changes.

    The alternatives share the results that they do not change; ``doubt`` says whether they are tried at all.
    """
    judged = judgement_steps.findings
    rows = results.of(judged).rows
    tried = study.alternatives if study.doubt else ()
    ranges, by_setting = doubt(rows, {other.id: results.under(study.under(other)).of(judged).rows for other in tried})
    ranged = rows.drop("rank_low", "rank_high", "robust").join(ranges, on="finding", how="left", maintain_order="left")
    return ranged.select(rows.columns), by_setting


def _stated(frame: pl.DataFrame | None) -> pl.DataFrame:
    """Return a frame, without columns where the larger table it comes from was not given."""
    return pl.DataFrame() if frame is None else frame


def _settled(study: Study, dataset: Dataset) -> Study:
    """Fill in region and as-of, and refuse districts nobody knows and years of which nothing counts."""
    districts = dataset.tables["districts"]
    named = dict(districts.select("name", "district").iter_rows())
    known = set(districts["district"])
    region = tuple(dict.fromkeys(named.get(name, name) for name in study.region or dataset.region))
    for district in region:
        if district not in known:
            raise _no_district(district, named)
    latest, last = dataset.default_as_of(), study.last_year
    as_of = (
        study.as_of
        if study.as_of is not None
        else min((year for year in (latest, last) if latest and year), default=None)
    )
    if as_of is None:
        raise CallError("study_no_year") if last is None else CallError("nothing_known", known_by=study.known_by)
    newest = dataset.newest_year()
    if newest is not None and as_of > newest + study.seen_years:
        raise CallError("as_of_after_data", as_of=as_of, newest=newest, years=study.seen_years)
    if newest is not None and last is not None and last > newest + study.seen_years:
        raise CallError("known_by_after_data", known_by=study.known_by, newest=newest, years=study.seen_years)
    return replace(study, region=region, as_of=as_of)


def _signals(tables: dict[str, pl.DataFrame], study: Study) -> tuple[Signal, ...]:
    """Return the signals among what is known."""
    if study.as_of is None:
        return ()
    return signals(
        projects=tables["projects"],
        capabilities=tables["capabilities"],
        links=tables["links"],
        firms=tables["firms"],
        news=last_news(tables),
        region=study.region or (),
        as_of=study.as_of,
        fresh_years=study.fresh_years,
    )


def _no_district(value: str, named: dict[str, str]) -> CallError:
    choices = [*named.values(), *named]
    near = [Phrase("call.did_you_mean", {"names": name}) for name in nearest_words(value, choices, limit=1)]
    known = ", ".join(f"{district} {name}" for name, district in sorted(named.items(), key=lambda pair: pair[1]))
    return CallError("study_district", value=value, near=near[0] if near else "", known=known)


def _placed(rests: pl.DataFrame, tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Look up the file and the sources of every row the findings rest on."""
    # Numbers in the order of the words are sorted and told apart many times quicker than the words.
    words = [pl.col(name).cast(pl.Enum(rests[name].unique().sort())) for name in ("finding", "role", "table")]
    cited = rests.with_columns(words).unique()
    places = [
        cited.filter(pl.col("table") == table).join(
            tables[table].select("row", "file", "source").filter(pl.col("row").is_in(cited["row"].implode())),
            on="row",
            how="left",
        )
        for table in rests["table"].unique()
    ]
    if not places:
        return EVIDENCE.to_frame()
    return (
        pl.concat(places)
        .sort("finding", "role", "table", "row")
        .with_columns(pl.col("source").list.join(";"))
        .select(pl.col(name).cast(kind) for name, kind in EVIDENCE.items())
    )


def for_one_district(outcome: Outcome, district: str) -> dict[str, pl.DataFrame]:
    """Return the view of one district of a region: what it can sell, what next door already makes, what it needs.

    Returns:
        ``can_sell_to_neighbours``: sector, makers (here), buyer, district (of the buyer), from_sector, standing, links;
        ``neighbour_already_makes`` 不重复招: sector, firm, district (a neighbour), needed_here; ``needs``: the rows of
        ``outcome.needs`` of its firms.  Each sorted by its columns in that order.

    Raises:
        CallError: the district is not one of the region's.

    """
    region = outcome.study.region or ()
    if district not in region:
        of_region = outcome.dataset.tables["districts"].filter(pl.col("district").is_in(region))
        raise _no_district(district, dict(of_region.select("name", "district").iter_rows()))
    return district_view(outcome, district)
