"""What happened and what became known: the timing of every change, by hand and on the packaged data."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from tests.small import TABLES, small_dataset

from chainlink import default_study, read_dataset, run_study
from chainlink.data import Dataset
from chainlink.measures.evaluation.comparison import changes
from chainlink.measures.evaluation.timing import beginnings, timed, timed_findings
from chainlink.report.lists.comparison import Comparison, compare
from chainlink.study import run_between

PLAIN = replace(default_study(), doubt=False)
SOURCES = [
    {"source": "SEED", "title": "first", "date": "2021-10"},
    {"source": "LATE", "title": "later", "date": "2024-06"},
]
FIRMS = [
    {"firm": "begun", "name": "新厂", "since": "2023", "district": "kai", "source": "LATE"},
    {"firm": "old", "name": "老厂", "since": "1990-05", "district": "kai", "source": "LATE"},
    {"firm": "seen", "name": "见厂", "district": "wan", "source": "LATE"},
    {"firm": "built", "name": "建成厂", "district": "wan", "source": "LATE"},
]


def two_states(folder: Path) -> Dataset:
    """The small dataset with four firms that only a page of 2024 names, and what they make, sell and have in figures."""
    makes = [
        {"firm": row["firm"], "sector": "steel", "status": "made", "basis": "stated", "seen": 2024} for row in FIRMS
    ]
    sells = [
        {"link": f"{firm}--changan", "supplier": firm, "buyer": "changan", "sectors": "steel", "relation": "supply"}
        | {"seen": 2024, "since": since, "source": "LATE"}
        for firm, since in (("begun", None), ("old", "2022"), ("seen", None), ("built", "2019"))
    ]
    figures = [
        {"claim": f"new{year}", "measure": "quantity", "value": 1, "unit": "套", "per": "year", "from": year}
        | {"status": "actual", "source": "LATE"}
        for year in ("2020", "2023")
    ]
    return read_dataset(
        small_dataset(
            folder, sources=SOURCES, firms=[*TABLES["firms"], *FIRMS], links=[*TABLES["links"], *sells],
            firm_status=[{"firm": "built", "year": 2022, "status": "building", "source": "LATE"}],
            capabilities=[*TABLES["capabilities"], *({**row, "source": "LATE"} for row in makes)],
            claims=[*TABLES["claims"], *figures],
            claim_subjects=[
                *TABLES["claim_subjects"],
                *({"claim": row["claim"], "table": "links", "id": "qianneng--changan", "source": "LATE"} for row in figures),
            ],
        )
    )  # fmt: skip


def compared(data: Dataset, *, lang: str = "zh", **sides: tuple[object, object]) -> Comparison:
    """The states of ``data`` on both sides of ``as_of`` or ``known_by``."""
    before, after = (
        run_study(data, replace(PLAIN, **{name: values[side] for name, values in sides.items()}))  # type: ignore[arg-type]
        for side in (0, 1)
    )
    return compare(before, after, between=run_between(data, before, after), lang=lang)


def timing_of(comparison: Comparison, part: str) -> dict[str, str]:
    """The timing of every change of one part, by id."""
    listing = next(section for section in comparison.sections if section.key == part)
    return {str(row["id"]): str(row["timing"]) for row in listing.rows}


@pytest.mark.parametrize(
    ("lang", "happened", "learnt", "unclear"),
    [
        ("zh", "此后发生", "后来获知", "何时起未载"),
        ("en", "happened since", "learnt since", "beginning not stated"),
    ],
)
def test_new_rows_are_told_by_their_stated_beginning_and_a_later_page_alone_states_none(
    tmp_path: Path, *, lang: str, happened: str, learnt: str, unclear: str
) -> None:
    told = compared(two_states(tmp_path), lang=lang, known_by=("2021-12", "2024-12"))

    # Begun in 2023; there since 1990; nobody says; still being built in 2022.
    assert timing_of(told, "firms") == {"begun": happened, "old": learnt, "seen": unclear, "built": happened}
    # What a firm makes began no earlier than the firm; an old firm may make it since yesterday.
    assert timing_of(told, "capabilities") == {
        "begun:steel": happened, "built:steel": happened, "old:steel": unclear, "seen:steel": unclear,
    }  # fmt: skip
    assert timing_of(told, "links") == {
        "begun--changan": happened, "old--changan": happened, "seen--changan": unclear, "built--changan": learnt,
    }  # fmt: skip
    assert timing_of(told, "claims") == {"new2020": learnt, "new2023": happened}


def test_a_changed_row_happened_where_it_was_still_otherwise_in_that_year_and_was_learnt_where_it_was_not() -> None:
    def firm(name: str, seen: int | None) -> dict[str, object]:
        return {"firm": name, "name": name, "seen": seen, "file": "firms.csv"}

    before = pl.DataFrame([firm("a", 2021), firm("b", 2019), firm("c", 2019), firm("gone", 2019)]).with_row_index(
        "row", 2
    )
    after = pl.DataFrame([firm("a", 2023), firm("b", 2020), firm("c", 2023)]).with_row_index("row", 2)
    after = after.with_columns(name=pl.col("name") + "*")
    nothing = pl.DataFrame(schema={"row": pl.UInt32, "not_before": pl.Int64, "by": pl.Int64})

    told = timed(changes(before, after, key=["firm"], facts=["name"], beside=["seen"]), nothing, year=2021)

    assert told.select("firm", "timing").rows() == [
        ("a", "happened"), ("b", "learnt"), ("c", "unclear"), ("gone", None),
    ]  # fmt: skip


def test_an_expected_figure_began_when_it_was_stated_and_not_in_the_year_it_hopes_for(tmp_path: Path) -> None:
    hoped = {**TABLES["claims"][1], "from": "2025"}
    data = read_dataset(small_dataset(tmp_path, claims=[TABLES["claims"][0], hoped], sources=SOURCES))

    assert beginnings(data.tables, "claims").rows() == [(2, 2020, 2020), (3, 2021, 2021)]


def test_a_finding_was_learnt_only_where_later_data_say_it_of_the_earlier_year_and_nothing_moved_on() -> None:
    def moved(*findings: str) -> pl.DataFrame:
        return pl.DataFrame({"finding": findings}, schema={"finding": pl.String})

    told = timed_findings(moved("knowledge", "both", "time", "only together"), by_knowledge=moved("knowledge", "both", "back"),
                          by_time=moved("both", "time", "back"))  # fmt: skip

    assert told["timing"].to_list() == ["learnt", "unclear", "unclear", "unclear"]


def test_findings_of_the_small_dataset_are_parted_in_both_languages_and_not_where_the_clock_runs_back(
    tmp_path: Path,
) -> None:
    data = two_states(tmp_path)

    assert timing_of(compared(data, known_by=("2021-12", "2024-12")), "findings")["outsourced|steel|"] == "后来获知"
    assert timing_of(compared(data, lang="en", as_of=(2021, 2024)), "findings") == {}
    back = timing_of(compared(data, as_of=(2024, 2019)), "findings")
    assert set(back.values()) == {""}


@cache
def packaged(lang: str) -> Comparison:
    return compared(read_dataset(), lang=lang, known_by=("2021-12", "2024-12"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_packaged_data_of_2021_and_2024_are_parted_and_the_summary_adds_them_up(lang: str) -> None:
    told = packaged(lang)
    words = {
        "zh": ("此后发生", "后来获知", "何时起未载"),
        "en": ("happened since", "learnt since", "beginning not stated"),
    }

    counts = {part: Counter(timing_of(told, part).values()) for part in ("firms", "capabilities", "links", "claims")}

    summary = next(section for section in told.sections if section.key == "summary")
    for row, part in zip(summary.rows, counts, strict=False):
        assert [row["happened"], row["learnt"], row["unclear"]] == [counts[part][word] for word in words[lang]]
        assert counts[part].total() == row["new"] + row["lost"] + row["changed"]
    # Most firms are there since nobody says when: a page of 2024 is no founding.
    assert counts["firms"][words[lang][2]] > counts["firms"][words[lang][0]] > 0
    assert counts["links"][words[lang][1]] > 0
    findings = Counter(timing_of(told, "findings").values())
    assert set(findings) == set(words[lang][1:])
