"""Networks, back-propagation and training: the mathematics, with NumPy only.

Train a network on exclusive or:

>>> import numpy as np
>>> x = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
>>> y = np.array([[0.0], [1.0], [1.0], [0.0]])
>>> network = initialise(create_network([2, 3, 1]), Initialisation(seed=7))
>>> settings = TrainingSettings(learning_rate=0.5, momentum=0.9, update="sweep")
>>> trainer = Trainer(network, x, y, settings)
>>> trainer.advance(1000)
>>> trained = network.with_parameters(trainer.state().parameters)
>>> predict(trained, x).round().ravel().tolist()
[0.0, 1.0, 1.0, 0.0]
"""

from bpgui.core.activations import ACTIVATIONS, Activation
from bpgui.core.edit import Edit
from bpgui.core.gradient_check import central_difference, check_gradient, relative_error
from bpgui.core.initialisation import initialise
from bpgui.core.layer import Layer
from bpgui.core.losses import LOSSES, Loss
from bpgui.core.network import Address, Network, create_network
from bpgui.core.passes import BackwardPass, ForwardPass, backward, forward, loss_value, predict
from bpgui.core.settings import Initialisation, RateChange, StopConditions, TrainingSettings
from bpgui.core.trainer import Trainer, TrainingState
from bpgui.core.update_rule import UpdateSplit, next_velocity, split_change, updated

__all__ = [
    "ACTIVATIONS",
    "LOSSES",
    "Activation",
    "Address",
    "BackwardPass",
    "Edit",
    "ForwardPass",
    "Initialisation",
    "Layer",
    "Loss",
    "Network",
    "RateChange",
    "StopConditions",
    "Trainer",
    "TrainingSettings",
    "TrainingState",
    "UpdateSplit",
    "backward",
    "central_difference",
    "check_gradient",
    "create_network",
    "forward",
    "initialise",
    "loss_value",
    "next_velocity",
    "predict",
    "relative_error",
    "split_change",
    "updated",
]
