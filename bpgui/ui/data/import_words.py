"""The words of the import sheet for what can be chosen, and sentences about what will be made."""

from bpgui.core.activations import ACTIVATIONS
from bpgui.core.losses import LOSSES
from bpgui.data.dataset import Dataset
from bpgui.data.source_column import Holds, MissingRule, Role
from bpgui.data.suggestion import suggested_problem
from bpgui.formats.table import Table
from bpgui.formats.table_facts import ColumnFacts
from bpgui.formats.table_plan import ColumnUse
from bpgui.ui.data.form import SCALINGS
from bpgui.ui.numbers import format_count

ROLE_WORDS: dict[Role, str] = {"input": "input", "target": "target", "ignore": "ignored"}
TYPE_WORDS: dict[Holds, str] = {"number": "number", "category": "category"}
RULE_WORDS: dict[MissingRule, str] = {
    "leave out": "leave the row out",
    "mean": "mean",
    "median": "median",
    "most frequent": "most frequent",
    "constant": "a constant",
    "class": "category of its own",
}
_SHORT_RULES = RULE_WORDS | {"leave out": "leave out", "class": "category"}
SCALING_WORDS = {kind: text for text, kind in SCALINGS}
_ENCODINGS = {"utf-8": "UTF-8", "utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}


def file_line(table: Table, *, pasted: bool = False) -> str:
    """Return what a table is, how large, and, of a file, how its letters are written."""
    said = [table.format, _counted(table.n_rows, "row"), _counted(table.n_columns, "column")]
    if table.encoding and not pasted:
        said.append(_ENCODINGS.get(table.encoding.lower(), table.encoding))
    return " · ".join(said)


def type_text(use: ColumnUse, facts: ColumnFacts) -> str:
    """Return what a column holds, as in "category (3)"."""
    count = facts.different if facts.categories is not None else facts.classes
    word = TYPE_WORDS[use.holds]
    return f"{word} ({format_count(count)})" if use.holds == "category" and count else word


def scaling_text(use: ColumnUse) -> str:
    """Return how a column is scaled; categories are columns of 0 and 1."""
    if use.role == "ignore":
        return ""
    return "0 or 1" if use.holds == "category" else SCALING_WORDS.get(use.scaling, use.scaling)


def missing_text(use: ColumnUse, facts: ColumnFacts) -> str:
    """Return how many values are missing and what becomes of them, as in "12: median"."""
    if not facts.missing:
        return "–"
    count = format_count(facts.missing)
    if use.role == "ignore":
        return count
    return f"{count}: {use.constant if use.missing == 'constant' else _SHORT_RULES[use.missing]}"


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


def _counted(count: int, word: str) -> str:
    return f"{format_count(count)} {word}{'s' if count != 1 else ''}"
