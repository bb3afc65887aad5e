"""Which firm a name means: parts of names, places, likeness, contradictions."""
