"""Measures on a table of your own: any two-sided table will do, no dataset is needed."""

# %% Jobs by county and industry, made up: what does each county hold more of than its share?
import polars as pl

from chainlink.measures import complexity, herfindahl, location_quotient, presence, proximity

jobs = pl.DataFrame(
    {
        "region": ["A", "A", "A", "B", "B", "C", "C", "C"],
        "activity": ["lamps", "paper", "castings", "castings", "paper", "paper", "juice", "lamps"],
        "value": [900, 500, 400, 1200, 600, 700, 500, 100],
    }
)
quotients = location_quotient(jobs)
print(quotients)

# %% Which activities go together; which counties hold what few others hold, and why a figure may be missing
present = presence(quotients, at_least=0.6)  # 1 is usual; a bar of one's own is an argument
print(proximity(present))
print(complexity(present).rows)

# %% On how few suppliers does each purchase rest?  Other names for the columns are arguments.
purchases = pl.DataFrame(
    {"plant": ["lamp works", "lamp works", "car works"], "seller": ["x", "y", "x"], "amount": [80.0, 20.0, 50.0]}
)
print(herfindahl(purchases, row="plant", column="seller", value="amount"))
