"""The updates of a sweep as recorded calls, and the loss.

Where a sweep has up to `MOST_RECORDINGS` pieces, each has calls of its own that read the patterns
where they lie; otherwise pieces of one size share their calls, and the patterns are copied to them.
"""

import math
import threading
from functools import partial
from itertools import pairwise

import numpy as np

from bpgui.core.arrays import FloatArray, IntArray
from bpgui.core.backward_calls import loss_factor, record_backward
from bpgui.core.batch import Batch, Fetch, PatternSource
from bpgui.core.block_workspace import BlockWorkspace
from bpgui.core.folded_workspace import FoldedWorkspace
from bpgui.core.forward_calls import record_forward
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.parameter_buffer import Call, ParameterBuffer
from bpgui.core.passes import batch_share, counted
from bpgui.core.recorded_rule import UpdateRule
from bpgui.core.recorded_sweep import Piece, RecordedSweep, Update
from bpgui.core.resident import ResidentPatterns
from bpgui.core.settings import TrainingSettings
from bpgui.core.workspace import Problem, Workspace

MOST_RECORDINGS = 4096
LARGEST_COPY = 4_000_000  # numbers
LARGE_BATCH = 4096  # numbers
# An estimate of what a pattern costs, and what a piece may: it is the time an abort has to wait.
SECONDS_PER_PIECE = 10e-3
SECONDS_PER_PARAMETER = 0.12e-9
SECONDS_PER_UNIT = 5e-9
PIECE_SIZES = (16, 4096)
CACHED_ACTIVATIONS, LEAST_CACHED = 16_384, 256


def pattern_seconds(network: Network) -> float:
    """Return about how long a pattern of a large batch takes, whatever machine this is."""
    units = sum(layer.units for layer in network.layers[1:])
    return SECONDS_PER_PARAMETER * network.n_parameters + SECONDS_PER_UNIT * units


def piece_size(network: Network) -> int:
    """Return how many patterns of a batch are processed in one go at most.

    So few that their activations stay in the processor's cache, unless adding up the gradients of
    the pieces would take longer than that saves.
    """
    units = sum(layer.units for layer in network.layers)
    cached = max(LEAST_CACHED, CACHED_ACTIVATIONS // units, network.n_parameters // 100)
    smallest, largest = PIECE_SIZES
    quick = int(SECONDS_PER_PIECE / pattern_seconds(network))
    return max(smallest, min(largest, cached, quick))


def cut(start: int, stop: int, longest: int) -> list[tuple[int, int]]:
    """Return the bounds of as few pieces as possible, as equal as possible."""
    count = -(-(stop - start) // longest)
    bounds = [start + (stop - start) * i // count for i in range(count + 1)]
    return list(pairwise(bounds))


class Recordings:
    """Updates of one network on any part of the patterns."""

    def __init__(self, network: Network, source: PatternSource, settings: TrainingSettings) -> None:
        self.parameters = ParameterBuffer(network, settings.precision)
        self._source, self._settings, n = source, settings, len(source)
        are_shares = bool((source.targets.sum(axis=1) == 1.0).all())
        self._problem = Problem(network, settings, are_shares)
        self._longest = piece_size(network)
        self._step = settings.patterns_per_update(n)
        is_large = source.inputs.size > LARGEST_COPY
        self._folds = not (is_large and self._step * network.n_inputs >= LARGE_BATCH)
        self._total = np.zeros(network.n_parameters, source.dtype)
        self._workspaces: dict[int, Workspace] = {}
        self._fetches: dict[int, Fetch] = {}
        self._forward: dict[int, tuple[Batch, tuple[Call, ...]]] = {}
        self._passes: dict[tuple[int, int], tuple[Batch, Piece]] = {}
        self._rules: dict[int, UpdateRule] = {}
        self._rates = 0.0, 0.0
        self._shared: dict[tuple[int, ...], Update] = {}
        self._order: IntArray | None = None
        self._next = 0
        pieces = -(-n // min(self._step, self._longest))
        copies = self._folds or settings.shuffle
        self._resident = None
        if pieces <= MOST_RECORDINGS and not (is_large and copies):
            self._resident = ResidentPatterns(
                source, self._step, with_ones=self._folds, shuffled=settings.shuffle
            )

    def arrange(self, order: IntArray) -> None:
        """Take the patterns in this order from now on."""
        self._order = order
        if self._resident is not None:
            self._resident.arrange(order)

    def set_rates(self, eta: float, alpha: float) -> None:
        """Set the learning rate and the momentum of all updates."""
        self._rates = eta, alpha
        for rule in self._rules.values():
            rule.set_rates(eta, alpha)

    # ---- updates ---------------------------------------------------------------------------

    def sweep(self, start: int, least: int) -> RecordedSweep:
        """Return the updates from this position to the end of a sweep, once or several times.

        From the start of a sweep they come as often as it takes to have `least` after any.
        """
        n, step = len(self._source), self._step
        count = -(-(n - start) // step)
        times = 1 if start else least // count + 2

        def update(index: int) -> Update:
            at = start + index * step
            return self._update(at, min(at + step, n))

        return RecordedSweep(update, count, times)

    def seek(self, start: int) -> None:
        """Let the next piece take its patterns from this position of the order on."""
        self._next = start

    def _update(self, start: int, stop: int) -> Update:
        pieces, patterns = cut(start, stop, self._longest), stop - start
        if self._resident is not None:
            batches = [self._resident.batch(*bounds) for bounds in pieces]
            return self._joined(patterns, [self._on(batch, patterns) for batch in batches])
        sizes = tuple(end - begin for begin, end in pieces)
        if sizes not in self._shared:
            passes = [
                (partial(self._fetch_next, size), *self._on(self._fetch(size).batch, patterns))
                for size in sizes
            ]
            self._shared[sizes] = self._joined(patterns, passes)
        return self._shared[sizes]

    def _joined(self, patterns: int, passes: list[Piece]) -> Update:
        """Add up the gradients of the pieces, and update the parameters with the last."""
        g, total = self.parameters.g, self._total
        if len(passes) > 1:
            first: Call = partial(np.copyto, total, g)
            between: Call = partial(np.add, total, g, total)
            last: Call = partial(np.add, total, g, g)
            sums = [first, *[between] * (len(passes) - 2), last]
            passes = [(*piece, call) for piece, call in zip(passes, sums, strict=True)]
        return (*passes[:-1], (*passes[-1], *self._rule(patterns).calls))

    def _rule(self, patterns: int) -> UpdateRule:
        """Return the update rule of a batch of so many patterns."""
        if patterns not in self._rules:
            share = batch_share(patterns, self._settings) * loss_factor(self._settings)
            outputs = patterns * self._source.targets.shape[1]
            self._rules[patterns] = UpdateRule(
                self.parameters, share, self._settings.decay, deltas=outputs
            )
            self._rules[patterns].set_rates(*self._rates)
        return self._rules[patterns]

    def _on(self, batch: Batch, patterns: int) -> Piece:
        """Return both passes on this batch, a piece of one of so many patterns."""
        size = len(batch.rows)
        if (size, patterns) not in self._passes:
            work, factor = self._workspace(size), self._rule(patterns).factor_of_deltas
            calls = (*record_forward(work, batch), *record_backward(work, batch, factor))
            self._passes[size, patterns] = batch, calls
            return calls
        first, calls = self._passes[size, patterns]
        return rebound(calls, first, batch)

    def _workspace(self, size: int) -> Workspace:
        if size not in self._workspaces:
            layout = FoldedWorkspace if self._folds else BlockWorkspace
            self._workspaces[size] = layout(self._problem, self.parameters, size)
        return self._workspaces[size]

    def _fetch(self, size: int) -> Fetch:
        if size not in self._fetches:
            self._fetches[size] = Fetch(self._source, size, with_ones=self._folds)
        return self._fetches[size]

    def _fetch_next(self, size: int) -> None:
        stop = self._fetches[size].copy(self._next, self._order)
        self._next = stop if stop < len(self._source) else 0

    # ---- the loss --------------------------------------------------------------------------

    def loss(self, abort: threading.Event | None) -> float:
        """Return the loss over all patterns, in their own order; nan when aborted on the way."""
        n, total = len(self._source), 0.0
        for start, stop in cut(0, n, self._longest):
            if start and abort is not None and abort.is_set():
                return math.nan
            total += self._loss(start, stop - start)
        return total * batch_share(n, self._settings)

    def _loss(self, start: int, size: int) -> float:
        batch = self._in_own_order(start, size)
        if size not in self._forward:
            self._forward[size] = batch, record_forward(self._workspace(size), batch)
        first, calls = self._forward[size]
        for call in rebound(calls, first, batch):
            call()
        return summed_loss(self._workspace(size), batch.y)

    def _in_own_order(self, start: int, size: int) -> Batch:
        if self._folds:
            fetch = self._fetch(size)
            fetch.copy(start, None)
            return fetch.batch
        rows, targets = (
            array[start : start + size] for array in (self._source.inputs, self._source.targets)
        )
        return Batch.of(rows, targets.T, rows.shape[1])


def rebound(calls: tuple[Call, ...], before: Batch, after: Batch) -> tuple[Call, ...]:
    """Return these calls with the arrays of another batch."""
    if before is after:
        return calls
    new = {id(old): array for old, array in zip(before.arrays, after.arrays, strict=True)}

    def moved(call: Call) -> Call:
        if not any(id(argument) in new for argument in call.args):
            return call
        arguments = (new.get(id(argument), argument) for argument in call.args)
        return partial(call.func, *arguments, **call.keywords)

    return tuple(moved(call) for call in calls)


def summed_loss(work: Workspace, y: FloatArray) -> float:
    """Return the summed loss of the patterns that went forward last, whose targets are `y`."""
    settings = work.problem.settings
    activation = work.network.layers[-1].activation
    z, a, targets = work.z[-1].T, work.a[-1].T, y.T
    if activation == "sigmoid":
        z = -z
    terms = LOSSES[settings.loss].terms(z, a, targets, activation)
    if settings.margin:
        terms = np.where(counted(a, targets, settings.margin), terms, 0.0)
    return float(terms.sum(dtype=np.float64))
