import pytest

from bpgui.data.source_column import SourceColumn


def test_that_a_column_remembers_what_stands_for_missing_values() -> None:
    column = SourceColumn("age", "input", missing="median", filled=28.0)
    assert (column.holds, column.filled, column.words) == ("number", 28.0, ())


@pytest.mark.parametrize("wrong", [{"role": "both"}, {"holds": "date"}, {"missing": "guess"}])
def test_that_an_unknown_word_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="A column cannot be"):
        SourceColumn(**{"name": "age", "role": "input", **wrong})  # type: ignore[arg-type]
