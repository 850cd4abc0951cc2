import numpy as np
import pytest

from bpgui.formats.table import TableError
from bpgui.formats.table_dataset import guess_targets
from tests.formats.conftest import Read

HEAD = """SNNS pattern definition file V3.2
generated at Mon Apr 25 15:58:23 1994


No. of patterns : {patterns}
No. of input units : {inputs}
{outputs}

"""


def head(patterns: int, inputs: int, outputs: int | None) -> str:
    said = "" if outputs is None else f"No. of output units : {outputs}"
    return HEAD.format(patterns=patterns, inputs=inputs, outputs=said)


def test_that_patterns_with_outputs_are_read(read: Read) -> None:
    body = "# Input pattern 1:\n0 1.5\n# Output pattern 1:\n1\n"
    body += "# Input pattern 2:\n-1e-3\n0.25 # so\n0\n"
    table = read(head(2, 2, 1) + body, name="data.pat")
    assert table.format == "SNNS patterns"
    assert table.names == ("input 1", "input 2", "output 1")
    assert table.roles == ("input", "input", "target")
    assert guess_targets(table) == (2,)
    assert [table.numbers(column).tolist() for column in range(3)] == [
        [0, -0.001],
        [1.5, 0.25],
        [1, 0],
    ]
    assert not table.problems


def test_that_patterns_without_outputs_are_read(read: Read) -> None:
    table = read(head(3, 1, None) + "1 2\n3\n", name="data.pat")
    assert table.numbers(0).tolist() == [1, 2, 3]
    assert table.roles == ("input",)


def test_that_random_patterns_are_read_to_the_bit(read: Read) -> None:
    values = np.random.default_rng(1).standard_normal((50, 7))
    body = "\n".join(" ".join(map(repr, row)) for row in values.tolist())
    table = read(head(50, 4, 3) + body, name="data.pat")
    found = np.column_stack([table.numbers(column) for column in range(7)])
    np.testing.assert_array_equal(found, values)


@pytest.mark.parametrize(
    ("body", "rows", "said"),
    [
        ("1 2\n3\n", 1, "Line 10: the last pattern has 1 of 2 numbers"),
        ("1 2\n", 1, "the header speaks of 2 patterns, but there are 1"),
        ("1 2\n3 4\n5 6\n", 2, "the header speaks of 2 patterns, but there are 3"),
    ],
)
def test_that_other_numbers_of_patterns_are_told(
    read: Read, body: str, rows: int, said: str
) -> None:
    table = read(head(2, 1, 1) + body, name="data.pat")
    assert table.n_rows == rows
    assert any(said in problem.sentence for problem in table.problems)


def test_that_a_word_among_the_numbers_is_named(read: Read) -> None:
    body = "1 2\n" * 20 + "3 oops\n"
    table = read(head(21, 1, 1) + body, name="data.pat")
    assert "Line 29, column 2 (“output 1”): “oops” is not a number" in table.problems[0].sentence


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SNNS pattern definition file V3.2\n1 2 3\n", "does not say how many patterns"),
        (head(1, 0, 1) + "1\n", "does not say how many"),
        (head(1, 99_999, 1) + "1\n", "columns; at most"),
        (head(1, 1, 1).replace("\n\n\n", "\nNo. of variable input dimensions : 2\n"), "variable"),
        (head(1, 1, 1), "there are 0"),
    ],
)
def test_that_a_broken_header_is_refused(read: Read, text: str, said: str) -> None:
    with pytest.raises(TableError, match=said):
        read(text, name="data.pat")
