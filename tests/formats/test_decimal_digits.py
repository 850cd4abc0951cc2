import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.arrays import FloatArray
from bpgui.formats.decimal_digits import MARGIN, parse_decimals

FORMATS = ["%.17g", "%.6g", "%.3f", "%.18e", "%.15f", "%.12e", "%d", "%+.2f"]


def parsed(cells: list[str], point: str = ".") -> FloatArray:
    text = np.frombuffer((" " * MARGIN + ";".join(cells) + ";").encode(), np.uint8)
    ends = np.flatnonzero(text == ord(";"))
    starts = np.concatenate([[MARGIN], ends[:-1] + 1])
    return parse_decimals(text, starts, ends, ord(point))


def check(cells: list[str], *, share: float) -> None:
    """Check that what is read is what `float` reads, and that this share of all is read."""
    values, expected = parsed(cells), np.array(list(map(float, cells)))
    read = ~np.isnan(values)
    assert read.mean() >= share
    np.testing.assert_array_equal(values[read].view(np.int64), expected[read].view(np.int64))


@pytest.mark.parametrize("form", FORMATS)
def test_that_numbers_of_every_form_are_read_to_the_bit(form: str) -> None:
    rng = np.random.default_rng(FORMATS.index(form))
    values = rng.standard_normal(5_000) * 10.0 ** rng.integers(-2, 3, 5_000)
    check([form % value for value in values], share=0.97)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_that_no_number_is_read_wrongly(values: list[float]) -> None:
    check([repr(value) for value in values], share=0.0)


def test_that_numbers_halfway_between_two_doubles_are_read_to_the_bit() -> None:
    draw = random.Random(0)  # noqa: S311
    cells = []
    for _ in range(5_000):
        middle = 2 * (draw.getrandbits(53) | 1 << 52) + 1
        text = str(middle * 10 ** draw.randrange(3) + draw.randrange(-1, 2))
        place = draw.randrange(len(text))
        cells += [text, f"{text[:place]}.{text[place:]}"]
    check(cells, share=0.3)


@pytest.mark.parametrize(
    "cell", ["", "-", "+", ".", "-.", "1.2.3", "1-", "e+05", "12a", "1_0", "é"]
)
def test_that_what_is_no_number_is_left(cell: str) -> None:
    values = parsed(["1.5", cell, "-2"])
    np.testing.assert_array_equal(values, [1.5, np.nan, -2])


def test_that_a_comma_can_be_the_point() -> None:
    np.testing.assert_array_equal(
        parsed(["1,25", "-0,5", "1.5", "7"], ","), [1.25, -0.5, np.nan, 7]
    )


def test_that_minus_zero_keeps_its_sign() -> None:
    assert np.signbit(parsed(["-0", "-0.0", "0"])).tolist() == [True, True, False]
