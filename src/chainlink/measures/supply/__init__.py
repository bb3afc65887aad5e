"""Supply 配套: who makes what, who needs it, what passes between them, where.

A parameter with the name of a table of a dataset is that table (data/tables.py).  A frame whose columns are declared
(data/frames) is named in the signature, and sorted by its key unless the docstring says otherwise.  ``region`` and
``local`` are districts 区县.  Money is in 万元 a year; null = not stated, never 0.
"""
