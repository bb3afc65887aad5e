"""What is written whole or not at all: tables, datasets, workbooks; one writer at a time."""
