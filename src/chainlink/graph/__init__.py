"""The two-sided graph of firms and sectors, and the supply graph."""
