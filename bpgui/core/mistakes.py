"""Wrong gradients: what typical mistakes in back-propagation lead to.

There is no wrong backward pass here. Each mistake is the textbook's own pass
(`bpgui.core.passes.backward`) given a wrong ingredient: the true forward pass together with a
network or with rules that are not the true ones; or its result with one thing done to it. Nothing
that is given is changed: a mistake lives on a copy. Beside each mistake stands a function that
says why a lesson cannot show it, if that follows from its structure. `bpgui.core.bugs` names them.
"""

from dataclasses import replace

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.core.lesson import Lesson
from bpgui.core.network import Network


def without_derivative(lesson: Lesson) -> FloatArray:
    """Take every unit for a linear one, whose f'(z) is 1."""
    network, last = lesson.network, len(lesson.network.layers) - 1
    kept = {0, last} if lesson.settings.loss == "cross-entropy" else {0}
    layers = tuple(
        layer if k in kept else replace(layer, activation="linear")
        for k, layer in enumerate(network.layers)
    )
    return lesson.gradient(as_if=replace(network, layers=layers))


def no_derivative_to_leave_out(lesson: Lesson) -> str:
    """Say when f'(z) is 1 wherever it is used."""
    *hidden, output = lesson.network.layers[1:]
    if any(layer.activation != "linear" for layer in hidden):
        return ""
    if lesson.settings.loss == "cross-entropy":
        return (
            "With cross-entropy f′(z) of the outputs cancels by itself, and no hidden unit has "
            "another f′(z) than 1: there is nothing to leave out."
        )
    if output.activation == "linear":
        return "Every unit is linear, so f′(z) = 1: leaving it out changes nothing."
    return ""


def with_flipped_sign(lesson: Lesson) -> FloatArray:
    """Take y - a for a - y, which turns every delta round."""
    return -lesson.gradient()


def without_factor(lesson: Lesson) -> FloatArray:
    """Derive the squared error as if it were half of it."""
    if lesson.settings.loss != "squared-error":
        return lesson.gradient()
    return lesson.gradient(settings=replace(lesson.settings, loss="half-squared-error"))


def no_factor_to_lose(lesson: Lesson) -> str:
    """Say when the loss has no factor 2."""
    if lesson.settings.loss == "squared-error":
        return ""
    if lesson.settings.loss == "half-squared-error":
        return "The ½ of half squared error takes the factor 2 away: choose Σ (y − ŷ)² as loss."
    return "Cross-entropy has no factor 2 to lose: choose Σ (y − ŷ)² as loss."


def without_biases(lesson: Lesson) -> FloatArray:
    """Never write down dL/db, so that it stays 0."""
    gradient = lesson.gradient()
    for k, layer in enumerate(lesson.network.layers[1:], start=1):
        if layer.bias:
            lesson.network.as_matrix(gradient, k)[:, -1] = 0.0
    return gradient


def no_bias_to_forget(lesson: Lesson) -> str:
    """Say when there are no biases."""
    layers = lesson.network.layers[1:]
    return "" if any(layer.bias for layer in layers) else "No layer of this network has biases."


def without_transpose(lesson: Lesson) -> FloatArray:
    """Bring W into the shape of its transpose by reading its numbers on in their order.

    That is what is left of "W in place of its transpose" once the shapes have been made to fit;
    where W is square it is W itself.
    """
    network = lesson.network
    vector = network.parameters.copy()
    for target, source in _blocks_back(network):
        block = network.as_matrix(vector, target)[:, network.columns(target, source)]
        block[:] = block.reshape(block.shape[::-1]).T
    as_if = Network(network.layers, vector, np.ones_like(network.present), network.locked)
    return lesson.gradient(as_if=as_if)


def _blocks_back(network: Network) -> list[tuple[int, int]]:
    """Return which matrices error signals go back through: target and source layer of each."""
    layers = range(1, len(network.layers) - 1)
    return [(target, source) for source in layers for target in network.targets_of(source)]


def no_transpose_to_miss(lesson: Lesson) -> str:
    """Say when each matrix that deltas go back through reads the same transposed."""
    network = lesson.network
    blocks = [network.weights(target, source) for target, source in _blocks_back(network)]
    if not blocks:
        return "No error signal goes back through a matrix: there is no hidden layer behind one."
    if all(1 in block.shape for block in blocks):
        return (
            "Each matrix that error signals go back through has one row or one column: its numbers "
            "stand in the same order, transposed or not. Add a second output or hidden layer."
        )
    if all(1 in block.shape or _is_symmetric(block) for block in blocks):
        return "The matrices that error signals go back through are their own transposes."
    return ""


def _is_symmetric(block: FloatArray) -> bool:
    return block.shape[0] == block.shape[1] and bool((block == block.T).all())


def stored_transposed(lesson: Lesson) -> FloatArray:
    """Store a delta^T, read on in its order, where delta a^T belongs."""
    network, gradient = lesson.network, lesson.gradient()
    for layer in range(1, len(network.layers)):
        for source in network.sources(layer):
            block = network.as_matrix(gradient, layer)[:, network.columns(layer, source)]
            block[:] = block.T.reshape(block.shape)
    return np.where(network.present, gradient, 0.0)


def nothing_to_store_transposed(lesson: Lesson) -> str:
    """Say when each matrix of the gradient reads the same transposed."""
    network = lesson.network
    shapes = [
        network.weights(layer, source).shape
        for layer in range(1, len(network.layers))
        for source in network.sources(layer)
    ]
    if all(1 in shape for shape in shapes):
        return "Each matrix has one row or one column: transposed it has the same numbers in order."
    return ""


def with_diagonal_softmax(lesson: Lesson) -> FloatArray:
    """Take the softmax for as many sigmoids: a (1 - a), each output by itself."""
    if not _has_jacobian(lesson):
        return lesson.gradient()
    *before, output = lesson.network.layers
    layers = (*before, replace(output, activation="sigmoid"))
    return lesson.gradient(as_if=replace(lesson.network, layers=layers))


def _has_jacobian(lesson: Lesson) -> bool:
    """Whether the full matrix da_j/dz_k of a softmax is used."""
    is_softmax = lesson.network.layers[-1].activation == "softmax"
    return is_softmax and lesson.settings.loss != "cross-entropy"


def no_jacobian(lesson: Lesson) -> str:
    """Say when no such matrix is used."""
    if lesson.network.layers[-1].activation != "softmax":
        return "The outputs are not a softmax: each depends on its own z alone."
    if lesson.settings.loss == "cross-entropy":
        return "With cross-entropy the softmax cancels to ŷ − y: choose a squared error as loss."
    return ""


def without_skips(lesson: Lesson) -> FloatArray:
    """Let the error signal of a layer come back from the first layer it feeds only."""
    network = lesson.network
    vector = network.parameters.copy()
    for target, source in _blocks_back(network):
        if target != network.targets_of(source)[0]:
            network.as_matrix(vector, target)[:, network.columns(target, source)] = 0.0
    return lesson.gradient(as_if=network.with_parameters(vector))


def no_skip_to_forget(lesson: Lesson) -> str:
    """Say when no hidden layer feeds a second one."""
    network = lesson.network
    if all(target == network.targets_of(source)[0] for target, source in _blocks_back(network)):
        return "Each hidden layer feeds one layer only: there is no second path to forget."
    return ""


def without_average(lesson: Lesson) -> FloatArray:
    """Sum over patterns where the average is meant."""
    return lesson.gradient(settings=replace(lesson.settings, reduction="sum"))


def no_average_to_forget(lesson: Lesson) -> str:
    """Say when sum and average are the same."""
    if lesson.settings.reduction != "mean":
        return "The loss is summed over patterns, not averaged: there is nothing to divide by."
    return "Of one pattern the average is the sum." if len(lesson.targets) == 1 else ""


def of_last_pattern(lesson: Lesson) -> FloatArray:
    """Overwrite the gradient at each pattern, so that the last one is left."""
    n = len(lesson.targets)
    share = 1.0 / n if lesson.settings.reduction == "mean" else 1.0
    last = replace(lesson, inputs=lesson.inputs[-1:], targets=lesson.targets[-1:])
    return last.gradient() * share


def nothing_to_add(lesson: Lesson) -> str:
    """Say when there is only one pattern."""
    return "One pattern alone cannot be overwritten by another." if len(lesson.targets) == 1 else ""
