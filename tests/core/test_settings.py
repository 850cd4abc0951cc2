"""Settings refuse what makes no sense, in a sentence, and say what an update uses."""

import math
from typing import Any

import pytest

from bpgui.core import Initialisation, RateChange, StopConditions, TrainingSettings


@pytest.mark.parametrize(
    "wrong",
    [
        {"learning_rate": -0.1},
        {"learning_rate": math.nan},
        {"learning_rate": math.inf},
        {"momentum": 1.5},
        {"momentum": -0.1},
        {"decay": 2.0},
        {"margin": -0.2},
        {"update": "epoch"},
        {"batch_size": 0},
        {"batch_size": 2.5},
        {"loss": "hinge"},
        {"reduction": "max"},
        {"kernel": "fortran"},
        {"precision": "half"},
        {"seed": -1},
        {"schedule": (RateChange(5, 0.1, 0.9), RateChange(2, 0.1, 0.9))},
        {"schedule": (RateChange(5, 0.1, 0.9), RateChange(5, 0.2, 0.9))},
    ],
)
def test_that_impossible_settings_are_refused_in_a_sentence(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^The .*must.*\.$"):
        TrainingSettings(**wrong)


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (RateChange, {"sweep": -1, "learning_rate": 0.1, "momentum": 0.0}),
        (RateChange, {"sweep": 1, "learning_rate": -0.1, "momentum": 0.0}),
        (StopConditions, {"loss_below": -1.0}),
        (StopConditions, {"tolerance": math.nan}),
        (StopConditions, {"sweeps": 0}),
        (Initialisation, {"scheme": "random"}),
        (Initialisation, {"scale": -1.0}),
        (Initialisation, {"seed": -1}),
    ],
)
def test_that_other_impossible_values_are_refused(kind: type, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^The .*must.*\.$"):
        kind(**wrong)


def test_that_the_rates_follow_the_schedule() -> None:
    settings = TrainingSettings(
        0.005, 0.5, schedule=(RateChange(20, 0.01, 0.9), RateChange(30, 0.1, 0.0))
    )
    assert [settings.rates_at(sweep) for sweep in (0, 19, 20, 29, 30, 99)] == [
        (0.005, 0.5),
        (0.005, 0.5),
        (0.01, 0.9),
        (0.01, 0.9),
        (0.1, 0.0),
        (0.1, 0.0),
    ]


@pytest.mark.parametrize(
    ("update", "expected"), [("sweep", 25), ("mini-batch", 10), ("pattern", 1)]
)
def test_that_an_update_uses_so_many_patterns(update: str, expected: int) -> None:
    settings = TrainingSettings(update=update, batch_size=10)
    assert settings.patterns_per_update(25) == expected
    assert settings.patterns_per_update(1) == 1
