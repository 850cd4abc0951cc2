"""Formulas have moved to `bpgui.ui.mathematics.formula`; import them from there."""

from bpgui.ui.mathematics.formula import *  # noqa: F403
