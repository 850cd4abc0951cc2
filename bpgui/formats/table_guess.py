"""The plan most people would make for a table: what to learn, what to ignore, what is a word."""

import re
from collections.abc import Iterable

from bpgui.data.source_column import Holds, Role
from bpgui.formats.table import Table
from bpgui.formats.table_facts import ColumnFacts
from bpgui.formats.table_plan import ColumnUse, TablePlan

_MOST_GUESSED_CLASSES = 10
_FEW_ROWS = 20
_TEST_FRACTION = 0.2
_MANY_MISSING = 0.2
"""The part of missing numbers above which leaving out their rows would cost too much."""
_TARGET_NAME = re.compile(
    r"(y|targets?|class|labels?|species|outputs?|outcome|result)[ _]?[0-9₀-₉]*", re.IGNORECASE
)


def guess_plan(table: Table, facts: tuple[ColumnFacts, ...]) -> TablePlan:
    """Return the plan most people would make.

    The targets are those the file declares, or else as `guess_targets` finds. Columns that nothing
    can be learned from are ignored, unless they are pixels. A fifth of the rows is held out where
    there are 20 or more.
    """
    targets = guess_targets(table)
    uses = tuple(
        _guessed_use(table, facts[column], _role(table, facts[column], column, targets))
        for column in range(table.n_columns)
    )
    fraction = _TEST_FRACTION if table.n_rows >= _FEW_ROWS else 0.0
    return with_guessed_classes(TablePlan(uses, test_fraction=fraction), facts)


def guess_targets(table: Table) -> tuple[int, ...]:
    """Return the columns that are probably targets: at least one, and never all of several.

    Those that the file itself declares, or that are named y, target, class, label, species and the
    like (y1, y2, … too), or else the last column that is not empty.
    """
    declared = tuple(i for i, role in enumerate(table.roles) if role == "target")
    if declared:
        return declared
    named = tuple(i for i, name in enumerate(table.names) if _TARGET_NAME.fullmatch(name.strip()))
    if named and (len(named) < table.n_columns or table.n_columns == 1):
        return named
    useful = [i for i in range(table.n_columns) if not is_empty(table, i)]
    return (useful[-1],) if useful else (table.n_columns - 1,)


def with_guessed_classes(
    plan: TablePlan, facts: tuple[ColumnFacts, ...], changed: Iterable[int] | None = None
) -> TablePlan:
    """Return the plan with a single target of few whole numbers taken for classes.

    Numbers that are not the single target any more are numbers again. `changed` are the columns
    that are looked at, None for all.
    """
    targets = plan.places("target")
    for column in range(len(facts)) if changed is None else changed:
        fact = facts[column]
        if fact.categories is not None or not fact.classes:
            continue
        few = targets == (column,) and fact.classes <= _MOST_GUESSED_CLASSES
        holds: Holds = "category" if few else "number"
        if plan.columns[column].holds != holds:
            plan = plan.with_uses((column,), holds=holds)
    return plan


def is_empty(table: Table, column: int) -> bool:
    """Whether no cell of a column says anything."""
    values = table.columns[column]
    return isinstance(values, tuple) and not any(values)


def _role(table: Table, facts: ColumnFacts, column: int, targets: tuple[int, ...]) -> Role:
    if column in targets:
        return "target"
    # A picture without its dark border is no picture any more.
    return "ignore" if facts.useless and table.image_shape is None else "input"


def _guessed_use(table: Table, facts: ColumnFacts, role: Role) -> ColumnUse:
    scaling = ColumnUse.scaling if table.image_shape is None else "0-1"
    if facts.categories is not None:
        return ColumnUse(role, "category", scaling, "leave out" if role == "target" else "class")
    many = role != "target" and facts.missing > _MANY_MISSING * table.n_rows
    return ColumnUse(role, "number", scaling, "median" if many else "leave out")
