"""The clocks on the command line: backtest and diff with every option of time, and what measures nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cli.test_cli import chainlink
from tests.small import TABLES, small_dataset

DATED = [
    {"source": "SEED", "title": "first", "date": "2021-10"},
    {"source": "LATE", "title": "later", "date": "2023-03"},
]


def rates(*words: str | Path) -> tuple[int, dict[str, list[int]]]:
    """The exit code, and of how many findings of each kind something came."""
    done = chainlink("backtest", *words, "--format", "json", "--quiet")
    lists = json.loads(done.stdout)
    shares = next(rows for rows in lists.values() if rows and "lift" in rows[0])
    return done.returncode, {f"{row['kind']}{row['band']}": [row["came"], row["count"]] for row in shares}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small dataset, in which a page of 2023 first names a steel works."""
    works = {"firm": "steelworks", "name": "开钢", "district": "kai", "since": "1990", "named": "Y", "source": "LATE"}
    makes = {
        "firm": "steelworks",
        "sector": "steel",
        "basis": "stated",
        "status": "made",
        "seen": 2023,
        "source": "LATE",
    }
    return small_dataset(
        tmp_path_factory.mktemp("clocks"), sources=DATED, firms=[*TABLES["firms"], works],
        capabilities=[*TABLES["capabilities"], makes],
    )  # fmt: skip


@pytest.mark.slow
def test_a_backtest_tells_what_came_of_the_findings_from_the_year_and_with_the_knowledge_it_is_told(data: Path) -> None:
    code, came = rates("2022", data)
    earlier = rates("2022", data, "--as-of", "2021")
    both = rates("2022", data, "--as-of", "2021", "--as-of", "2023", "--known-by", "2023-12")

    assert code == 0
    assert [pair for kind, pair in came.items() if kind.startswith("outsourced")] == [[1, 1]]
    assert earlier == both == (0, came)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2024",), "2023-03"),  # everything was known by then
        (("2023-03",), "2023-03"),
        (("2020",), "2021-10"),  # nothing was
        (("2022", "--known-by", "2021-12"), "2021"),  # one year only
        (("2021-02-29",), "2021-02-29"),
        (("2022", "--known-by", "2023-13"), "2023-13"),
        (("2022", "--as-of", "2023"), "2023"),
        (("2022", "--as-of", "2021", "--as-of", "2024", "--known-by", "2023"), "2024"),
        (("2022", "--as-of", "2020", "--as-of", "2021", "--as-of", "2022"), "--as-of"),
    ],
)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_backtest_that_measures_nothing_is_one_line_and_no_table(
    data: Path, *, words: tuple[str, ...], told: str, lang: str
) -> None:
    done = chainlink("backtest", words[0], data, *words[1:], "--lang", lang, COLUMNS="400")

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "%" not in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("diff", "--known-by", "2021-06-31", "--known-by", "2024"),
        ("diff", "--as-of", "2020", "--as-of", "20211"),
        ("diff", "--as-of", "2024", "--as-of", "2024"),
        ("diff", "--as-of", "2024", "--as-of", "2020", "--lang", "en"),
        ("diff", "--known-by", "2018", "--as-of", "2020"),
        ("gaps", "--known-by", "2040"),
        ("run", "--known-by", "2055-12-01"),
        ("firm", "长安跨越", "--as-of", "2199"),
        ("sector", "auto_seat", "--known-by", "2021-13"),
        ("gaps", "--as-of", "²021"),
    ],
)
def test_times_that_no_calendar_or_no_row_has_are_refused_by_every_command(
    tmp_path: Path, *, words: tuple[str, ...]
) -> None:
    done = chainlink(*words, cwd=tmp_path, COLUMNS="400")

    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("lang", "learnt"), [("zh", "后来获知"), ("en", "learnt since")])
def test_a_diff_of_two_days_parts_its_findings_too(data: Path, *, lang: str, learnt: str) -> None:
    done = chainlink("diff", data, "--known-by", "2021", "--known-by", "2023", "--as-of", "2021", "--lang", lang,
                     "--format", "csv", "--quiet")  # fmt: skip

    assert done.returncode == 0
    assert learnt in done.stdout
