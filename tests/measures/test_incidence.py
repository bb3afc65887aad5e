"""What measures take: frames held in memory, labels of any kind, and a presence frame that remembers its matrix."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from inspect import signature

import polars as pl
import pytest
from scipy.sparse import csr_array

from chainlink import measures
from chainlink.errors import CallError
from chainlink.measures import complexity, location_quotient, presence, proximity, relatedness_density
from chainlink.measures.networks.incidence import incidence

PAIRS = pl.DataFrame({"region": ["A", "A", "B", "B", "C"], "activity": ["x", "y", "y", "z", "z"]})
AMOUNTS = PAIRS.with_columns(value=pl.lit(1.0))
LINKS = pl.DataFrame({"supplier": ["a"], "buyer": ["b"], "value": [1.0]})
OUTPUT = pl.DataFrame({"sector": ["a", "b"], "output": [2.0, 2.0]})

TAKES = {
    "location_quotient": (AMOUNTS,),
    "presence": (location_quotient(AMOUNTS),),
    "proximity": (PAIRS,),
    "relatedness_density": (PAIRS,),
    "complexity": (PAIRS,),
    "complexity_outlook": (PAIRS,),
    "fitness": (PAIRS,),
    "bipartite_null": (PAIRS,),
    "validated_copresence": (PAIRS,),
    "link_scores": (PAIRS,),
    "nearest_absent": (PAIRS, PAIRS),
    "herfindahl": (LINKS,),
    "single_source": (LINKS,),
    "trophic_level": (LINKS,),
    "upstreamness": (LINKS, OUTPUT),
    "technical_coefficients": (LINKS, OUTPUT),
    "leontief_inverse": (LINKS, OUTPUT),
    "hypothetical_extraction": (LINKS, OUTPUT),
    "table_faults": (LINKS, OUTPUT),
    "regionalise": (LINKS, OUTPUT, OUTPUT),
    "balance": (LINKS, OUTPUT.head(1), OUTPUT.tail(1)),
    "local_content_rate": (
        LINKS.with_columns(sector=pl.lit("s"), row=2).rename({"value": "amount"}),
        pl.DataFrame({"firm": ["a", "b"], "district": ["d", "d"]}),
    ),
}


@pytest.mark.parametrize("name", TAKES)
def test_what_is_no_frame_in_memory_is_refused_wherever_it_stands(name: str) -> None:
    measure: Callable[..., object] = getattr(measures, name)
    options = {"local_content_rate": {"local": ["d"]}}.get(name, {})
    taken = dict(zip(signature(measure).parameters, TAKES[name], strict=False))

    measure(**taken, **options)
    for parameter, frame in taken.items():
        for other in (frame.lazy(), frame.to_dicts()):
            with pytest.raises(CallError) as refused:
                measure(**{**taken, parameter: other}, **options)
            assert refused.value.code == "measure_no_frame"


def test_the_refusal_says_what_was_given_and_how_to_mend_it() -> None:
    with pytest.raises(CallError, match=r"LazyFrame.*collect"):
        complexity(PAIRS.lazy())  # type: ignore[arg-type]


def remembering() -> pl.DataFrame:
    """A, B and C hold what is above; D and w hold nothing."""
    nothing = pl.DataFrame({"region": ["D", "A"], "activity": ["x", "w"], "value": [0.0, 0.0]})
    return presence(location_quotient(pl.concat([AMOUNTS, nothing])))


def pickled(frame: pl.DataFrame) -> pl.DataFrame:
    found: pl.DataFrame = pickle.loads(pickle.dumps(frame))  # noqa: S301 - our own bytes
    return found


@pytest.mark.parametrize("copied", [lambda frame: frame.clone(), copy.copy, copy.deepcopy, pickled])
def test_a_copy_of_a_presence_frame_keeps_the_labels_that_hold_nothing(
    copied: Callable[[pl.DataFrame], pl.DataFrame],
) -> None:
    frame = remembering()
    relatedness_density(frame)  # worked out once, and not a part of the copy

    found = copied(frame)

    assert complexity(found).rows["region"].to_list() == ["A", "B", "C", "D"]
    assert relatedness_density(found).equals(relatedness_density(frame))


def test_a_copy_and_the_frame_change_apart() -> None:
    frame = remembering()
    other = frame.clone()

    other[0, "region"] = "E"

    assert complexity(frame).rows["region"].to_list() == ["A", "B", "C", "D"]
    assert complexity(other).rows["region"].to_list() == ["A", "B", "C", "E"]


def swap_the_names(frame: pl.DataFrame) -> None:
    frame.columns = ["activity", "region"]


def write_a_cell(frame: pl.DataFrame) -> None:
    frame[0, "activity"] = "z"


@pytest.mark.parametrize(
    "change",
    [
        swap_the_names,
        write_a_cell,
        lambda frame: frame.extend(PAIRS.head(1).with_columns(region=pl.lit("F"))),
        lambda frame: frame.replace_column(0, pl.Series("region", ["A", "B", "B", "B", "A"])),
    ],
)
def test_a_presence_frame_changed_in_place_is_read_anew(change: Callable[[pl.DataFrame], object]) -> None:
    frame = remembering()
    relatedness_density(frame)

    change(frame)

    anew = pl.DataFrame(frame.to_dict(as_series=False))
    assert relatedness_density(frame).equals(relatedness_density(anew))
    assert complexity(frame).rows.equals(complexity(anew).rows)


def test_a_result_written_to_leaves_what_the_frame_remembers() -> None:
    frame = remembering()
    first = complexity(frame)
    before = first.rows.clone()

    first.rows[0, "eci"] = 9.0

    assert complexity(frame).rows.equals(before)


def test_whole_numbers_of_any_size_are_labels() -> None:
    large = pl.Series([2**63 + 1, 7], dtype=pl.UInt64)
    chain = pl.DataFrame({"supplier": large, "buyer": large.reverse(), "value": [1.0, 0.0]})

    found = measures.trophic_level(chain)

    assert found["node"].to_list() == [7, 2**63 + 1]
    assert found["trophic_level"].to_list() == [1.0, 0.0]


@pytest.mark.parametrize(
    "rows", [lambda one: one.sort(PAIRS.columns), lambda one: one.sample(fraction=1.0, shuffle=True)]
)
@pytest.mark.parametrize("name", [name for name, taken in TAKES.items() if taken[0] is PAIRS and len(taken) == 1])
def test_a_pair_stated_twice_is_one(name: str, rows: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    def frames(given: pl.DataFrame) -> list[pl.DataFrame]:
        found = getattr(measures, name)(given)
        return [found] if isinstance(found, pl.DataFrame) else list(found)

    assert all(
        one.equals(other) for one, other in zip(frames(rows(pl.concat([PAIRS, PAIRS]))), frames(PAIRS), strict=True)
    )


def test_what_is_remembered_is_worked_out_once() -> None:
    names = incidence(remembering(), "region", "activity")
    asked = []

    def pairs(matrix: csr_array) -> int:
        asked.append(matrix)
        return int(matrix.nnz)

    assert [names.once(pairs), names.once(pairs)] == [5, 5]
    assert len(asked) == 1


def test_a_density_without_the_activity_itself_leaves_the_proximity_remembered_as_it_is() -> None:
    frame = remembering()
    before = proximity(frame)

    relatedness_density(frame, itself=False)

    assert proximity(frame).equals(before)
