"""Input-output 投入产出: what sectors need of each other, and whether a table adds up."""
