"""Supply 配套: who makes what, who needs it, what passes between them, where."""
