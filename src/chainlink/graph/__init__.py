"""Graphs of the field, built from frames: who can make or needs what, and who supplies whom."""
