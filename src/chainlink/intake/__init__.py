"""Other people's files into our tables: exports, names, proposals; frames in, frames out."""

from chainlink.intake.names.resolve import resolve_names

__all__ = ["resolve_names"]
