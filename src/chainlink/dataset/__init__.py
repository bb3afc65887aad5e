"""The dataset: read, cleaned, checked, turned back to an earlier date."""
