"""JAX: an update compiled by XLA, and a scan over many of them."""

from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray
from tests.benchmarks.training.work import Training, Work

# A scan is compiled for its length; any number of updates is put together of these.
_LENGTHS = (65536, 4096, 256, 16, 1)


class JaxScan:
    """`jax.jit` of `lax.scan` of `jax.grad`."""

    name = "JAX scan"
    package = "jax"

    def is_installed(self) -> bool:
        """Whether it can be imported."""
        return find_spec("jax") is not None

    def variant(self, work: Work) -> Work:
        """Return the work itself."""
        return work

    def prepare(self, work: Work) -> Training:
        """Compile nothing yet: that is done at the first update."""
        return _Training(work)


class _Training:
    def __init__(self, work: Work) -> None:
        import jax

        jax.config.update("jax_enable_x64", True)
        self._work = work
        shape = (work.batches, work.batch, -1)
        self._patterns = [jax.device_put(part.reshape(shape)) for part in (work.x, work.y)]
        weights = [(jax.device_put(m[:, :-1].T), jax.device_put(m[:, -1])) for m in work.matrices()]
        velocity = jax.tree.map(np.zeros_like, weights)
        self._state = jax.device_put((weights, velocity, 0))
        self._run = jax.jit(_scan(jax, work), static_argnums=2, donate_argnums=0)

    def advance(self, updates: int) -> None:
        for length in _LENGTHS:
            while updates >= length:
                self._state = self._run(self._state, self._patterns, length)
                updates -= length
        for W, _ in self._state[0]:
            W.block_until_ready()

    def parameters(self) -> FloatArray:
        layers = [(np.asarray(W), np.asarray(b)) for W, b in self._state[0]]
        return self._work.parameters([np.column_stack([W.T, b]) for W, b in layers])


def _scan(jax: Any, work: Work) -> Any:  # noqa: ANN401 - jax is optional
    """Return (state, patterns, length) -> state after so many updates."""
    gradient = jax.grad(partial(_loss, jax, work))
    masks = [(present[:, :-1].T, present[:, -1]) for present in work.present()]

    def update(patterns: Any, state: Any, _: None) -> Any:  # noqa: ANN401
        weights, velocity, number = state
        x, y = (part[number % work.batches if work.batches > 1 else 0] for part in patterns)
        g = gradient(weights, x, y)
        if work.has_absent:
            g = jax.tree.map(lambda g, mask: g * mask, g, masks)
        velocity = jax.tree.map(
            lambda v, g: work.momentum * v - work.learning_rate * g, velocity, g
        )
        weights = jax.tree.map(lambda w, v: w + v, weights, velocity)
        return (weights, velocity, number + 1), None

    def scan(state: Any, patterns: Any, length: int) -> Any:  # noqa: ANN401
        return jax.lax.scan(partial(update, patterns), state, None, length=length)[0]

    return scan


def _loss(jax: Any, work: Work, weights: Any, x: Any, y: Any) -> Any:  # noqa: ANN401
    functions = {"sigmoid": jax.nn.sigmoid, "tanh": jax.numpy.tanh, "softmax": jax.nn.softmax}
    a = z = x
    for layer, (W, b) in zip(work.network.layers[1:], weights, strict=True):
        z = a @ W + b
        a = functions[layer.activation](z)
    if work.loss == "half-squared-error":
        return 0.5 * ((a - y) ** 2).sum()
    if work.output == "softmax":
        return -(y * jax.nn.log_softmax(z)).sum()
    return (jax.nn.softplus(z) - y * z).sum()
