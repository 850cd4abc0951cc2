import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bpgui.formats.number_cells import NumberStyle
from bpgui.formats.table_options import TableOptions

texts = st.one_of(
    st.sampled_from(["", "1,5", "1.5", "1,2,3", "1.2,3", "−3", "1_0", "na", "inf", "4\n5", " 7 "]),
    st.integers(-9, 9).map(lambda number: f"{number},25"),
)


@given(st.lists(texts, min_size=1, max_size=6), st.booleans())
def test_that_many_cells_are_read_as_one_after_the_other(
    cells: list[str], decimal_comma: bool
) -> None:
    style = NumberStyle(decimal_comma)
    np.testing.assert_array_equal(style.parse_all(cells), [style.parse(cell) for cell in cells])


def test_that_a_number_can_stand_for_a_missing_value() -> None:
    style = NumberStyle.of(TableOptions(missing=("-999", "none")), decimal_comma=False)
    assert np.isnan(style.parse_all(["1", "-999", "-999.0"])).tolist() == [False, True, True]
    assert [style.is_missing(cell) for cell in ("", "-999", "None", "na", "1")] == [
        *(True, True, True),
        *(False, False),
    ]
