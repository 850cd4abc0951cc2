"""What `bpgui train` is to do, as values: a document with settings, made of the arguments."""

import argparse
from dataclasses import dataclass, replace

from bpgui.cli.refusal import misuse
from bpgui.cli.table_arguments import missing_rule, table_options
from bpgui.cli.table_data import Source, Wishes, find_source
from bpgui.cli.weights_source import is_session
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import StopConditions, TrainingSettings
from bpgui.data.dataset import Dataset, OnRows
from bpgui.data.problems import Problem, problem_network
from bpgui.formats.weights import WeightsFile, import_weights
from bpgui.session.document import Document
from bpgui.session.session_file import SavedSession, read_session

SWEEPS = 1_000
"""How many sweeps are made where none are asked for."""
_OF_WEIGHTS = ("hidden", "activation", "output_activation", "initialisation", "scaling")
_OF_SESSIONS = ("weights", "targets", "ignore", "classes", "missing", "test_split", "seed")


@dataclass(frozen=True, eq=False)
class Task:
    """A network before its training.

    Attributes
    ----------
    document
        Network, data, and how the first weights were drawn.
    settings
        The update rule.
    stop
        When to stop, as far as that was said.
    sweeps
        How many to make at most.
    notes
        Sentences about what was guessed.
    saved
        The session that is trained on, or None for a new one.
    """

    document: Document
    settings: TrainingSettings
    stop: StopConditions
    sweeps: int
    notes: tuple[str, ...] = ()
    saved: SavedSession | None = None


def wishes_of(arguments: argparse.Namespace) -> Wishes:
    """Return what the arguments say about the columns of a table."""
    return Wishes(
        targets=arguments.targets,
        ignored=arguments.ignore or (),
        as_classes=arguments.classes,
        scaling=arguments.scaling,
        missing=missing_rule(arguments),
        test_share=arguments.test_split,
        seed=arguments.seed,
        options=table_options(arguments),
    )


def task_of(arguments: argparse.Namespace, on_rows: OnRows | None = None) -> Task:
    """Return the task that the arguments of `bpgui train` describe.

    `on_rows` is called with the number of rows read, now and then.

    Raises
    ------
    Refusal, ValueError
        With a sentence, where they make no sense, or the data or weights cannot be used.
    """
    if is_session(arguments.data):
        return _continued(arguments)
    if arguments.weights is not None:
        _refuse(arguments, _OF_WEIGHTS, "--weights, whose file says that")
    source = find_source(arguments.data, wishes_of(arguments), on_rows)
    problem = _problem(source.problem, arguments)
    if arguments.weights is None:
        dataset, network = source.dataset, problem_network(problem, source.dataset)
        settings = _settings(problem.settings, arguments)
    else:
        weights = import_weights(arguments.weights)
        dataset, network = fitted(source, weights), weights.network
        settings = _settings(_admitted(problem.settings, network, arguments), arguments)
    key = source.key if dataset is source.dataset else None
    document = Document.fresh(network, dataset, problem.initialisation, key)
    return _task(document, settings, arguments, notes=source.notes)


def _continued(arguments: argparse.Namespace) -> Task:
    """Return the task of going on with a session."""
    _refuse(arguments, (*_OF_WEIGHTS, *_OF_SESSIONS), "a session, which says that")
    saved = read_session(arguments.data)
    settings = _settings(saved.settings, arguments)
    return _task(saved.document, settings, arguments, notes=saved.warnings, saved=saved)


def _task(
    document: Document,
    settings: TrainingSettings,
    arguments: argparse.Namespace,
    *,
    notes: tuple[str, ...],
    saved: SavedSession | None = None,
) -> Task:
    loss = LOSSES[settings.loss]
    loss.check_activation(document.network.layers[-1].activation)
    loss.check_targets(document.dataset.y)
    stop = StopConditions(loss_below=arguments.stop_loss, sweeps=arguments.sweeps or None)
    sweeps = SWEEPS if arguments.sweeps is None else arguments.sweeps
    return Task(document, settings, stop, sweeps, notes, saved)


def fitted(source: Source, weights: WeightsFile) -> Dataset:
    """Return the data scaled as the weights were trained with.

    Raises
    ------
    ValueError
        If the network has other inputs or outputs than the data.
    """
    dataset, network = source.dataset, weights.network
    for what, wanted, found in (
        ("inputs", network.n_inputs, dataset.n_inputs),
        ("outputs", network.n_outputs, dataset.n_outputs),
    ):
        if wanted != found:
            raise ValueError(
                f"The network of the weights has {wanted} {what}, the data “{dataset.name}” have "
                f"{found}; choose the columns with --targets and --ignore."
            )
    return replace(
        dataset, input_scaling=weights.input_scaling, target_scaling=weights.target_scaling
    )


def _refuse(arguments: argparse.Namespace, options: tuple[str, ...], reason: str) -> None:
    """Refuse options that something else says already."""
    for option in options:
        if getattr(arguments, option) is not None:
            name = option.replace("_", "-")
            raise misuse(f"--{name} does not go with {reason}; leave it out.")


def _problem(problem: Problem, arguments: argparse.Namespace) -> Problem:
    """Return the problem with the network and the seed that were asked for."""
    changes = {
        "hidden": arguments.hidden,
        "activation": arguments.activation,
        "output_activation": arguments.output_activation,
    }
    asked = {name: value for name, value in changes.items() if value is not None}
    if asked:
        problem = replace(problem, **asked, network=None)
    drawing = {"seed": arguments.seed, "scheme": arguments.initialisation}
    drawn = {name: value for name, value in drawing.items() if value is not None}
    return replace(problem, initialisation=replace(problem.initialisation, **drawn))


def _admitted(
    settings: TrainingSettings, network: Network, arguments: argparse.Namespace
) -> TrainingSettings:
    """Return the settings with a loss that goes with imported outputs, as the window does."""
    admits = LOSSES[settings.loss].admits(network.layers[-1].activation)
    if arguments.loss is None and not admits:
        return replace(settings, loss="half-squared-error")
    return settings


def _settings(settings: TrainingSettings, arguments: argparse.Namespace) -> TrainingSettings:
    """Return the settings with what was asked for."""
    names = ("learning_rate", "momentum", "decay", "loss", "reduction", "shuffle", "seed", "kernel")
    asked = {name: getattr(arguments, name) for name in names}
    update = arguments.update
    if isinstance(update, int):
        asked |= {"update": "mini-batch", "batch_size": update}
    elif update is not None:
        asked["update"] = update
    return replace(settings, **{name: value for name, value in asked.items() if value is not None})
