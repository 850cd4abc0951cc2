"""The worker thread that trains, and its owner in the window's thread."""
