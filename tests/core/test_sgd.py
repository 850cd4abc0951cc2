"""The trajectory of a training beside the rule of PyTorch's SGD, written in plain Python."""

from dataclasses import replace

import numpy as np
import pytest

from bpgui.core.compiled import readiness
from bpgui.core.trainer import Trainer
from tests.core.sgd_cases import CLOSE, SGD_CASES, UPDATES
from tests.reference import sgd

# The others take as long each, and are compared with PyTorch itself where that is installed.
_EVERY_SECOND = list(SGD_CASES)[::2]


@pytest.mark.parametrize("name", _EVERY_SECOND)
def test_that_the_trajectory_is_that_of_sgd_with_momentum(name: str) -> None:
    case = SGD_CASES[name]
    trainer = Trainer(case.network, case.x, case.y, case.settings)
    trainer.advance(UPDATES)
    wanted = sgd(case.network, case.x.tolist(), case.y.tolist(), case.settings, UPDATES)
    np.testing.assert_allclose(trainer.state().parameters, wanted, rtol=0, atol=CLOSE)


def test_that_the_compiled_kernel_follows_it_too() -> None:
    if not readiness.is_installed():
        pytest.skip("needs Numba")
    case = SGD_CASES["skip, tanh-sigmoid, cross-entropy, mean, momentum 0.9"]
    settings = replace(case.settings, kernel="compiled")
    trainer = Trainer(case.network, case.x, case.y, settings)
    assert trainer.kernel == "compiled"
    trainer.advance(UPDATES)
    wanted = sgd(case.network, case.x.tolist(), case.y.tolist(), settings, UPDATES)
    np.testing.assert_allclose(trainer.state().parameters, wanted, rtol=0, atol=CLOSE)


def test_that_decay_with_momentum_is_another_rule_than_torchs() -> None:
    case = SGD_CASES["chain, tanh-linear, half-squared-error, mean, momentum 0.9"]
    settings = replace(case.settings, decay=0.001)
    trainer = Trainer(case.network, case.x, case.y, settings)
    trainer.advance(3)
    coupled = sgd(case.network, case.x.tolist(), case.y.tolist(), settings, 3)
    assert np.abs(trainer.state().parameters - coupled).max() > 1e-6
