"""Two runners over the same table, turn by turn in one process each: seconds, ratio, peak memory."""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple


def peak() -> float:
    """Return the highest memory this process has held, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


class Took(NamedTuple):
    """Seconds by the clock and of work on all cores."""

    seconds: float
    cpu: float


def paired(one: Callable[[], object], other: Callable[[], object], *, times: int, warm: int = 1) -> tuple[Took, Took]:
    """Run both in turn, so that whatever else the machine does meets both; return the medians of each."""
    taken: tuple[list[Took], list[Took]] = ([], [])
    for turn in range(times + warm):
        for place, work in enumerate((one, other)):
            start, worked = time.perf_counter(), time.process_time()
            work()
            if turn >= warm:
                taken[place].append(Took(time.perf_counter() - start, time.process_time() - worked))
    first, second = (Took(*map(statistics.median, zip(*part, strict=True))) for part in taken)
    return first, second


def alone(script: str, *arguments: str) -> dict[str, float]:
    """Run a script of this folder in a process of its own and return the JSON object it prints last."""
    command = [sys.executable, str(Path(__file__).with_name(script)), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def say(race: str, ours: Took, theirs: Took, note: str = "") -> None:
    """Print one line of results: seconds and ratio by the clock, then of work (what a shared machine disturbs less)."""
    clock = f"{ours.seconds:>9.4f} s {theirs.seconds:>9.4f} s {theirs.seconds / ours.seconds:>7.1f} x"
    work = f"work {ours.cpu:>9.4f} s {theirs.cpu:>9.4f} s {theirs.cpu / max(ours.cpu, 1e-9):>7.1f} x"
    print(f"{race:<58} {clock}   {work}  {note}", flush=True)
