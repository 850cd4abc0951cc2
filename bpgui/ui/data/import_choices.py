"""What is to become of a table's columns, as a value; and a first guess at it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

import numpy as np

from bpgui.data.dataset import Dataset
from bpgui.data.scaling import ScalingKind
from bpgui.formats.table import Table
from bpgui.formats.table_dataset import dataset_from_table, guess_targets

MOST_OFFERED_CLASSES = 50
_MOST_GUESSED_CLASSES = 10
_MANY_TEXTS = 50
_FEW_ROWS = 20
_COUNTER_NAME = re.compile(r"(id|index|row|nr|no|number|unnamed.*|column 1|#)\.?", re.IGNORECASE)


class Role(Enum):
    """What a column is used as; the value is the word for it."""

    INPUT = "input"
    TARGET = "target"
    LEFT_OUT = "left out"


@dataclass(frozen=True)
class ImportChoices:
    """How a table becomes a data set.

    Parameters
    ----------
    roles
        One a column.
    as_classes
        Whether a single target column of numbers stands for classes.
    input_scaling, target_scaling
        Kinds; targets of classes stay unscaled whatever is chosen.
    test_fraction, seed
        The part held out for testing, and how it is drawn.
    """

    roles: tuple[Role, ...]
    as_classes: bool = False
    input_scaling: ScalingKind = "z-score"
    target_scaling: ScalingKind = "z-score"
    test_fraction: float = 0.0
    seed: int = 0

    @property
    def targets(self) -> tuple[int, ...]:
        """The target columns."""
        return self.columns(Role.TARGET)

    def columns(self, role: Role) -> tuple[int, ...]:
        """Return the columns with a role."""
        return tuple(place for place, given in enumerate(self.roles) if given is role)

    def with_roles(self, columns: list[int], role: Role) -> "ImportChoices":
        """Return the choices with another role for some columns."""
        chosen = set(columns)
        roles = (role if i in chosen else given for i, given in enumerate(self.roles))
        return replace(self, roles=tuple(roles))

    def dataset(self, table: Table) -> Dataset:
        """Make the data set.

        Raises
        ------
        ValueError
            With a sentence, when a cell is broken or the choices make no sense.
        """
        data = self._dataset(table, None)
        if data.kind == "regression" and self.target_scaling != data.target_scaling.kind:
            return data.with_scaling(targets=self.target_scaling)
        return data

    def _dataset(self, table: Table, target_scaling: ScalingKind | None) -> Dataset:
        return dataset_from_table(
            table,
            self.targets,
            ignore=self.columns(Role.LEFT_OUT),
            input_scaling=self.input_scaling,
            target_scaling=target_scaling,
            test_fraction=self.test_fraction,
            seed=self.seed,
            treat_as_classes=self.as_classes,
        )


def guessed_choices(table: Table, useless: Mapping[int, str]) -> ImportChoices:
    """Return the choices most people would make for a table; see `useless_columns`."""
    targets = guess_targets(table)
    roles = tuple(
        Role.TARGET if i in targets else (Role.LEFT_OUT if i in useless else Role.INPUT)
        for i in range(table.n_columns)
    )
    fraction = 0.2 if table.n_rows >= _FEW_ROWS else 0.0
    return with_guessed_classes(table, ImportChoices(roles, test_fraction=fraction))


def with_guessed_classes(table: Table, choices: ImportChoices) -> ImportChoices:
    """Return the choices with a target of few whole numbers taken for classes."""
    classes = few_values(table, choices.targets)
    return replace(choices, as_classes=0 < classes <= _MOST_GUESSED_CLASSES)


def few_values(table: Table, targets: tuple[int, ...]) -> int:
    """Return how many classes a single target of whole numbers could stand for, or 0.

    Columns of 0 and 1 are a yes or no as they are.
    """
    if len(targets) != 1 or table.kinds[targets[0]] != "number" or targets[0] in table.broken:
        return 0
    numbers = table.numbers(targets[0])
    values = np.unique(numbers)
    whole = bool((values == np.round(values)).all())
    if not whole or not 2 <= len(values) <= MOST_OFFERED_CLASSES or set(values) <= {0.0, 1.0}:
        return 0
    return len(values) if len(values) * 2 <= len(numbers) else 0


def useless_columns(table: Table) -> dict[int, str]:
    """Return the columns nothing can be learned from, each with the reason."""
    found: dict[int, str] = {}
    for column in range(table.n_columns):
        reason = _uselessness(table, column)
        if reason:
            found[column] = reason
    return found


def _uselessness(table: Table, column: int) -> str:
    values = table.columns[column]
    if isinstance(values, tuple):
        return _text_uselessness(values)
    if column in table.broken or len(values) < 2:
        return ""
    if (values == values[0]).all():
        return "is the same in every row"
    counts = bool((np.diff(values) == 1).all()) and len(values) > 3
    counts = counts and _COUNTER_NAME.fullmatch(table.names[column].strip()) is not None
    return "counts the rows" if counts else ""


def _text_uselessness(texts: tuple[str, ...]) -> str:
    different = len(set(texts))
    if different == 1:
        return "is the same in every row" if texts[0] else "is empty"
    if different > _MANY_TEXTS and different > len(texts) / 2:
        return f"looks like an identifier ({different:,} different texts)"
    return ""
