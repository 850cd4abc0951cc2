"""The trajectory of a training beside that of `torch.optim.SGD`, wherever PyTorch is installed.

`test_sgd.py` compares the same trainings with the same rule in plain Python, everywhere.
"""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bpgui.cli.main import main
from bpgui.core.arrays import FloatArray
from bpgui.core.network import Network
from bpgui.core.trainer import Trainer
from bpgui.data.scaling import Scaling
from bpgui.formats.weights import WeightsFile, export_weights, import_weights
from tests.core.sgd_cases import CLOSE, SGD_CASES, UPDATES, SgdCase

torch: Any = pytest.importorskip("torch")


class _Model:
    """The same network in tensors: one matrix a pair of layers, as `torch.nn.Linear` has it."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._W = {
            (k, s): torch.tensor(network.weights(k, s), requires_grad=True)
            for k in range(1, len(network.layers))
            for s in network.sources(k)
        }
        self._b = {
            k: torch.tensor(biases, requires_grad=True)
            for k in range(1, len(network.layers))
            if (biases := network.biases(k)) is not None
        }

    def tensors(self) -> list[Any]:
        return [*self._W.values(), *self._b.values()]

    def mask_gradients(self) -> None:
        """Keep absent connections absent, and locked ones as they are."""
        for (k, s), W in self._W.items():
            kept = self._network.present_block(k, s) & ~self._network.locked_block(k, s)
            W.grad.mul_(torch.tensor(kept))

    def forward(self, x: Any) -> Any:  # noqa: ANN401 - torch is optional
        """Return z of the output layer."""
        a, last = [x], len(self._network.layers) - 1
        for k in range(1, last + 1):
            z = sum(
                torch.nn.functional.linear(a[s], self._W[k, s]) for s in self._network.sources(k)
            )
            z = z + self._b[k] if k in self._b else z
            a.append(z if k == last else _activated(self._network.layers[k].activation, z))
        return a[-1]

    def parameters(self) -> FloatArray:
        vector = np.zeros(self._network.n_parameters)
        for (k, s), W in self._W.items():
            matrix = self._network.as_matrix(vector, k)
            matrix[:, self._network.columns(k, s)] = W.detach().numpy()
        for k, b in self._b.items():
            self._network.as_matrix(vector, k)[:, -1] = b.detach().numpy()
        return vector


def _activated(name: str, z: Any) -> Any:  # noqa: ANN401
    return {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "linear": lambda z: z,
        "softmax": lambda z: torch.softmax(z, dim=1),
    }[name](z)


def _loss(case: SgdCase, z: Any, y: Any) -> Any:  # noqa: ANN401
    output, settings = case.network.layers[-1].activation, case.settings
    if settings.loss == "cross-entropy" and output == "softmax":
        total = torch.nn.functional.cross_entropy(z, y, reduction="sum")
    elif settings.loss == "cross-entropy":
        total = torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="sum")
    else:
        total = torch.nn.functional.mse_loss(_activated(output, z), y, reduction="sum")
        total = 0.5 * total if settings.loss == "half-squared-error" else total
    return total / len(y) if settings.reduction == "mean" else total


def _trained_by_torch(case: SgdCase, marks: list[int]) -> list[FloatArray]:
    """Return the parameters after so many updates each."""
    model, settings = _Model(case.network), case.settings
    x, y = torch.tensor(case.x), torch.tensor(case.y)
    optimizer = torch.optim.SGD(
        model.tensors(),
        lr=settings.learning_rate,
        momentum=settings.momentum,
        weight_decay=settings.decay / settings.learning_rate,
    )
    found = []
    for update in range(1, max(marks) + 1):
        optimizer.zero_grad()
        _loss(case, model.forward(x), y).backward()
        model.mask_gradients()
        optimizer.step()
        if update in marks:
            found.append(model.parameters())
    return found


@pytest.mark.parametrize("name", SGD_CASES)
def test_that_the_trajectory_is_that_of_torch_sgd(name: str) -> None:
    case = SGD_CASES[name]
    trainer = Trainer(case.network, case.x, case.y, case.settings)
    marks = [1, 2, 10, 100, UPDATES]
    for mark, wanted in zip(marks, _trained_by_torch(case, marks), strict=True):
        trainer.advance(mark - trainer.updates)
        np.testing.assert_allclose(trainer.state().parameters, wanted, rtol=0, atol=CLOSE)
    assert np.abs(trainer.state().parameters - case.network.parameters).max() > 0.1


@pytest.mark.parametrize("kernel", ["numpy", "compiled"])
def test_that_the_command_line_follows_torch_sgd(tmp_path: Path, kernel: str) -> None:
    case = SGD_CASES["skip, tanh-sigmoid, cross-entropy, mean, momentum 0.9"]
    first, last, table = (tmp_path / name for name in ("first.json", "last.json", "table.csv"))
    rows = np.column_stack([case.x, case.y]).tolist()
    table.write_text("a,b,c,y1,y2\n" + "\n".join(",".join(map(repr, row)) for row in rows))
    export_weights(
        WeightsFile(case.network, Scaling.identity(3), Scaling.identity(2)), first, rows=case.x
    )
    settings = case.settings
    status = main(
        [
            *("train", str(table), "--weights", str(first), "--targets", "y1,y2", "--update"),
            *("sweep", "--loss", settings.loss, "--reduction", "mean", "--momentum", ".9"),
            *("--learning-rate", repr(settings.learning_rate), "--sweeps", str(UPDATES)),
            *("--kernel", kernel, "--export", str(last)),
        ]
    )
    assert status == 0
    (wanted,) = _trained_by_torch(case, [UPDATES])
    found = import_weights(last).network.parameters
    np.testing.assert_allclose(found, wanted, rtol=0, atol=CLOSE)
