"""Tables of figures that are no dataset: long tables, printed input-output tables, a reference."""
