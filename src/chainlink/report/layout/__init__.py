"""Rectangles and routes: where the cards and edges of a map lie; knows no firm."""
