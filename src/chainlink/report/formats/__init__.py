"""Values put into a file of one kind: HTML, SVG, the page of the network, Word, Excel, EMF, PDF, graph files."""
