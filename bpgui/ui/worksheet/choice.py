"""Which questions stand on a worksheet: some of every phase of an update, in its order."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bpgui.session.quantity import Kind, Quantity
from bpgui.ui.prediction.asking import ask, candidates
from bpgui.ui.prediction.question import Question
from bpgui.ui.prediction.scene import Scene

PARTS: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    ("Forward pass", ("z", "a")),
    ("Error and loss", ("error", "loss")),
    ("Backward pass", ("delta",)),
    ("Gradients", ("gradient",)),
    ("Update", ("change", "updated")),
)
"""The parts of a worksheet, and the kinds of number asked for in each."""

Group = tuple[Quantity, ...]


@dataclass(frozen=True)
class Chosen:
    """The questions of one part."""

    title: str
    questions: tuple[Question, ...]


def choose(scene: Scene, count: int, rng: np.random.Generator) -> tuple[Chosen, ...]:
    """Return about so many questions, as evenly over the parts as there are any.

    Numbers of one unit or weight that belong together, such as z and a, are asked together, so
    that there may be one question more. Parts without a question are left out.
    """
    pools = [_groups(scene, kinds) for _, kinds in PARTS]
    taken = _dealt([_shuffled(pool, rng) for pool in pools], count)
    chosen = []
    for (title, _), pool, mine in zip(PARTS, pools, taken, strict=True):
        in_order = [group for group in pool if group in mine]
        questions = tuple(ask(scene, quantity) for group in in_order for quantity in group)
        if questions:
            chosen.append(Chosen(title, questions))
    return tuple(chosen)


def most_questions(scene: Scene) -> int:
    """Return how many questions there are in all."""
    return sum(len(group) for _, kinds in PARTS for group in _groups(scene, kinds))


def _groups(scene: Scene, kinds: Sequence[Kind]) -> list[Group]:
    """Return the numbers that are asked together, in the order of an update."""
    found: dict[tuple[int, int, int], list[Quantity]] = {}
    for quantity in candidates(scene, kinds, None, None):
        found.setdefault((quantity.layer, quantity.unit, quantity.index), []).append(quantity)
    return [tuple(group) for group in found.values()]


def _shuffled(pool: list[Group], rng: np.random.Generator) -> list[Group]:
    return [pool[place] for place in rng.permutation(len(pool))]


def _dealt(pools: list[list[Group]], count: int) -> list[list[Group]]:
    """Take one group after another from every pool in turn until there are enough questions."""
    taken: list[list[Group]] = [[] for _ in pools]
    total, turn = 0, 0
    while total < count and any(turn < len(pool) for pool in pools):
        for pool, mine in zip(pools, taken, strict=True):
            if turn < len(pool) and total < count:
                mine.append(pool[turn])
                total += len(pool[turn])
        turn += 1
    return taken
