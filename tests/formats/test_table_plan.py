"""A table becomes a data set as planned: types, missing values, splits, scalings."""

from dataclasses import replace

import numpy as np
import pytest

from bpgui.formats.table import Table
from bpgui.formats.table_dataset import Made, make_dataset
from bpgui.formats.table_facts import facts_of
from bpgui.formats.table_findings import findings
from bpgui.formats.table_guess import guess_plan
from bpgui.formats.table_plan import ColumnUse, TablePlan
from tests.formats.conftest import Read

AGES = "age,colour,y\n1,red,0.1\n,blue,0.2\n3,,0.3\n8,red,0.4\n3,blue,0.5\n"


def planned(table: Table, **changes: object) -> TablePlan:
    """Return the usual plan with the first column's use changed."""
    return guess_plan(table, facts_of(table)).with_uses((0,), **changes)


def made(table: Table, plan: TablePlan) -> Made:
    return make_dataset(table, facts_of(table), plan)


def sentences(table: Table, plan: TablePlan) -> str:
    facts = facts_of(table)
    return "\n".join(f.sentence for f in findings(table, facts, plan, made(table, plan)))


@pytest.mark.parametrize(
    ("rule", "filled"), [("mean", 3.75), ("median", 3.0), ("most frequent", 3.0)]
)
def test_that_a_missing_number_is_filled(read: Read, rule: str, filled: float) -> None:
    data = made(table := read(AGES), planned(table, missing=rule)).dataset
    assert data.inputs[1, 0] == filled  # 1, 3, 8, 3: mean 15/4, in the middle 3
    assert data.columns[0].filled == filled
    assert data.columns[0].missing == rule


def test_that_a_row_without_a_number_is_left_out_with_its_line(read: Read) -> None:
    result = made(table := read(AGES), planned(table, missing="leave out"))
    assert result.dataset.n_patterns == 4
    assert [table.line_of(row) for row in result.left_out] == [3]
    assert result.lacking == {0: 1}
    assert "That is line 3." in sentences(table, planned(table, missing="leave out"))


def test_that_rows_left_out_and_broken_cells_are_told_apart_and_counted(read: Read) -> None:
    rows = "".join(f"{k},{k / 8}\n" for k in range(20))
    told = sentences(table := read(f"a,b\n{rows}5\nx,1\n"), guess_plan(table, facts_of(table)))
    left_out, broken = told.splitlines()[:2]
    assert left_out.startswith("1 row of the file was left out. Line 22")
    assert broken.startswith("Line 23, column 1")
    rows += "1\n2\n3\n4\n5\n"
    told = sentences(table := read(f"a,b\n{rows}x,1\n"), guess_plan(table, facts_of(table)))
    assert "5 rows of the file were left out." in told
    assert "(And 2 more.)" in told.splitlines()[0]


def test_that_words_that_all_differ_are_ignored_and_can_be_used(read: Read) -> None:
    rows = "".join(f"2024-01-{k:02},{k * k % 7},{k % 3}\n" for k in range(1, 29))
    table = read(f"day,size,y\n{rows}")
    plan = guess_plan(table, facts_of(table))
    assert [use.role for use in plan.columns] == ["ignore", "input", "target"]
    assert "“day” has another value in nearly every row" in sentences(table, plan)


def test_that_the_columns_that_lack_values_as_well_are_counted(read: Read) -> None:
    def told(columns: int) -> list[str]:
        head = ",".join(f"c{k}" for k in range(columns))
        rows = "\n".join(",".join(str(j * k % 7) for k in range(columns)) for j in range(3, 25))
        table = read(f"{head}\n{',' * (columns - 1)}1\n{rows}\n{'1,' * (columns - 1)}\n")
        plan = guess_plan(table, facts_of(table))
        return sentences(table, plan).splitlines()

    assert sum("has no" in sentence for sentence in told(4)) == 4
    assert not any("as well" in sentence for sentence in told(4))
    assert "“c3” and “c4” lack values as well." in told(5)


def test_that_missing_words_are_a_category_or_the_most_frequent(read: Read) -> None:
    table = read(AGES)
    data = made(table, planned(table, missing="median")).dataset
    assert data.input_names == ("age", "colour=blue", "colour=red", "colour=missing")
    assert data.inputs[2].tolist() == [3, 0, 0, 1]
    plan = planned(table, missing="median").with_uses((1,), missing="most frequent")
    assert made(table, plan).dataset.inputs[2].tolist() == [3, 1, 0]
    plan = planned(table, missing="median").with_uses((1,), missing="constant", constant="red")
    assert made(table, plan).dataset.inputs[2].tolist() == [3, 0, 1]


def test_that_a_mean_is_found_from_the_training_rows_only(read: Read) -> None:
    rows = "".join(f"{k * k if k != 7 else ''},{k}\n" for k in range(40))
    table = read("a,y\n" + rows)
    plan = replace(planned(table, missing="mean"), test_fraction=0.5, seed=4)
    data = made(table, plan).dataset
    known = [row for row in data.train.tolist() if row != 7]
    assert data.inputs[7, 0] == pytest.approx(np.mean([row * row for row in known]))
    assert data.inputs[7, 0] != pytest.approx(np.mean([k * k for k in range(40) if k != 7]))


def test_that_scalings_are_found_from_the_training_rows_only(read: Read) -> None:
    table = read("a,y\n" + "".join(f"{k * k},{k}\n" for k in range(40)))
    plan = replace(planned(table, scaling="0-1"), test_fraction=0.5, seed=4)
    data = made(table, plan).dataset
    assert (data.x_train.min(), data.x_train.max()) == (0, 1)
    assert data.x.max() > 1 or data.x.min() < 0


def test_that_numbers_can_be_categories_and_text_numbers(read: Read) -> None:
    table = read(
        "code,text,y\n" + "".join(f"{k % 3 * 10},{w},{k}\n" for k, w in enumerate("1x2y3z4w"))
    )
    plan = planned(table, holds="category").with_uses((1,), holds="number", missing="constant",
                                                      constant="-1")  # fmt: skip
    data = made(table, plan).dataset
    assert data.input_names == ("code=0", "code=10", "code=20", "text")
    assert data.inputs[:, 3].tolist() == [1, -1, 2, -1, 3, -1, 4, -1]


def test_that_copies_are_left_out_on_request_before_the_split(read: Read) -> None:
    table = read("a,y\n" + "1,2\n3,4\n" * 10)
    plan = planned(table)
    assert made(table, plan).copies == 18
    few = made(table, replace(plan, without_copies=True)).dataset
    assert few.n_patterns == 2
    assert "18 rows are exact copies of earlier rows" in sentences(table, plan)
    table = read("a,y\n1,2\n3,4\n3,4\n")
    assert "1 row is an exact copy of an earlier row" in sentences(table, planned(table))


def test_that_one_missing_value_is_told_as_one(read: Read) -> None:
    table = read("a,b,y\n1,red,2\n,,4\n3,blue,5\n5,red,9\n7,red,8\n")
    plan = planned(table, missing="median").with_uses((1,), missing="class")
    told = sentences(table, plan)
    assert (
        "“a” has no number in 1 of 5 rows; 4, the median of the training rows, stands for it"
        in told
    )
    assert "“b” has no value in 1 of 5 rows; this is a category of its own, “missing”" in told


def test_that_a_column_without_values_everywhere_is_told(read: Read) -> None:
    table = read("a,b,y\n" + "".join(f"{k},,{k}\n" if k % 2 else f",{k},{k}\n" for k in range(10)))
    plan = guess_plan(table, facts_of(table)).with_uses((0, 1), missing="leave out")
    with pytest.raises(ValueError, match="No row is left"):
        made(table, plan)


def test_that_a_rule_that_does_not_fit_a_type_is_replaced() -> None:
    number = ColumnUse(missing="mean")
    assert number.changed(holds="category").missing == "class"
    assert number.changed(holds="category", role="target").missing == "leave out"
    word = ColumnUse(holds="category", missing="class")
    assert word.changed(holds="number").missing == "leave out"
    assert word.changed(role="target").missing == "leave out"


def test_that_uneven_classes_and_identifiers_are_told(read: Read) -> None:
    rows = "".join(
        f"{(k * 7919) % 100003},{k / 3},{'no' if k % 10 else 'yes'}\n" for k in range(50)
    )
    table = read("customer id,a,y\n" + rows)
    plan = planned(table)
    assert plan.columns[0].role == "ignore"
    text = sentences(table, plan)
    assert "“customer id” has another value in nearly every row" in text
    assert "“no” has 45 rows, “yes” only 5" in text


def test_that_columns_with_the_same_fault_are_told_together(read: Read) -> None:
    names = ",".join(f"c{k}" for k in range(30))
    rows = "".join(",".join(["1"] * 30) + f",{k},{k}\n" for k in range(9))
    table = read(names + ",a,y\n" + rows)
    text = sentences(table, guess_plan(table, facts_of(table)))
    assert "“c0”, “c1”, “c2” and 27 more columns are the same in every row and are ignored." in text
