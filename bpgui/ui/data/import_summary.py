"""Sentences of the import sheet: what a table holds and what will be made of it."""

from collections.abc import Mapping

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.losses import LOSSES
from bpgui.data.dataset import Dataset
from bpgui.data.suggestion import suggested_problem
from bpgui.formats.table import Table
from bpgui.ui.data.import_choices import ImportChoices, Role, few_values
from bpgui.ui.numbers import format_count

_MOST_NAMED = 4
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}


def file_line(table: Table) -> str:
    """Return how large a table is and how its letters are written."""
    encoding = _ENCODINGS.get(table.encoding.lower(), table.encoding)
    rows, columns = _counted(table.n_rows, "row"), _counted(table.n_columns, "column")
    return f"{rows} · {columns} · {encoding}"


def notes(table: Table, useless: Mapping[int, str], choices: ImportChoices) -> list[str]:
    """Return remarks about columns: what becomes of text, what is left out, what looks wrong."""
    found = _words_notes(table, useless, choices)
    for column, reason in useless.items():
        out = choices.roles[column] is Role.LEFT_OUT
        advice = " and is left out" if out else ": better leave it out"
        found.append(f"“{table.names[column]}” {reason}{advice}.")
    named = {table.names[column] for column in useless}
    found += [
        sentence
        for sentence in table.warnings
        if not any(f"(“{name}”)" in sentence for name in named)
    ]
    found += [problem.sentence for problem in table.problems[:_MOST_NAMED]]
    return found


def network_line(dataset: Dataset) -> str:
    """Return which network will be made, as in "4 inputs – 8 hidden – 3 outputs, softmax, …"."""
    problem = suggested_problem(dataset)
    hidden = " – ".join(f"{units} hidden" for units in problem.hidden)
    ends = (_counted(dataset.n_inputs, "input"), _counted(dataset.n_outputs, "output"))
    output = ACTIVATIONS[problem.output_activation].label
    loss = LOSSES[problem.loss].label
    return f"{ends[0]} – {hidden} – {ends[1]}, {output.lower()}, {loss.lower()}"


def patterns_line(dataset: Dataset) -> str:
    """Return how many patterns are trained on and held out."""
    text = f"{_counted(len(dataset.train), 'pattern')} to train on"
    held_out = len(dataset.held_out)
    return f"{text}, {format_count(held_out)} for testing" if held_out else text


def _words_notes(table: Table, useless: Mapping[int, str], choices: ImportChoices) -> list[str]:
    """Return what one-hot coding makes of the columns of text, and of numbers that are classes."""
    found: list[str] = []
    for column, role in enumerate(choices.roles):
        name, values = table.names[column], table.columns[column]
        if role is Role.LEFT_OUT or column in useless:
            continue
        if isinstance(values, tuple):
            found.append(_one_hot_note(name, len(set(values)), role))
        elif role is Role.TARGET and choices.as_classes:
            found.append(_one_hot_note(name, few_values(table, choices.targets), role))
    if len(found) > _MOST_NAMED:
        more = len(found) - _MOST_NAMED
        found = [*found[:_MOST_NAMED], f"{more} more columns of text become inputs of 0 and 1."]
    return found


def _one_hot_note(name: str, count: int, role: Role) -> str:
    if role is Role.TARGET:
        made = "1 output" if count == 2 else f"{count} outputs"
        return f"{name}: {count} classes → {made}."
    return f"{name}: {count} words → {_counted(count, 'input')} of 0 and 1."


def _counted(count: int, word: str) -> str:
    return f"{format_count(count)} {word}{'s' if count != 1 else ''}"
