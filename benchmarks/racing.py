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


def peak() -> float:
    """Return the highest memory this process has held, in GiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def timed(work: Callable[[], object], *, times: int, warm: int = 0) -> float:
    """Return the median seconds of ``times`` runs after ``warm`` unmeasured ones."""
    for _ in range(warm):
        work()
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def paired(one: Callable[[], object], other: Callable[[], object], *, times: int, warm: int = 1) -> tuple[float, float]:
    """Run both in turn, so that whatever else the machine does meets both; return the median seconds of each."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for turn in range(times + warm):
        for place, work in enumerate((one, other)):
            start = time.perf_counter()
            work()
            if turn >= warm:
                seconds[place].append(time.perf_counter() - start)
    return statistics.median(seconds[0]), statistics.median(seconds[1])


def alone(script: str, *arguments: str) -> dict[str, float]:
    """Run a script of this folder in a process of its own and return the JSON object it prints last."""
    command = [sys.executable, str(Path(__file__).with_name(script)), *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def say(race: str, ours: float, theirs: float, note: str = "") -> None:
    """Print one line of results."""
    print(f"{race:<58} {ours:>9.3f} s {theirs:>9.3f} s {theirs / ours:>8.1f} x  {note}", flush=True)
