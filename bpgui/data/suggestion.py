"""A network and settings that should learn a new data set at the first try."""

from functools import partial

from bpgui.core.settings import Initialisation, TrainingSettings
from bpgui.data.dataset import Dataset
from bpgui.data.problems import Problem

# For each kind of targets: the output that says such numbers, and the loss that belongs to it.
_ENDS = {
    "classes": ("softmax", "cross-entropy"),
    "binary": ("sigmoid", "cross-entropy"),
    "regression": ("linear", "half-squared-error"),
}


def suggested_problem(dataset: Dataset) -> Problem:
    """Return a problem for data of the user's own.

    One hidden layer of tanh units, mini-batches with the loss averaged over their patterns, and
    momentum, for inputs that are scaled (as `bpgui.formats.table_dataset` does).

    Parameters
    ----------
    dataset
        What is to be learned; `Problem.make` returns it.

    Returns
    -------
    Problem
        With the key "data". Softmax and cross-entropy for classes, sigmoid and cross-entropy for
        a binary target, a linear output and half the squared error for numbers.
    """
    output, loss = _ENDS[dataset.kind]
    patterns = len(dataset.train)
    return Problem(
        key="data",
        name=dataset.name,
        description=dataset.note,
        source=dataset.source,
        make=partial(_same, dataset),
        hidden=(32,) if dataset.n_inputs > 30 else (8,),
        activation="tanh",
        output_activation=output,
        loss=loss,
        settings=TrainingSettings(
            learning_rate=0.02 if dataset.kind == "regression" else 0.05,
            momentum=0.9,
            update="mini-batch",
            batch_size=10 if patterns < 1000 else 32,
            loss=loss,
            reduction="mean",
            shuffle=True,
        ),
        initialisation=Initialisation(scheme="xavier", seed=7),
    )


def _same(dataset: Dataset) -> Dataset:
    return dataset
