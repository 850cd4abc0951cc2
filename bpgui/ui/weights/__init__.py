"""Weights out of the window and in: the export sheet, and the preview of an import."""
