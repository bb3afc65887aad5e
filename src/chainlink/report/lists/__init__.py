"""Lists of an Outcome, of a comparison, of a measure, as tables of values."""
