"""The rows of an Outcome looked up and worded, and how states, districts and lines look."""
