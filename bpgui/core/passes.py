"""Back-propagation as the textbook writes it: one forward and one backward pass.

Every z, a, delta and derivative is kept, for any feed-forward topology, so that explanations and
the gradient check can read them. Patterns are rows. `bpgui.core.trainer` does the same faster and
is tested against this file. Equation numbers are those of Rumelhart, Hinton & Williams, "Learning
representations by back-propagating errors", Nature 323:533-536 (1986).

Weights so large that a number overflows give inf or nan, never a warning: whoever shows the
numbers says so.
"""

from dataclasses import dataclass

import numpy as np

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.arrays import BoolArray, FloatArray
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """What n patterns make of every layer.

    Attributes
    ----------
    z
        Pre-activations, one array (n, units) a layer; z[0] is the patterns themselves.
    a
        Activations, likewise; a[0] is the patterns, a[-1] the outputs.
    """

    z: tuple[FloatArray, ...]
    a: tuple[FloatArray, ...]


@dataclass(frozen=True, eq=False)
class BackwardPass:
    """The loss of n patterns and its derivatives.

    Attributes
    ----------
    loss
        L of the batch: summed or averaged over its patterns.
    pattern_losses
        L of each pattern, shape (n,).
    dloss_da
        dL/da of the output layer, of each pattern's own L, shape (n, outputs).
    delta
        dL/dz of each layer, of each pattern's own L, one array (n, units) a layer. delta[0] is a
        placeholder of zeros: the inputs are given, they have no pre-activation.
    gradient
        dL/dw of the batch (summed or averaged), shape (P,), laid out as the parameters. 0 where a
        connection is absent; true where it is locked.
    """

    loss: float
    pattern_losses: FloatArray
    dloss_da: FloatArray
    delta: tuple[FloatArray, ...]
    gradient: FloatArray


@np.errstate(over="ignore", invalid="ignore")
def forward(network: Network, inputs: FloatArray) -> ForwardPass:
    """Compute z = W a_prev + b and a = f(z), layer by layer (eqs. 1 and 2).

    `inputs` has the shape (n, inputs). A layer with several sources sums over all of them.

    Examples
    --------
    Two weights and a sigmoid, worked out by hand: z = 0.5 * 1 + 0.25 * 2 = 1.

    >>> from bpgui.core import create_network
    >>> network = create_network([2, 1], bias=False).with_parameters([0.5, 0.25])
    >>> found = forward(network, np.array([[1.0, 2.0]]))
    >>> found.z[-1].tolist(), found.a[-1].round(6).tolist()
    ([[1.0]], [[0.731059]])
    """
    z = [_checked_inputs(network, inputs)]
    a = [z[0]]
    for k, layer in enumerate(network.layers[1:], start=1):
        z_k = np.zeros((len(a[0]), layer.units))
        for s in layer.sources:
            z_k += a[s] @ network.weights(k, s).T
        if (b := network.biases(k)) is not None:
            z_k += b
        z.append(z_k)
        a.append(ACTIVATIONS[layer.activation].f(z_k))
    return ForwardPass(tuple(z), tuple(a))


@np.errstate(over="ignore", invalid="ignore")
def backward(
    network: Network, forward_pass: ForwardPass, targets: FloatArray, settings: TrainingSettings
) -> BackwardPass:
    """Compute delta = (W_next^T delta_next) * f'(z) and dL/dW = delta a_prev^T, back to front.

    `targets` has the shape (n, outputs). A layer's delta sums over every layer it feeds (eqs. 4
    to 7).

    Examples
    --------
    With a linear output everything is exact: a = 1, dL/dz = a - y = -1, dL/dw = dL/dz x.

    >>> from bpgui.core import TrainingSettings, create_network
    >>> network = create_network([2, 1], output="linear", bias=False)
    >>> network = network.with_parameters([0.5, 0.25])
    >>> passed = forward(network, np.array([[1.0, 2.0]]))
    >>> found = backward(network, passed, np.array([[2.0]]), TrainingSettings())
    >>> found.loss, found.delta[-1].tolist(), found.gradient.tolist()
    (0.5, [[-1.0]], [-1.0, -2.0])
    """
    z, a = forward_pass.z[-1], forward_pass.a[-1]
    pattern_losses, dloss_da, delta_out = output_delta(network, z, a, targets, settings)
    delta, gradient = sent_back(network, forward_pass, delta_out)
    share = batch_share(len(targets), settings)
    gradient *= share
    gradient[~network.present] = 0.0
    loss = float(pattern_losses.sum() * share)
    return BackwardPass(loss, pattern_losses, dloss_da, delta, gradient)


@np.errstate(over="ignore", invalid="ignore")
def sent_back(
    network: Network, forward_pass: ForwardPass, delta_out: FloatArray
) -> tuple[tuple[FloatArray, ...], FloatArray]:
    """Send the deltas of the outputs (n, outputs) back; return those of all layers and dL/dW.

    dL/dW, shape (P,), is summed over the patterns; absent connections are not left out yet.
    """
    z, a = forward_pass.z, forward_pass.a
    last = len(network.layers) - 1
    delta = [np.zeros_like(a_k) for a_k in a]
    gradient = np.zeros(network.n_parameters)
    for k in range(last, 0, -1):
        if k == last:
            delta[k] = delta_out
        else:
            dloss_da_k = np.zeros_like(a[k])
            for t in network.targets_of(k):
                dloss_da_k += delta[t] @ network.weights(t, k)
            f = ACTIVATIONS[network.layers[k].activation]
            delta[k] = dloss_da_k * f.derivative(z[k], a[k])

        dloss_dW = network.as_matrix(gradient, k)
        for s in network.sources(k):
            dloss_dW[:, network.columns(k, s)] = delta[k].T @ a[s]
        if network.layers[k].bias:
            dloss_dW[:, -1] = delta[k].sum(axis=0)
    return tuple(delta), gradient


def output_delta(
    network: Network, z: FloatArray, a: FloatArray, targets: FloatArray, settings: TrainingSettings
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the pattern losses (n,), dL/da and dL/dz of the output layer (n, outputs)."""
    y = _checked_targets(network, a, targets, settings)
    activation = network.layers[-1].activation
    loss = LOSSES[settings.loss]
    counts = counted(a, y, settings.margin)
    pattern_losses = np.where(counts, loss.terms(z, a, y, activation), 0.0).sum(axis=1)
    dloss_da = np.where(counts, loss.derivative(a, y, activation), 0.0)

    if settings.loss == "cross-entropy":  # dL/da * f'(z) simplified: nothing left to overflow
        y_counted = np.where(counts, y, 0.0)
        if activation == "softmax":
            delta = a * y_counted.sum(axis=1, keepdims=True) - y_counted
        else:
            delta = np.where(counts, a - y, 0.0)
    elif activation == "softmax":  # the Jacobian da_j/dz_k = a_j (1[j = k] - a_k)
        delta = a * (dloss_da - (dloss_da * a).sum(axis=1, keepdims=True))
    else:
        delta = dloss_da * ACTIVATIONS[activation].derivative(z, a)
    return pattern_losses, dloss_da, delta


def counted(a: FloatArray, y: FloatArray, margin: float) -> BoolArray:
    """Return which outputs count as errors: those farther than `margin` from their target."""
    if margin == 0.0:
        return np.ones(a.shape, dtype=np.bool_)
    counts: BoolArray = np.abs(a - y) > margin
    return counts


def predict(network: Network, inputs: FloatArray) -> FloatArray:
    """Return the outputs (n, outputs) for inputs (n, inputs)."""
    return forward(network, inputs).a[-1]


@np.errstate(over="ignore", invalid="ignore")
def loss_value(
    network: Network, inputs: FloatArray, targets: FloatArray, settings: TrainingSettings
) -> float:
    """Return the loss of these patterns, summed or averaged as the settings say (eq. 3)."""
    final = forward(network, inputs)
    z, a = final.z[-1], final.a[-1]
    y = _checked_targets(network, a, targets, settings)
    terms = LOSSES[settings.loss].terms(z, a, y, network.layers[-1].activation)
    losses = np.where(counted(a, y, settings.margin), terms, 0.0).sum(axis=1)
    return float(losses.sum() * batch_share(len(y), settings))


def batch_share(patterns: int, settings: TrainingSettings) -> float:
    """Return what the loss of each pattern is multiplied by in a batch of so many patterns."""
    return 1.0 / max(patterns, 1) if settings.reduction == "mean" else 1.0


def _checked_inputs(network: Network, inputs: FloatArray) -> FloatArray:
    x = np.asarray(inputs, dtype=np.float64)
    if x.ndim != 2 or x.shape[1] != network.n_inputs:
        raise ValueError(
            f"The network has {network.n_inputs} inputs, so patterns have the shape "
            f"(n, {network.n_inputs}), not {x.shape}."
        )
    return x


def _checked_targets(
    network: Network, a: FloatArray, targets: FloatArray, settings: TrainingSettings
) -> FloatArray:
    loss = LOSSES[settings.loss]
    loss.check_activation(network.layers[-1].activation)
    y = np.asarray(targets, dtype=np.float64)
    if y.shape != a.shape:
        raise ValueError(f"The outputs have the shape {a.shape} and the targets {y.shape}.")
    loss.check_targets(y)
    return y
