"""The open document, its undo stack and its timeline; widgets and runner meet here."""
