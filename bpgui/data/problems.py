"""The built-in problems: patterns to learn, with a network and settings that learn them well."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from bpgui.core.initialisation import initialise
from bpgui.core.network import Network, create_network
from bpgui.core.settings import Initialisation, TrainingSettings
from bpgui.data import point_sets, real_sets
from bpgui.data.creation import create_dataset
from bpgui.data.dataset import Dataset


@dataclass(frozen=True, eq=False)
class Problem:
    """Something to learn, and what to learn it with.

    Attributes
    ----------
    key
        Its name in `PROBLEMS` and in files.
    name
        Its name on screen.
    description
        One sentence: what is learned, and what to look at.
    source
        Where it comes from; empty where it is common property.
    make
        Makes the data set; the same one every time.
    hidden
        The number of units of each hidden layer.
    activation, output_activation
        Of the hidden layers and of the output layer: keys of `bpgui.core.activations.ACTIVATIONS`.
    loss
        The loss in `settings`.
    settings
        The update rule.
    initialisation
        How the first weights are drawn.
    network
        The network with given first weights, or None where they are drawn.
    lesson
        A remark for the learner; empty if there is nothing to say.
    """

    key: str
    name: str
    description: str
    source: str
    make: Callable[[], Dataset]
    hidden: tuple[int, ...]
    activation: str
    output_activation: str
    loss: str
    settings: TrainingSettings
    initialisation: Initialisation
    network: Network | None = None
    lesson: str = ""

    def __post_init__(self) -> None:
        if self.loss != self.settings.loss:
            raise ValueError(f"The loss of {self.name} and of its settings differ.")


def problem_network(problem: Problem, dataset: Dataset | None = None) -> Network:
    """Return the network of a problem with its first weights.

    Parameters
    ----------
    problem
        One of `PROBLEMS`, or a suggestion for other data.
    dataset
        The data set the problem makes, if it is at hand; made otherwise.
    """
    if problem.network is not None:
        return problem.network
    dataset = dataset or problem.make()
    network = create_network(
        (dataset.n_inputs, *problem.hidden, dataset.n_outputs),
        hidden=problem.activation,
        output=problem.output_activation,
        input_names=dataset.input_names,
        output_names=dataset.target_names if dataset.n_outputs > 1 else None,
    )
    return initialise(network, problem.initialisation)


def _truth_table(name: str, outputs: tuple[int, int, int, int]) -> Dataset:
    patterns = [(0, 0), (0, 1), (1, 0), (1, 1)]
    targets = [[value] for value in outputs]
    return create_dataset(name, patterns, targets, kind="binary")


def _points(
    name: str, generate: Callable[[int], tuple[np.ndarray, np.ndarray]], seed: int
) -> Dataset:
    inputs, targets = generate(seed)
    return create_dataset(name, inputs, targets, kind="binary", test_fraction=0.2, seed=1)


def _sine() -> Dataset:
    angle, value = point_sets.noisy_sine(seed=3)
    return create_dataset(
        "Noisy sine", angle, value, input_scaling="z-score", test_fraction=0.2, seed=1
    )


def _worked_example() -> Dataset:
    return create_dataset("Worked example", [(1, 2)], [[1]])


def _worked_network() -> Network:
    network = create_network((2, 1, 1), bias=False, output_names=("ŷ",))
    return network.with_parameters((0.5, 0.3, 0.8))


XOR = Problem(
    key="xor",
    name="XOR",
    description=(
        "The output is 1 where exactly one input is 1: no straight line separates the two kinds, "
        "so watch the hidden units bend the surface."
    ),
    source="Rumelhart, Hinton & Williams (1986)",
    make=partial(_truth_table, "XOR", (0, 1, 1, 0)),
    hidden=(3,),
    activation="sigmoid",
    output_activation="sigmoid",
    loss="half-squared-error",
    settings=TrainingSettings(learning_rate=0.25, momentum=0.9, update="pattern"),
    initialisation=Initialisation(scale=1.0, seed=7),
)

WORKED_EXAMPLE = Problem(
    key="worked-example",
    name="Worked example",
    description=(
        "One pattern, three weights, no biases: every number of one update is small enough to "
        "work out with pencil and paper, so take single steps."
    ),
    source="",
    make=_worked_example,
    hidden=(1,),
    activation="sigmoid",
    output_activation="sigmoid",
    loss="half-squared-error",
    settings=TrainingSettings(learning_rate=0.1, momentum=0.0, update="pattern"),
    initialisation=Initialisation(),
    network=_worked_network(),
    lesson=(
        "The text this example is taken from prints the loss as (1 − 0.646)² = 0.125, which is the "
        "squared error, beside an output delta of −0.0811, which belongs to the half squared "
        "error; switch the loss and see every derivative change by the factor 2."
    ),
)

AND = Problem(
    key="and",
    name="AND",
    description=(
        "The output is 1 where both inputs are 1: one straight line is enough, so no hidden layer "
        "is needed; look at where the surface crosses one half."
    ),
    source="",
    make=partial(_truth_table, "AND", (0, 0, 0, 1)),
    hidden=(),
    activation="sigmoid",
    output_activation="sigmoid",
    loss="half-squared-error",
    settings=TrainingSettings(learning_rate=0.5, momentum=0.9, update="pattern"),
    initialisation=Initialisation(scale=0.5, seed=7),
)

OR = Problem(
    key="or",
    name="OR",
    description=(
        "The output is 1 where at least one input is 1: one straight line is enough; compare the "
        "bias with the one that AND finds."
    ),
    source="",
    make=partial(_truth_table, "OR", (0, 1, 1, 1)),
    hidden=(),
    activation="sigmoid",
    output_activation="sigmoid",
    loss="half-squared-error",
    settings=TrainingSettings(learning_rate=0.5, momentum=0.9, update="pattern"),
    initialisation=Initialisation(scale=0.5, seed=7),
)

CIRCLE = Problem(
    key="circle",
    name="Circle",
    description=(
        "Points inside a circle are 1, points outside 0: each hidden unit draws one line, and "
        "together they fence the circle in."
    ),
    source="",
    make=partial(_points, "Circle", point_sets.circle, 1),
    hidden=(6,),
    activation="tanh",
    output_activation="sigmoid",
    loss="cross-entropy",
    settings=TrainingSettings(
        learning_rate=0.1,
        momentum=0.9,
        update="mini-batch",
        batch_size=10,
        loss="cross-entropy",
        reduction="mean",
        shuffle=True,
    ),
    initialisation=Initialisation(scheme="xavier", seed=7),
)

MOONS = Problem(
    key="moons",
    name="Two moons",
    description=(
        "Two half circles reach into each other: watch the border between them turn from a line "
        "into a wave, and the test loss follow the training loss."
    ),
    source="",
    make=partial(_points, "Two moons", point_sets.moons, 1),
    hidden=(6,),
    activation="tanh",
    output_activation="sigmoid",
    loss="cross-entropy",
    settings=CIRCLE.settings,
    initialisation=Initialisation(scheme="xavier", seed=8),
)

SPIRALS = Problem(
    key="spirals",
    name="Two spirals",
    description=(
        "Two spirals wind around each other: the hardest of the point sets, it needs two hidden "
        "layers, and the loss stays on a plateau for a while before it falls."
    ),
    source="After Lang & Witbrock (1988), whose spirals wind three times",
    make=partial(_points, "Two spirals", point_sets.spirals, 1),
    hidden=(12, 12),
    activation="tanh",
    output_activation="sigmoid",
    loss="cross-entropy",
    # At twice this rate, most first weights end on a plateau.
    settings=replace(CIRCLE.settings, learning_rate=0.05),
    initialisation=Initialisation(scheme="xavier", seed=7),
)

SINE = Problem(
    key="sine",
    name="Noisy sine",
    description=(
        "A curve through noisy measurements, with a linear output: watch the sum of a few hidden "
        "units bend into a sine, and whether it starts to follow the noise."
    ),
    source="",
    make=_sine,
    hidden=(8,),
    activation="tanh",
    output_activation="linear",
    loss="half-squared-error",
    settings=TrainingSettings(
        learning_rate=0.02,
        momentum=0.9,
        update="mini-batch",
        batch_size=10,
        reduction="mean",
        shuffle=True,
    ),
    initialisation=Initialisation(scheme="xavier", seed=7),
)

IRIS = Problem(
    key="iris",
    name="Iris",
    description=(
        "Three species of iris from four measured lengths: one species is told apart at once, the "
        "other two overlap; look for the few plants that stay wrong."
    ),
    source=real_sets.IRIS_SOURCE,
    make=real_sets.iris,
    hidden=(8,),
    activation="tanh",
    output_activation="softmax",
    loss="cross-entropy",
    settings=TrainingSettings(
        learning_rate=0.05,
        momentum=0.9,
        update="mini-batch",
        batch_size=10,
        loss="cross-entropy",
        reduction="mean",
        shuffle=True,
    ),
    initialisation=Initialisation(scheme="xavier", seed=7),
)

DIGITS = Problem(
    key="digits",
    name="Handwritten digits",
    description=(
        "Ten digits from 8 by 8 pixels: after a few sweeps most test digits are read correctly; "
        "the confusion matrix shows which are mistaken for which."
    ),
    source=real_sets.DIGITS_SOURCE,
    make=real_sets.digits,
    hidden=(32,),
    activation="sigmoid",
    output_activation="softmax",
    loss="cross-entropy",
    settings=TrainingSettings(
        learning_rate=0.1,
        momentum=0.9,
        update="mini-batch",
        batch_size=32,
        loss="cross-entropy",
        reduction="mean",
        shuffle=True,
    ),
    initialisation=Initialisation(scheme="xavier", seed=7),
)

PROBLEMS: dict[str, Problem] = {
    problem.key: problem
    for problem in (
        XOR,
        WORKED_EXAMPLE,
        AND,
        OR,
        CIRCLE,
        MOONS,
        SPIRALS,
        SINE,
        IRIS,
        DIGITS,
    )
}
