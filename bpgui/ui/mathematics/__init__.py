"""Formulas: as values, as painted boxes that can be pointed at, as text and as LaTeX."""
