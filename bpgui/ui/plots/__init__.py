"""The plots: the loss, the weights over sweeps, and what the network answers to its patterns."""

from bpgui.ui.plots.loss_panel import LossPanel
from bpgui.ui.plots.output_panel import OutputPanel
from bpgui.ui.plots.weight_panel import WeightChangesPanel

__all__ = ["LossPanel", "OutputPanel", "WeightChangesPanel"]
