"""From the DATA of a command to a data set: a built-in problem by its name, or a file.

A table is taken as the window's import sheet proposes it, so that both train on the same numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bpgui.cli.parsing import close_ones
from bpgui.cli.refusal import Refusal
from bpgui.cli.weights_source import is_session, is_weights
from bpgui.data.dataset import Dataset, OnRows
from bpgui.data.problems import PROBLEMS, Problem
from bpgui.data.scaling import ScalingKind
from bpgui.data.source_column import MissingRule
from bpgui.data.suggestion import suggested_problem
from bpgui.formats.table import Table, read_table
from bpgui.formats.table_dataset import make_dataset
from bpgui.formats.table_facts import ColumnFacts, facts_of
from bpgui.formats.table_findings import findings
from bpgui.formats.table_guess import guess_plan, with_guessed_classes
from bpgui.formats.table_options import FIND_OUT, TableOptions
from bpgui.formats.table_plan import RULES, TablePlan


@dataclass(frozen=True)
class Wishes:
    """What was said about the columns of a table; None where nothing was said.

    Attributes
    ----------
    targets, ignored
        Columns, by name or number from 1.
    as_classes
        Whether a target of numbers stands for classes.
    scaling
        Of the inputs.
    missing
        What becomes of missing values in inputs.
    test_share, seed
        The part held out for testing, and how it is drawn.
    options
        How the table is written.
    """

    targets: tuple[str, ...] | None = None
    ignored: tuple[str, ...] = ()
    as_classes: bool | None = None
    scaling: ScalingKind | None = None
    missing: MissingRule | None = None
    test_share: float | None = None
    seed: int | None = None
    options: TableOptions = FIND_OUT


@dataclass(frozen=True, eq=False)
class Source:
    """A data set, and the network and settings that suit it.

    Attributes
    ----------
    dataset
        What is to be learned.
    problem
        A built-in one, or a suggestion for a file.
    key
        The name of the built-in problem, or None.
    notes
        Sentences about what was guessed.
    """

    dataset: Dataset
    problem: Problem
    key: str | None = None
    notes: tuple[str, ...] = ()


def find_source(data: str, wishes: Wishes, on_rows: OnRows | None = None) -> Source:
    """Return what the DATA of a command names.

    `on_rows` is called with the number of rows read, now and then.

    Raises
    ------
    Refusal
        If there is no such thing, or it cannot be used; the sentence names file and place.
    """
    if data in PROBLEMS:
        return _built_in(data, wishes)
    table = open_table(data, wishes.options, on_rows)
    try:
        dataset, notes = _dataset_of(table, wishes)
    except ValueError as error:
        raise Refusal(_about(table.path, error)) from error
    return Source(dataset, suggested_problem(dataset), notes=notes)


def open_table(data: str, options: TableOptions = FIND_OUT, on_rows: OnRows | None = None) -> Table:
    """Read a file as a table, or say why it cannot be."""
    path = Path(data)
    if not path.exists():
        close = close_ones(data, list(PROBLEMS))
        raise Refusal(
            f"“{data}” is no file, and no built-in problem; check the name, or see bpgui problems."
            f"{close}"
        )
    if path.is_file() and (is_session(data) or is_weights(path)):
        raise Refusal(
            f"“{path.name}” holds a trained network, and DATA is a table or a built-in problem; "
            "train goes on with a session, or starts --weights from a file of weights."
        )
    try:
        return read_table(path, options, on_rows)
    except ValueError as error:
        raise Refusal(_about(path, error)) from error
    except OSError as error:
        raise Refusal(f"“{path}” cannot be opened: {(error.strerror or '').lower()}.") from error


def _built_in(key: str, wishes: Wishes) -> Source:
    if wishes.targets is not None or wishes.ignored or wishes.as_classes is not None:
        raise Refusal(
            f"the columns of the built-in problem “{key}” are given; --targets, --ignore and "
            "--classes are for files.",
            status=2,
        )
    dataset = PROBLEMS[key].make()
    return Source(_split_and_scaled(dataset, wishes), PROBLEMS[key], key)


def _split_and_scaled(dataset: Dataset, wishes: Wishes) -> Dataset:
    if wishes.test_share is not None:
        seed = dataset.split_seed if wishes.seed is None else wishes.seed
        dataset = dataset.with_split(wishes.test_share, seed)
    if wishes.scaling is not None:
        dataset = dataset.with_scaling(wishes.scaling)
    return dataset


def _dataset_of(table: Table, wishes: Wishes) -> tuple[Dataset, tuple[str, ...]]:
    """Return the data set of a table, and what was guessed about it."""
    facts = facts_of(table)
    plan = _plan(table, facts, wishes)
    made = make_dataset(table, facts, plan)
    notes = [finding.sentence for finding in findings(table, facts, plan, made)]
    if wishes.targets is None:
        learned = ", ".join(f"“{table.names[place]}”" for place in plan.places("target"))
        notes.append(f"Taken for what is to be learned: {learned}; --targets chooses another.")
    return made.dataset, tuple(notes)


def _plan(table: Table, facts: tuple[ColumnFacts, ...], wishes: Wishes) -> TablePlan:
    """Return the usual plan for a table, with what was said about it."""
    plan = guess_plan(table, facts)
    if wishes.targets is not None:
        plan = plan.with_uses(plan.places("target"), role="input")
        plan = plan.with_uses(columns_of(table, wishes.targets), role="target")
    plan = plan.with_uses(columns_of(table, wishes.ignored), role="ignore")
    plan = with_guessed_classes(plan, facts)
    if wishes.as_classes is not None:
        holds = "category" if wishes.as_classes else "number"
        plan = plan.with_uses(plan.places("target"), holds=holds)
    if wishes.scaling is not None:
        plan = plan.with_uses(plan.places("input"), scaling=wishes.scaling)
    fraction = plan.test_fraction if wishes.test_share is None else wishes.test_share
    seed = plan.seed if None in {wishes.seed, wishes.test_share} else wishes.seed
    return replace(_with_rule(plan, wishes.missing), test_fraction=fraction, seed=seed or 0)


def _with_rule(plan: TablePlan, rule: MissingRule | None) -> TablePlan:
    """Return the plan with a rule for missing values, in the inputs that it makes sense for."""
    if rule is None:
        return plan
    inputs = [i for i in plan.places("input") if rule in RULES[plan.columns[i].holds]]
    return plan.with_uses(inputs, missing=rule)


def columns_of(table: Table, wanted: Sequence[str]) -> tuple[int, ...]:
    """Return the places of columns, by name or by number from 1."""
    return tuple(_column_of(table, name) for name in wanted)


def _column_of(table: Table, name: str) -> int:
    if name in table.names:
        return table.names.index(name)
    folded = [known.casefold() for known in table.names]
    if folded.count(name.casefold()) == 1:
        return folded.index(name.casefold())
    if name.isdecimal() and 1 <= int(name) <= table.n_columns:
        return int(name) - 1
    raise Refusal(
        f"“{table.path.name}” has no column “{name}”;"
        + (close_ones(name, list(table.names)) or f" its columns are {_listed(table.names)}.")
    )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"“{name}”" for name in names[:8])
    return f"{shown} and {len(names) - 8:,} more" if len(names) > 8 else shown


def _about(path: Path, error: ValueError) -> str:
    """Return the sentence of an error, with the file's name where it lacks that."""
    sentence = str(error)
    return sentence if path.name in sentence else f"“{path.name}”: {sentence}"
