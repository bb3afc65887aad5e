"""An Outcome in, files out: pages, maps, lists and graph files."""
