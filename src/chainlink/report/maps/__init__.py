"""What stands on a map: cards, edges, districts, as values."""
