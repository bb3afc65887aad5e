"""Networks of two sides and of one: what goes together, how complex, how near, how high."""
