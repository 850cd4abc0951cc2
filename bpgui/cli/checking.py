"""The gradient check of `bpgui check`: what is checked, and how the outcome is printed."""

import argparse
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from bpgui.cli import wording
from bpgui.cli.progress import Progress
from bpgui.cli.table_arguments import missing_rule, table_options
from bpgui.cli.table_data import Source, Wishes, find_source
from bpgui.cli.task import fitted
from bpgui.cli.terminal import Terminal
from bpgui.cli.weights_source import own_data, weights_in
from bpgui.core.gradient_check import GradientReport
from bpgui.core.losses import LOSSES
from bpgui.core.settings import TrainingSettings
from bpgui.data.suggestion import suggested_problem
from bpgui.formats.weights import WeightsFile
from bpgui.session.gradient_question import Question, parameters_at_once, rows_at_once

_HEAD = ("weight", "value", "gradient", "central difference", "relative error")


def check(arguments: argparse.Namespace, terminal: Terminal) -> int:
    """Check the gradient of weights on data, print the outcome, and return the exit status."""
    given = weights_in(arguments.weights)
    weights = given.weights
    wishes = Wishes(
        targets=arguments.targets,
        ignored=arguments.ignore or (),
        as_classes=arguments.classes,
        missing=missing_rule(arguments),
        test_share=arguments.test_split,
        options=table_options(arguments),
    )
    if arguments.data is None:
        source = Source(own_data(given), suggested_problem(own_data(given)))
    else:
        source = find_source(arguments.data, wishes)
    question = _question(weights, source, arguments)
    progress = Progress(terminal, shown=True)
    try:
        report = question.answer(_teller(progress, len(question.indices))).report
    finally:
        progress.clear()
    _tell(terminal, question, report, arguments.worst)
    return 1 if report.disagreeing.any() else 0


def _question(weights: WeightsFile, source: Source, arguments: argparse.Namespace) -> Question:
    dataset, network = fitted(source, weights), weights.network
    settings = weights.settings or _settings(weights, source)
    for name in ("loss", "reduction"):
        if (value := getattr(arguments, name)) is not None:
            settings = replace(settings, **{name: value})
    LOSSES[settings.loss].check_activation(network.layers[-1].activation)
    LOSSES[settings.loss].check_targets(dataset.y)
    rows = rows_at_once(dataset.train, network)
    indices = parameters_at_once(network, len(rows))
    count = len(dataset.train)
    return Question(network, dataset, settings, rows, count, indices, arguments.step)


def _settings(weights: WeightsFile, source: Source) -> TrainingSettings:
    """Return the settings that suit the data, with a loss that suits the outputs."""
    settings = source.problem.settings
    if LOSSES[settings.loss].admits(weights.network.layers[-1].activation):
        return settings
    return replace(settings, loss="half-squared-error")


def _teller(progress: Progress, count: int) -> Callable[[], None]:
    done = 0

    def tell() -> None:
        nonlocal done
        progress.show(done / count, "Checking", f"{done:,} of {wording.counted(count, 'weight')}")
        done += 1

    return tell


# ---- the outcome ---------------------------------------------------------------------------------


def _tell(terminal: Terminal, question: Question, report: GradientReport, worst: int) -> None:
    terminal.say(_verdict(question, report))
    shown = report.ranking[:worst].tolist()
    if not shown:
        return
    rows = [_HEAD, *(_row(question, report, place) for place in shown)]
    if not terminal.out.isatty():
        for row in rows:
            terminal.say("\t".join(row))
        return
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    for row in rows:
        name, *numbers = (
            f"{cell:<{width}}" if cell is row[0] else f"{cell:>{width}}"
            for cell, width in zip(row, widths, strict=True)
        )
        terminal.say("  ".join([name, *numbers]))


def _verdict(question: Question, report: GradientReport) -> str:
    count, wrong = len(report.indices), int(report.disagreeing.sum())
    drowned = int(report.drowned.sum())
    kept = ~report.drowned
    largest = float(report.errors[kept].max(initial=0.0))
    of = f" of {question.network.n_connections:,}" if question.is_part else ""
    words = f"{count:,}{of} gradients, {wording.counted(len(question.rows), 'pattern')}"
    words += f", {LOSSES[question.settings.loss].label.lower()}, step {question.step:g}"
    if wrong:
        return f"{words}: {wrong:,} DISAGREE with the central difference."
    doubt = f"; {drowned:,} drowned in rounding" if drowned else ""
    return f"{words}: all agree, largest relative error {largest:.2g}{doubt}."


def _row(question: Question, report: GradientReport, place: int) -> tuple[str, ...]:
    name = wording.parameter_name(question.network, int(report.indices[place]))
    numbers = (report.values, report.gradient, report.slopes)
    error = float(report.errors[place])
    said = "drowned" if report.drowned[place] else f"{error:.2g}" if np.isfinite(error) else "nan"
    return name, *(f"{values[place]:.10g}" for values in numbers), said
