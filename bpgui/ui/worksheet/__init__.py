"""Worksheets: questions about the present network on paper, with an answer key."""
