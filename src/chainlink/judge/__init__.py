"""One file per kind of finding: compare measures with stated bars."""
