"""The bipartite configuration model and exact p-values of shared partners, warm, against bicm."""

from __future__ import annotations

import contextlib
import io
import sys

import numpy as np
import polars as pl
from bicm import BipartiteGraph
from racing import paired, say
from tables import specialisation

from chainlink.measures import bipartite_null, location_quotient, presence, validated_copresence

TESTED = 150
"""Up to so many rows the co-presence is validated too: theirs takes minutes above."""
SIZES = [(131, 666, 2_900), (224, 1_222, 45_000), (3_000, 1_000, 223_000)]


def dense(held: pl.DataFrame) -> np.ndarray:
    rows, columns = (held[name].unique().sort() for name in ("region", "activity"))
    matrix = np.zeros((len(rows), len(columns)), dtype=int)
    matrix[rows.search_sorted(held["region"]).to_numpy(), columns.search_sorted(held["activity"]).to_numpy()] = 1
    return matrix


def their_model(held: pl.DataFrame) -> pl.DataFrame:
    """Table in, long table of probabilities out, like ours."""
    with contextlib.redirect_stdout(io.StringIO()):
        graph = BipartiteGraph(biadjacency=dense(held))
        graph.solve_tool()
    chance = graph.get_bicm_matrix()
    rows, columns = (held[name].unique().sort() for name in ("region", "activity"))
    return pl.DataFrame(
        {
            "region": rows.gather(np.repeat(np.arange(len(rows)), len(columns))),
            "activity": columns.gather(np.tile(np.arange(len(columns)), len(rows))),
            "probability": chance.reshape(-1),
        }
    )


def their_projection(held: pl.DataFrame) -> object:
    with contextlib.redirect_stdout(io.StringIO()):
        graph = BipartiteGraph(biadjacency=dense(held))
        graph.solve_tool()
        graph.compute_projection(rows=True, approx_method="poibin", threads_num=2, progress_bar=False)
        return graph.get_rows_projection()


def main() -> None:
    for rows, columns, links in SIZES:
        held = pl.DataFrame(presence(location_quotient(specialisation(rows, columns, links))))
        what = f"{rows} x {columns}, {held.height} pairs"
        apart = float(
            np.abs(bipartite_null(held)["probability"].to_numpy() - their_model(held)["probability"].to_numpy()).max()
        )
        times = 5 if rows <= TESTED else 3
        seconds = paired(lambda h=held: bipartite_null(h), lambda h=held: their_model(h), times=times)
        say(f"null model {what}", *seconds, f"apart {apart:.0e}")
        if rows <= TESTED:
            seconds = paired(
                lambda h=held: validated_copresence(h, side="row"), lambda h=held: their_projection(h), times=1
            )
            say(f"validated co-presence {what}", *seconds, "theirs: poibin")


if __name__ == "__main__":
    sys.exit(main())
