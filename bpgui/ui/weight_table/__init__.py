"""The table twin of the diagram: all weights of a layer as numbers that can be typed over."""

from bpgui.ui.weight_table.panel import WeightTablePanel

__all__ = ["WeightTablePanel"]
