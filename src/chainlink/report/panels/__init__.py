"""What a page shows of one firm, link, sector or finding, as values."""
