"""The sample that newcomers open is what the programme writes today."""

from __future__ import annotations

from sample import FOLDER, WANTED, sample


def test_the_sample_is_fresh() -> None:
    now = sample()

    assert set(now) == set(WANTED)
    assert [name for name in WANTED if (FOLDER / name).read_bytes() != now[name]] == []
