import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpgui.formats.number_cells import parse_cell, parse_cells

texts = st.one_of(
    st.sampled_from(["", "1,5", "1.5", "1,2,3", "1.2,3", "−3", "1_0", "na", "inf", "4\n5", " 7 "]),
    st.integers(-9, 9).map(lambda number: f"{number},25"),
)


@given(st.lists(texts, min_size=1, max_size=6), st.booleans())
def test_that_many_cells_are_read_as_one_after_the_other(
    cells: list[str], decimal_comma: bool
) -> None:
    each = [parse_cell(cell, decimal_comma=decimal_comma) for cell in cells]
    np.testing.assert_array_equal(parse_cells(cells, decimal_comma=decimal_comma), each)
