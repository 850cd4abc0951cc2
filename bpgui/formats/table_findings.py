"""What a person should know before a table is opened, each with what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bpgui.core.arrays import IntArray
from bpgui.data.dataset import Dataset
from bpgui.formats.table import Table
from bpgui.formats.table_dataset import Made
from bpgui.formats.table_facts import ColumnFacts
from bpgui.formats.table_plan import TablePlan

_MOST_NAMED = 3
_MOST_LINES = 5
_UNEVEN = 4.0
"""How many times as frequent the largest class is as the smallest, from which on it is told."""
_LEAST_PATTERNS = 10


@dataclass(frozen=True)
class Remedy:
    """What can be done with one click: its label, and the plan that it leads to."""

    label: str
    plan: TablePlan


@dataclass(frozen=True)
class Finding:
    """Something that looks wrong, or was decided without being asked.

    Attributes
    ----------
    sentence
        What it is.
    remedies
        What can be done about it, none or more.
    is_warning
        Whether it may spoil what is learned; else it is only good to know.
    """

    sentence: str
    remedies: tuple[Remedy, ...] = ()
    is_warning: bool = True


def findings(
    table: Table, facts: tuple[ColumnFacts, ...], plan: TablePlan, made: Made | None
) -> tuple[Finding, ...]:
    """Return what should be known about a table, the plan for it, and what was made of it.

    Parameters
    ----------
    table, facts, plan
        As read, looked at and planned.
    made
        The data set, or None where none could be made.
    """
    told = [*_of_reading(table), *_of_columns(table, facts, plan)]
    told += _of_missing(table, facts, plan, made)
    if made is not None:
        told += [*_of_copies(plan, made), *_of_classes(made.dataset)]
    told += _of_types(table, facts, plan)
    return tuple(sorted(told, key=lambda finding: not finding.is_warning))


# ---- reading ---------------------------------------------------------------------------------


def _of_reading(table: Table) -> Iterator[Finding]:
    sentences = [problem.sentence for problem in table.problems]
    rows, cells = sentences[: table.n_left_out], sentences[table.n_left_out :]
    if rows:
        count = counted(table.n_left_out, "row")
        were = "was" if table.n_left_out == 1 else "were"
        yield Finding(f"{count} of the file {were} left out. " + _some(rows, table.n_left_out))
    if cells:
        yield Finding(_some(cells, len(cells)))
    if table.decimal == ",":
        yield Finding(
            "Commas in numbers were read as decimal commas: 1,5 is one and a half.",
            is_warning=False,
        )


def _some(sentences: Sequence[str], count: int) -> str:
    more = count - min(len(sentences), _MOST_NAMED)
    text = " ".join(sentences[:_MOST_NAMED])
    return f"{text} (And {more:,} more.)" if more else text


# ---- columns ---------------------------------------------------------------------------------


def _of_columns(table: Table, facts: tuple[ColumnFacts, ...], plan: TablePlan) -> Iterator[Finding]:
    """Yield what is wrong with columns; those with the same fault are told together."""
    groups: dict[tuple[str, str, bool], list[int]] = {}
    for place, fact in enumerate(facts):
        faults = fault_of(fact)
        role = plan.columns[place].role
        is_pixel = table.image_shape is not None and role == "input"
        if faults and role != "target" and not is_pixel:
            ignored = role == "ignore"
            groups.setdefault((*faults, ignored), []).append(place)
    for (one, many, ignored), places in groups.items():
        fault = one if len(places) == 1 else many
        subject = _names(table, places)
        them = "it" if len(places) == 1 else "them"
        if ignored:
            are = "is" if len(places) == 1 else "are"
            comma = "," if "," in fault else ""
            use = Remedy(f"Use {them}", plan.with_uses(places, role="input"))
            remedies = () if facts[places[0]].empty else (use,)
            yield Finding(
                f"{subject} {fault}{comma} and {are} ignored.", remedies, is_warning=False
            )
        else:
            ignore = Remedy(f"Ignore {them}", plan.with_uses(places, role="ignore"))
            doubt = f"nothing can be learned from {them}"
            if fault == one and facts[places[0]].counts_rows:
                doubt = "ignore it if it is only their number"
            yield Finding(f"{subject} {fault}: {doubt}.", (ignore,))


def fault_of(fact: ColumnFacts) -> tuple[str, str] | None:
    """Return what is wrong with a column, said of one and of several."""
    if fact.empty:
        return "has no value in any row", "have no value in any row"
    if fact.constant:
        return "is the same in every row", "are the same in every row"
    if fact.counts_rows:
        return "counts the rows", "count the rows"
    if fact.identifies:
        return (
            "has another value in nearly every row, as a name or number would",
            "have another value in nearly every row, as names or numbers would",
        )
    return None


def _names(table: Table, places: Sequence[int]) -> str:
    names = [f"“{table.names[place]}”" for place in places]
    if len(names) > _MOST_NAMED + 1:
        more = len(names) - _MOST_NAMED
        return f"{', '.join(names[:_MOST_NAMED])} and {more:,} more columns"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


# ---- missing values --------------------------------------------------------------------------


def _of_missing(
    table: Table, facts: tuple[ColumnFacts, ...], plan: TablePlan, made: Made | None
) -> Iterator[Finding]:
    lacking = made.lacking if made is not None else {}
    places = [
        place for place in plan.used if not facts[place].empty and _lacking(facts, made, place)
    ]
    named = len(places) if len(places) <= _MOST_NAMED + 1 else _MOST_NAMED
    for place in places[:named]:
        sentence = _missing_sentence(table, facts, plan, made, place)
        if made is not None and list(lacking) == [place]:
            verb = "That is" if len(made.left_out) == 1 else "These are"
            sentence += f" {verb} {_lines(table, made.left_out)}."
        warns = plan.columns[place].missing != "class"
        yield Finding(sentence, tuple(_missing_remedies(plan, place)), is_warning=warns)
    if rest := places[named:]:
        ignore = Remedy("Ignore them", plan.with_uses(rest, role="ignore"))
        targets = any(plan.columns[place].role == "target" for place in rest)
        remedies = () if targets else (ignore,)
        yield Finding(f"{_names(table, rest)} lack values as well.", remedies)
    if made is not None and len(lacking) > 1:
        where = _lines(table, made.left_out)
        count = counted(len(made.left_out), "row")
        yield Finding(f"{count} without a value {_are(len(made.left_out))} left out: {where}.")


def _lacking(facts: tuple[ColumnFacts, ...], made: Made | None, place: int) -> int:
    return facts[place].missing or (made.lacking.get(place, 0) if made else 0)


def _missing_sentence(
    table: Table,
    facts: tuple[ColumnFacts, ...],
    plan: TablePlan,
    made: Made | None,
    place: int,
) -> str:
    count, name = _lacking(facts, made, place), table.names[place]
    if place in table.broken:
        error = table.broken[place]
        what = f"“{name}” has no number in {count:,} of {table.n_rows:,} rows"
        if "not a number" in error.problem:
            what += f" (line {error.line:,}: {error.problem.split(' where the ')[0]})"
    else:
        what = f"“{name}” has no value in {count:,} of {table.n_rows:,} rows"
    if plan.columns[place].missing == "leave out":
        return f"{what}, which {_are(count)} left out."
    filled = made.dataset.columns[place].filled if made is not None else None
    if filled is None:
        return f"{what}."
    shown = f"{filled:.4g}" if isinstance(filled, float) else f"“{filled}”"
    rule = plan.columns[place].missing
    if rule == "class":
        which = "this is a category of its" if count == 1 else "these are a category of their"
        return f"{what}; {which} own, {shown}."
    kind = "" if rule == "constant" else f", the {rule} of the training rows,"
    return f"{what}; {shown}{kind} stands for {'it' if count == 1 else 'these'}."


def _missing_remedies(plan: TablePlan, place: int) -> Iterator[Remedy]:
    use = plan.columns[place]
    if use.missing != "leave out":
        yield Remedy("Leave the rows out", plan.with_uses((place,), missing="leave out"))
    elif use.holds == "number" and use.role == "input":
        yield Remedy("Use the median", plan.with_uses((place,), missing="median"))
    elif use.holds == "category":
        yield Remedy("Make it a category", plan.with_uses((place,), missing="class"))
    if use.role == "input":
        yield Remedy("Ignore it", plan.with_uses((place,), role="ignore"))


def _lines(table: Table, rows: IntArray) -> str:
    lines = [f"{table.line_of(row):,}" for row in rows[:_MOST_LINES].tolist()]
    more = len(rows) - len(lines)
    unit = "record" if table.format == "JSON" else "line" if table.encoding else "row"
    word = unit if len(rows) == 1 else f"{unit}s"
    return f"{word} {', '.join(lines)}" + (f" and {more:,} more" if more else "")


# ---- rows and classes ------------------------------------------------------------------------


def _of_copies(plan: TablePlan, made: Made) -> Iterator[Finding]:
    if not made.copies:
        return
    one = made.copies == 1
    what = "is an exact copy of an earlier row" if one else "are exact copies of earlier rows"
    rows = f"{counted(made.copies, 'row')} {what}"
    if plan.without_copies:
        keep = Remedy("Keep the copies", replace(plan, without_copies=False))
        yield Finding(f"{rows} and {_are(made.copies)} left out.", (keep,), is_warning=False)
    else:
        label = "Leave the copy out" if one else "Leave copies out"
        remedy = Remedy(label, replace(plan, without_copies=True))
        split = ": the test may meet what was trained on" if len(made.dataset.held_out) else ""
        yield Finding(f"{rows}{split}.", (remedy,))


def _of_classes(dataset: Dataset) -> Iterator[Finding]:
    if dataset.kind == "regression" or dataset.n_patterns < _LEAST_PATTERNS:
        return
    counts = _class_counts(dataset)
    classes = dataset.classes or ("0", "1")
    least = int(np.where(counts > 0, counts, counts.max()).argmin())  # some may only be declared
    most = int(counts.argmax())
    if counts[most] < _UNEVEN * counts[least]:
        return
    share = f"{100 * counts[most] / dataset.n_patterns:.3g}"
    yield Finding(
        f"The classes are uneven: “{classes[most]}” has {counted(int(counts[most]), 'row')}, "
        f"“{classes[least]}” only {int(counts[least]):,}. Always saying “{classes[most]}” would be "
        f"right in {share} % already."
    )


def _class_counts(dataset: Dataset) -> IntArray:
    if dataset.n_outputs == 1:
        ones = int((dataset.targets[:, 0] >= 0.5).sum())
        return np.array([dataset.n_patterns - ones, ones], dtype=np.intp)
    return np.asarray(dataset.targets.sum(axis=0), dtype=np.intp)


# ---- types -----------------------------------------------------------------------------------


def _of_types(table: Table, facts: tuple[ColumnFacts, ...], plan: TablePlan) -> Iterator[Finding]:
    """Yield where whole numbers are taken for classes, or could be."""
    for place in plan.places("target"):
        count, use = facts[place].classes, plan.columns[place]
        if not count or len(plan.places("target")) > 1:
            continue
        if use.holds == "category":
            remedy = Remedy("Learn them as numbers", plan.with_uses((place,), holds="number"))
            text = (
                f"The {count} different numbers of “{table.names[place]}” are learned as classes."
            )
        else:
            remedy = Remedy("Learn them as classes", plan.with_uses((place,), holds="category"))
            text = f"“{table.names[place]}” has only {count} different whole numbers."
        yield Finding(text, (remedy,), is_warning=False)


def counted(count: int, word: str) -> str:
    """Return "1 row", "2 rows"."""
    return f"{count:,} {word}{'s' if count != 1 else ''}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
