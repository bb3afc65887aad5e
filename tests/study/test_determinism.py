"""Laws: the same facts give the same findings and bytes, whatever the order of rows, threads, hashes and locale."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest

from chainlink.data import read_dataset
from chainlink.data.dataset import Dataset
from chainlink.data.writing.dataset_files import write_dataset
from chainlink.findings import Outcome
from chainlink.report.lists.findings import findings_rows
from chainlink.report.pages.write import write_report
from chainlink.study import run_study
from outcomes import packaged, report
from second import write_second_dataset

LISTS = ("buyers", "chains", "districts_needing", "districts_having")


def mixed(dataset: Dataset, seed: int) -> Dataset:
    """Return the dataset with the rows of every table in another order (0: turned round), each with its place as it was."""
    order = random.Random(seed)
    tables = {
        name: rows[order.sample(range(rows.height), rows.height)] if seed and rows.height else rows.reverse()
        for name, rows in dataset.tables.items()
    }
    assert not tables["firms"].equals(dataset.tables["firms"])
    return replace(dataset, tables=tables)


@cache
def as_filed(which: str) -> tuple[Dataset, Outcome]:
    """One of two datasets, a folder and a workbook, as it is read, and what is found in it."""
    if which == "packaged":
        return read_dataset(), packaged()
    with TemporaryDirectory() as folder:
        dataset = read_dataset(write_second_dataset(Path(folder) / "两地.xlsx"))
    return dataset, run_study(dataset)


def judged(outcome: Outcome) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return findings and states without the numbers of rows, which do differ."""
    findings = outcome.findings.rows
    plain = findings.select(
        "finding", "kind", "action", "band", "sector", "other_sector", "confidence", "value", "rank", "rank_low",
        "rank_high", *(pl.col(name).list.sort() for name in LISTS if name in findings.columns),
    )  # fmt: skip
    states = outcome.states
    keys = [name for name, kind in states.schema.items() if kind in {pl.String, pl.Int64, pl.Boolean} and name != "row"]
    return plain.sort("finding"), states.select(keys).sort(keys)


def told(outcome: Outcome) -> list[dict[str, Any]]:
    """Return the findings as files give them, in their order, but for files, numbers of rows and what is sorted by them."""

    def without_rows(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without_rows(part) for key, part in value.items() if key not in {"row", "file"}}
        return [without_rows(part) for part in value] if isinstance(value, list) else value

    found = []
    for row in without_rows(findings_rows(outcome)):
        evidence = sorted(row["evidence"], key=lambda one: json.dumps(one, sort_keys=True))
        words = {key: text for key, text in row["words"].items() if key != "evidence"}
        found.append({**row, "evidence": evidence, "words": words})
    return found


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 5])
@pytest.mark.parametrize("which", ["packaged", "second"])
def test_the_order_of_rows_changes_no_finding_no_state_no_word_and_no_source(
    tmp_path: Path, which: str, seed: int
) -> None:
    dataset, usual = as_filed(which)
    write_dataset(mixed(dataset, seed), tmp_path / "data")

    again = run_study(read_dataset(tmp_path / "data"))

    assert [one.equals(two) for one, two in zip(judged(again), judged(usual), strict=True)] == [True, True]
    assert told(again) == told(usual)


@pytest.mark.slow
@pytest.mark.parametrize("which", ["packaged", "second"])
def test_the_order_of_rows_changes_no_byte_of_a_report(tmp_path: Path, which: str) -> None:
    dataset, usual = as_filed(which)
    written = report() if which == "packaged" else tmp_path / "as-filed"
    if which == "second":
        write_report(usual, written)

    answers = None if usual.visits is None else 0
    write_report(run_study(mixed(dataset, 5), answers=answers), tmp_path / "mixed")

    assert bytes_of(tmp_path / "mixed") == bytes_of(written)


def bytes_of(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.mark.slow
def test_threads_hashes_and_locale_change_no_byte_of_a_report(tmp_path: Path) -> None:
    book = write_second_dataset(tmp_path / "两地.xlsx")
    variables = [
        {"POLARS_MAX_THREADS": "1", "PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0"},
        {"POLARS_MAX_THREADS": "4", "PYTHONHASHSEED": "77", "LC_ALL": "C.UTF-8", "TZ": "Asia/Shanghai"},
    ]

    for at, changed in enumerate(variables):
        words = ["run", str(book), "--out", str(tmp_path / f"out{at}"), "--per-chain", "--quiet"]
        subprocess.run([sys.executable, "-m", "chainlink", *words], check=True, env={**os.environ, **changed})

    assert (tmp_path / "out0" / "boats.html").exists()
    assert bytes_of(tmp_path / "out0") == bytes_of(tmp_path / "out1")
