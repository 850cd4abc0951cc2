"""The data side of the window: the panel with the patterns, and the sheet that opens a table."""
