"""Patterns to learn: the data set as a value, its scaling, and the built-in problems.

Imports NumPy and `bpgui.core` only; reading files is the business of `bpgui.formats`.
"""
