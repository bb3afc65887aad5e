"""Other people's files into our tables: exports, names, proposals; frames in, frames out."""
