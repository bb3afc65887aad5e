"""Where work is done: spread over the cores, or kept on the one that calls."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from chainlink import cores
from chainlink.data import size_of_dataset

CHOOSING = hasattr(os, "sched_getaffinity")


def allowed() -> set[int]:
    return os.sched_getaffinity(0) if CHOOSING else set()


@pytest.mark.skipif(not CHOOSING, reason="a thread cannot choose its core here")
def test_small_work_stays_on_one_core_and_the_others_are_free_again_after_it() -> None:
    before = allowed()

    with cores.here(when=True):
        assert len(allowed()) == 1

    assert allowed() == before


@pytest.mark.skipif(not CHOOSING, reason="a thread cannot choose its core here")
def test_threads_that_were_there_before_stay_on_that_core_too() -> None:
    with ThreadPoolExecutor(1) as other:
        before = other.submit(allowed).result()
        with cores.here(when=True):
            assert other.submit(allowed).result() == allowed()
        assert other.submit(allowed).result() == before


@pytest.mark.skipif(not CHOOSING, reason="a thread cannot choose its core here")
def test_the_other_cores_are_free_again_after_a_fault() -> None:
    before = allowed()

    with pytest.raises(ValueError, match="wrong"), cores.here(when=True):
        raise ValueError("wrong")

    assert allowed() == before


def test_large_work_is_left_where_the_system_puts_it() -> None:
    before = allowed()

    with cores.here(when=False):
        assert allowed() == before


def test_the_size_of_a_dataset_is_that_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "firms.csv").write_bytes(b"firm\na\n")
    (tmp_path / "links.csv").write_bytes(b"link\n")
    (tmp_path / "old").mkdir()

    assert size_of_dataset(tmp_path) == 12
    assert size_of_dataset(tmp_path / "firms.csv") == 7
    assert size_of_dataset(tmp_path / "none") == 0
    assert 100_000 < size_of_dataset() < cores.SMALL
