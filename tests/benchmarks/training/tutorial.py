"""What a tutorial on neural networks in NumPy ends with: lists of W and b, a few lines a step."""

from collections.abc import Callable

import numpy as np

from bpgui.core.arrays import FloatArray
from tests.benchmarks.training.work import FloatingArray, Training, Work


class Tutorial:
    """The tutorial's network."""

    name = "tutorial NumPy"
    package = "numpy"

    def is_installed(self) -> bool:
        """Return True."""
        return True

    def variant(self, work: Work) -> Work:
        """Return the work itself."""
        return work

    def prepare(self, work: Work) -> Training:
        """Make the network."""
        return _Training(work)


Function = Callable[[FloatingArray], FloatingArray]


def sigmoid(z: FloatingArray) -> FloatingArray:
    return 1.0 / (1.0 + np.exp(-z))


def sigmoid_prime(z: FloatingArray) -> FloatingArray:
    return sigmoid(z) * (1.0 - sigmoid(z))


def tanh_prime(z: FloatingArray) -> FloatingArray:
    return 1.0 - np.tanh(z) ** 2


def softmax(z: FloatingArray) -> FloatingArray:
    e = np.exp(z - z.max(axis=1, keepdims=True))
    a: FloatingArray = e / e.sum(axis=1, keepdims=True)
    return a


def tanh(z: FloatingArray) -> FloatingArray:
    return np.tanh(z)


ACTIVATIONS: dict[str, Function] = {"sigmoid": sigmoid, "tanh": tanh, "softmax": softmax}
DERIVATIVES: dict[str, Function] = {"sigmoid": sigmoid_prime, "tanh": tanh_prime}


class _Training:
    def __init__(self, work: Work) -> None:
        self.work, self.update = work, 0
        self.W = [matrix[:, :-1].T.copy() for matrix in work.matrices()]
        self.b = [matrix[:, -1].copy() for matrix in work.matrices()]
        self.masks = [present[:, :-1].T.copy() for present in work.present()]
        self.W_velocity = [np.zeros_like(W) for W in self.W]
        self.b_velocity = [np.zeros_like(b) for b in self.b]
        names = [layer.activation for layer in work.network.layers[1:]]
        self.f = [ACTIVATIONS[name] for name in names]
        self.f_prime = [DERIVATIVES[name] for name in names[:-1]]

    def advance(self, updates: int) -> None:
        for _ in range(updates):
            rows = self.work.batch_rows(self.update)
            self.train(self.work.x[rows], self.work.y[rows])
            self.update += 1

    def train(self, x: FloatingArray, y: FloatingArray) -> None:
        W_gradients, b_gradients = self.backpropagate(x, y)
        for k in range(len(self.W)):
            if self.work.has_absent:
                W_gradients[k] = W_gradients[k] * self.masks[k]
            self.W_velocity[k] = (
                self.work.momentum * self.W_velocity[k] - self.work.learning_rate * W_gradients[k]
            )
            self.b_velocity[k] = (
                self.work.momentum * self.b_velocity[k] - self.work.learning_rate * b_gradients[k]
            )
            self.W[k] = self.W[k] + self.W_velocity[k]
            self.b[k] = self.b[k] + self.b_velocity[k]

    def backpropagate(
        self, x: FloatingArray, y: FloatingArray
    ) -> tuple[list[FloatingArray], list[FloatingArray]]:
        activations, zs = [x], []
        for W, b, f in zip(self.W, self.b, self.f, strict=True):
            zs.append(np.dot(activations[-1], W) + b)
            activations.append(f(zs[-1]))
        delta = activations[-1] - y
        if self.work.loss == "half-squared-error":
            delta = delta * sigmoid_prime(zs[-1])
        W_gradients = [np.dot(activations[-2].T, delta)]
        b_gradients = [np.sum(delta, axis=0)]
        for k in reversed(range(len(self.W) - 1)):
            delta = np.dot(delta, self.W[k + 1].T) * self.f_prime[k](zs[k])
            W_gradients.insert(0, np.dot(activations[k].T, delta))
            b_gradients.insert(0, np.sum(delta, axis=0))
        return W_gradients, b_gradients

    def parameters(self) -> FloatArray:
        columns = zip(self.W, self.b, strict=True)
        return self.work.parameters([np.column_stack([W.T, b]) for W, b in columns])
