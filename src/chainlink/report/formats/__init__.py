"""Values put into a file of one kind: HTML, SVG, the explorer, Word, Excel, EMF, PDF, graph files."""
