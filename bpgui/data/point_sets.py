"""Seeded sets of points in the plane and on a curve: small tasks whose solution can be seen."""

import numpy as np

from bpgui.core.arrays import FloatArray

# How far the coordinates of the plane sets reach, roughly: what a network without scaling can use.
_REACH = 1.0


def circle(seed: int, count: int = 200) -> tuple[FloatArray, FloatArray]:
    """Points in a square; 1 inside a circle of half its area, 0 outside, with a gap between.

    Parameters
    ----------
    seed
        Same seed, same points.
    count
        How many, half of them inside.

    Returns
    -------
    inputs, targets
        (count, 2) in -1 to 1, and (count, 1).
    """
    rng = np.random.default_rng(seed)
    radius, gap = np.sqrt(2 / np.pi) * _REACH, 0.06
    inside: list[FloatArray] = []
    outside: list[FloatArray] = []
    half = count // 2
    while len(inside) < half or len(outside) < count - half:
        point = rng.uniform(-_REACH, _REACH, 2)
        distance = float(np.hypot(*point))
        if distance < radius - gap and len(inside) < half:
            inside.append(point)
        elif distance > radius + gap and len(outside) < count - half:
            outside.append(point)
    return _mixed(np.array(outside), np.array(inside), rng)


def moons(seed: int, count: int = 200, noise: float = 0.07) -> tuple[FloatArray, FloatArray]:
    """Two half circles that reach into each other; 0 for the upper, 1 for the lower.

    Parameters
    ----------
    seed, count
        As in `circle`.
    noise
        Standard deviation of the distance from the half circles.

    Returns
    -------
    inputs, targets
        (count, 2) in about -1 to 1, and (count, 1).
    """
    rng = np.random.default_rng(seed)
    half = count // 2
    upper_angle, lower_angle = (
        np.linspace(0, np.pi, half),
        np.linspace(0, np.pi, count - half),
    )
    upper = np.column_stack([np.cos(upper_angle) - 0.5, np.sin(upper_angle) - 0.25])
    lower = np.column_stack([0.5 - np.cos(lower_angle), 0.25 - np.sin(lower_angle)])
    upper, lower = (part / 1.5 + rng.normal(0, noise, part.shape) for part in (upper, lower))
    return _mixed(upper, lower, rng)


def spirals(
    seed: int, count: int = 200, turns: float = 1.5, noise: float = 0.02
) -> tuple[FloatArray, FloatArray]:
    """Two spirals wound around each other, 0 and 1.

    Parameters
    ----------
    seed, count, noise
        As in `moons`.
    turns
        How often each winds around the middle; the more, the harder.

    Returns
    -------
    inputs, targets
        (count, 2) in about -1 to 1, and (count, 1).

    Notes
    -----
    After K. J. Lang and M. J. Witbrock, "Learning to tell two spirals apart", Proceedings of the
    1988 Connectionist Models Summer School, where each winds three times.
    """
    rng = np.random.default_rng(seed)
    half = count // 2
    arms = []
    for start, points in ((0.0, half), (np.pi, count - half)):
        # The square root spaces the points evenly along the arm.
        part = np.sqrt(np.linspace(0.01, 1, points))
        angle = start + part * turns * 2 * np.pi
        arm = np.column_stack([part * np.cos(angle), part * np.sin(angle)]) * _REACH
        arms.append(arm + rng.normal(0, noise, arm.shape))
    return _mixed(arms[0], arms[1], rng)


def noisy_sine(seed: int, count: int = 120, noise: float = 0.1) -> tuple[FloatArray, FloatArray]:
    """One and a half periods of a sine, measured with noise, at random places.

    Parameters
    ----------
    seed, count
        As in `circle`.
    noise
        Standard deviation of the measured values.

    Returns
    -------
    inputs, targets
        (count, 1) angles from -3 pi / 2 to 3 pi / 2, and (count, 1).
    """
    rng = np.random.default_rng(seed)
    angle = rng.uniform(-1.5 * np.pi, 1.5 * np.pi, (count, 1))
    return angle, np.sin(angle) + rng.normal(0, noise, angle.shape)


def _mixed(
    zeros: FloatArray, ones: FloatArray, rng: np.random.Generator
) -> tuple[FloatArray, FloatArray]:
    """Put two sets of points in one random order, with their targets."""
    order = rng.permutation(len(zeros) + len(ones))
    targets = np.concatenate([np.zeros((len(zeros), 1)), np.ones((len(ones), 1))])
    return np.concatenate([zeros, ones])[order], targets[order]
