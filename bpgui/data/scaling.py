"""Column scaling: what stands between the numbers of a file and the numbers a network sees."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from bpgui.core.arrays import BoolArray, FloatArray, read_only

ScalingKind = Literal["none", "0-1", "z-score", "mixed"]
SCALING_KINDS: tuple[ScalingKind, ...] = get_args(ScalingKind)[:-1]
"""The kinds that can be chosen; a scaling whose columns have several of them is "mixed"."""
Parts = Callable[[], Iterable[FloatArray]]


@dataclass(frozen=True, eq=False)
class Scaling:
    """An affine map for each column, ``scaled = (raw - offset) / scale``.

    Parameters
    ----------
    kind
        How the numbers were found: "none", "0-1" (smallest to 0, largest to 1) or "z-score" (mean
        0, standard deviation 1). Only a label once they are found, except that "none" leaves every
        bit as it is. "mixed" if not all columns have the same.
    offset, scale
        (k,) one a column, made read-only. Scales are positive and finite.
    kinds
        The kind of each column. Where a mixed scaling does not say (a file of weights does not),
        a column that is left as it is counts as "none", and any other as "z-score".

    Raises
    ------
    ValueError
        If the kind is unknown, the shapes differ, or a number is unusable.
    """

    kind: ScalingKind
    offset: FloatArray
    scale: FloatArray
    kinds: tuple[ScalingKind, ...] = ()

    def __post_init__(self) -> None:
        if self.kind != "mixed":
            _check_kind(self.kind)
        for field in ("offset", "scale"):
            object.__setattr__(self, field, read_only(getattr(self, field), np.float64))
        if self.offset.ndim != 1 or self.offset.shape != self.scale.shape:
            raise ValueError(
                "A scaling needs one offset and one scale for each column, but has offsets of "
                f"shape {self.offset.shape} and scales of shape {self.scale.shape}."
            )
        if not (np.isfinite(self.offset).all() and np.isfinite(self.scale).all()):
            raise ValueError("The offsets and scales of a scaling must be finite numbers.")
        if not (self.scale > 0).all():
            raise ValueError("Every scale of a scaling must be greater than zero.")
        if self.kind == "none" and ((self.offset != 0).any() or (self.scale != 1).any()):
            raise ValueError("The scaling “none” has offsets 0 and scales 1 only.")
        object.__setattr__(self, "kinds", tuple(self.kinds) or self._presumed_kinds())
        self._check_kinds()

    @classmethod
    def identity(cls, columns: int) -> Scaling:
        """Return the scaling that changes nothing."""
        return cls("none", np.zeros(columns), np.ones(columns))

    @classmethod
    def fit(cls, kind: ScalingKind, rows: ArrayLike, *, joint: bool = False) -> Scaling:
        """Find the scaling of this kind for these rows.

        Parameters
        ----------
        kind
            "none", "0-1" or "z-score".
        rows
            (n, k) raw values, n at least 1.
        joint
            One offset and one scale shared by all columns, as the pixels of a picture need: they
            have one unit, and a pixel that is nearly always dark should stay so.

        Returns
        -------
        Scaling
            A column that never changes gets the scale 1, so that it is only moved.

        Raises
        ------
        ValueError
            If there is no row, or the values of a column lie further apart than a double can say.

        Examples
        --------
        >>> scaling = Scaling.fit("0-1", [[10.0, 5.0], [30.0, 5.0]])
        >>> scaling.apply([[15.0, 6.0]]).tolist()
        [[0.25, 1.0]]
        >>> scaling.undo([[0.25, 1.0]]).tolist()
        [[15.0, 6.0]]
        """
        values = np.asarray(rows, dtype=np.float64)
        if values.ndim != 2 or not len(values):
            raise ValueError("A scaling is found from at least one row of values.")
        return cls.fit_parts(kind, lambda: (values,), values.shape[1], joint=joint)

    @classmethod
    def fit_parts(
        cls, kind: ScalingKind, parts: Parts, columns: int, *, joint: bool = False
    ) -> Scaling:
        """Find the offsets and scales as `fit` does, of rows that come in parts.

        Parameters
        ----------
        kind, joint
            As in `fit`.
        parts
            Gives all the rows, at least one, in parts of shape (m, columns); called twice for
            "z-score".
        columns
            The number of columns.
        """
        if kind == "none" or not columns:
            return cls(kind, np.zeros(columns), np.ones(columns))

        def columns_of_parts() -> Iterator[FloatArray]:
            return (part.reshape(-1, 1) if joint else part for part in parts())

        offset, scale = _fit_columns(kind, columns_of_parts)
        if not (np.isfinite(offset).all() and np.isfinite(scale).all()):
            raise ValueError("The values of a column lie too far apart to be scaled.")
        return cls(kind, np.broadcast_to(offset, columns), np.broadcast_to(scale, columns))

    @classmethod
    def fit_mixed(cls, kinds: Sequence[ScalingKind], parts: Parts) -> Scaling:
        """Find a scaling in which each column has a kind of its own; otherwise as `fit_parts`."""
        columns, different = len(kinds), set(kinds)
        if len(different) < 2:
            return cls.fit_parts(kinds[0] if kinds else "none", parts, columns)
        offset, scale = np.zeros(columns), np.ones(columns)
        for kind in different - {"none"}:
            chosen = np.array([given == kind for given in kinds])
            found = cls.fit_parts(kind, _columns_of(parts, chosen), int(chosen.sum()))
            offset[chosen], scale[chosen] = found.offset, found.scale
        return cls("mixed", offset, scale, tuple(kinds))

    @property
    def columns(self) -> int:
        """The number of columns."""
        return len(self.offset)

    def apply(self, raw: ArrayLike) -> FloatArray:
        """Return the scaled values of raw ones, (..., k) to (..., k)."""
        values = np.asarray(raw, dtype=np.float64)
        if self.kind == "none":
            return values.copy()
        with np.errstate(over="ignore"):
            scaled = np.asarray(values - self.offset, dtype=np.float64)
            return np.divide(scaled, self.scale, out=scaled) if scaled.ndim else scaled / self.scale

    def undo(self, scaled: ArrayLike) -> FloatArray:
        """Return the raw values of scaled ones, (..., k) to (..., k)."""
        values = np.asarray(scaled, dtype=np.float64)
        if self.kind == "none":
            return values.copy()
        with np.errstate(over="ignore"):
            return np.asarray(values * self.scale + self.offset, dtype=np.float64)

    def _presumed_kinds(self) -> tuple[ScalingKind, ...]:
        if self.kind != "mixed":
            return (self.kind,) * self.columns
        same = (self.offset == 0) & (self.scale == 1)
        return tuple("none" if stays else "z-score" for stays in same)

    def _check_kinds(self) -> None:
        if len(self.kinds) != self.columns:
            raise ValueError(
                f"A scaling of {self.columns} columns needs as many kinds, not {len(self.kinds)}."
            )
        for kind in set(self.kinds):
            _check_kind(kind)
        if self.kind != "mixed" and any(kind != self.kind for kind in self.kinds):
            raise ValueError("A scaling whose columns have several kinds is “mixed”.")


def _check_kind(kind: str) -> None:
    if kind not in SCALING_KINDS:
        raise ValueError(f"There is no scaling “{kind}”; choose one of {', '.join(SCALING_KINDS)}.")


def _columns_of(parts: Parts, chosen: BoolArray) -> Parts:
    return lambda: (part[:, chosen] for part in parts())


def _fit_columns(kind: ScalingKind, parts: Parts) -> tuple[FloatArray, FloatArray]:
    """Return offset and scale of every column; not finite where a column's spread is not."""
    smallest, largest, mean, count = _looked_through(parts)
    with np.errstate(over="ignore", invalid="ignore"):
        if kind == "0-1":
            offset, scale = smallest, largest - smallest
        else:
            squares = sum(((part - mean) ** 2).sum(axis=0) for part in parts())
            offset, scale = mean, np.sqrt(squares / count)
    # The rounded mean of equal numbers need not be that number: a constant is told by its range.
    constant = (smallest == largest) | (scale < np.finfo(np.float64).tiny)
    return np.where(smallest == largest, smallest, offset), np.where(constant, 1.0, scale)


def _looked_through(parts: Parts) -> tuple[FloatArray, FloatArray, FloatArray, int]:
    """Return the smallest and largest number and the mean of every column, and the rows."""
    ends: list[tuple[FloatArray, FloatArray]] = []
    sums: list[FloatArray] = []
    count = 0
    with np.errstate(over="ignore", invalid="ignore"):
        for part in parts():
            ends.append((part.min(axis=0), part.max(axis=0)))
            sums.append(part.sum(axis=0))
            count += len(part)
        smallest = np.min([low for low, _ in ends], axis=0)
        largest = np.max([high for _, high in ends], axis=0)
        mean: FloatArray = np.sum(sums, axis=0) / count
    return smallest, largest, mean, count
