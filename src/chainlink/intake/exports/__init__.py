"""Other people's lists turned into plain rows of one shape: headings, cells, figures, times."""
