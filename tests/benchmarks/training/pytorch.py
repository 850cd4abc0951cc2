"""PyTorch in eager mode: modules, a loss, autograd and the optimiser, as its own tutorials do."""

from importlib.util import find_spec
from typing import Any

import numpy as np

from bpgui.core.arrays import FloatArray
from tests.benchmarks.training.work import Training, Work


class PyTorch:
    """A `torch.nn.Sequential` with `torch.optim.SGD`."""

    name = "PyTorch eager"
    package = "torch"

    def is_installed(self) -> bool:
        """Whether it can be imported."""
        return find_spec("torch") is not None

    def variant(self, work: Work) -> Work:
        """Return the work itself."""
        return work

    def prepare(self, work: Work) -> Training:
        """Make the modules."""
        return _Training(work)


class _Training:
    def __init__(self, work: Work) -> None:
        import torch

        torch.set_num_threads(1)
        self._work, self._update = work, 0
        # A tensor that shares memory must be writable, which arrays of bpgui are not.
        self._x, self._y = torch.tensor(work.x), torch.tensor(work.y)
        self._linear = [_linear(torch, matrix) for matrix in work.matrices()]
        self._masks = [torch.tensor(present[:, :-1]) for present in work.present()]
        self._model, self._loss = _model_and_loss(torch, work, self._linear)
        self._optimizer: Any = torch.optim.SGD(
            self._model.parameters(), lr=work.learning_rate, momentum=work.momentum
        )

    def advance(self, updates: int) -> None:
        for _ in range(updates):
            rows = self._work.batch_rows(self._update)
            self._optimizer.zero_grad()
            self._loss(self._model(self._x[rows]), self._y[rows]).backward()
            if self._work.has_absent:
                for linear, mask in zip(self._linear, self._masks, strict=True):
                    linear.weight.grad.mul_(mask)
            self._optimizer.step()
            self._update += 1

    def parameters(self) -> FloatArray:
        layers = [
            (linear.weight.detach().numpy(), linear.bias.detach().numpy())
            for linear in self._linear
        ]
        return self._work.parameters([np.column_stack([W, b]) for W, b in layers])


def _linear(torch: Any, matrix: np.ndarray) -> Any:  # noqa: ANN401 - torch is optional
    """Return a module with these weights and, in the last column, biases."""
    units, width = matrix.shape
    linear = torch.nn.Linear(width - 1, units)
    linear.weight = torch.nn.Parameter(torch.tensor(matrix[:, :-1]))
    linear.bias = torch.nn.Parameter(torch.tensor(matrix[:, -1]))
    return linear


def _model_and_loss(torch: Any, work: Work, linear: list[Any]) -> tuple[Any, Any]:  # noqa: ANN401
    """Return the model and its loss; cross-entropy takes the place of the last activation."""
    modules: list[Any] = []
    for layer, module in zip(work.network.layers[1:], linear, strict=True):
        activation = torch.nn.Tanh() if layer.activation == "tanh" else torch.nn.Sigmoid()
        modules += [module, activation]
    if work.loss == "half-squared-error":
        return torch.nn.Sequential(*modules), _half_squared_error
    if work.output == "softmax":
        loss = torch.nn.CrossEntropyLoss(reduction="sum")
    else:
        loss = torch.nn.BCEWithLogitsLoss(reduction="sum")
    return torch.nn.Sequential(*modules[:-1]), loss


def _half_squared_error(a: Any, y: Any) -> Any:  # noqa: ANN401
    return 0.5 * ((a - y) ** 2).sum()
