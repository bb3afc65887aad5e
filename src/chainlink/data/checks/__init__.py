"""Every fault of every table in one go: what single cells, rows, several tables together can break."""
