"""The command line: what ``bpgui`` in a terminal does before there is a window."""
