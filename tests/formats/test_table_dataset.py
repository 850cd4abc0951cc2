import numpy as np
import pytest

from bpgui.data.suggestion import suggested_problem
from bpgui.formats.table import read_table
from bpgui.formats.table_dataset import dataset_from_table, guess_targets
from bpgui.resource import resource
from tests.data.learning import Learned
from tests.formats.conftest import Read

FLOWERS = "size,colour,kind\n1,red,rose\n2,blue,iris\n3,red,tulip\n4,green,rose\n"


@pytest.mark.parametrize(
    ("header", "targets"),
    [
        ("a,b,c", (2,)),
        ("y,b,c", (0,)),
        ("a,Class,c", (1,)),
        ("a,y1,y2", (1, 2)),
        ("species,b,c", (0,)),
        ("y1,y2,y3", (2,)),
        ("a,yield,c", (2,)),
    ],
)
def test_that_targets_are_guessed_by_name_or_place(
    read: Read, header: str, targets: tuple[int, ...]
) -> None:
    assert guess_targets(read(header + "\n1,2,3\n")) == targets


def test_that_an_empty_column_is_not_guessed(read: Read) -> None:
    assert guess_targets(read("1,2,\n3,4,\n")) == (1,)


def test_that_text_becomes_columns_of_0_and_1(read: Read) -> None:
    dataset = dataset_from_table(read(FLOWERS), ["kind"])
    assert dataset.input_names == ("size", "colour=blue", "colour=green", "colour=red")
    np.testing.assert_array_equal(dataset.inputs[1], [2, 1, 0, 0])
    assert dataset.kind == "classes"
    assert dataset.classes == dataset.target_names == ("iris", "rose", "tulip")
    np.testing.assert_array_equal(dataset.targets, [[0, 1, 0], [1, 0, 0], [0, 0, 1], [0, 1, 0]])


def test_that_two_words_become_one_binary_target(read: Read) -> None:
    dataset = dataset_from_table(read("a,b\n1,yes\n2,no\n3,yes\n"), [1])
    assert (dataset.kind, dataset.classes, dataset.target_names) == (
        "binary",
        ("no", "yes"),
        ("b",),
    )
    np.testing.assert_array_equal(dataset.targets, [[1], [0], [1]])


@pytest.mark.parametrize(
    ("content", "targets", "kind"),
    [
        ("a,b\n1,0\n2,1\n", ["b"], "binary"),
        ("a,b\n1,0\n2,2\n", ["b"], "regression"),
        ("a,b,c\n1,0,1\n2,1,0\n", ["b", "c"], "classes"),
        ("a,b,c\n1,0,1\n2,1,1\n", ["b", "c"], "regression"),
    ],
)
def test_that_the_kind_of_numbers_is_found(
    read: Read, content: str, targets: list[str], kind: str
) -> None:
    assert dataset_from_table(read(content), targets).kind == kind


def test_that_numbers_are_classes_if_asked(read: Read) -> None:
    dataset = dataset_from_table(read("a,b\n1,10\n2,9\n3,2\n"), [1], treat_as_classes=True)
    assert dataset.classes == ("2", "9", "10")


def test_that_scaling_and_split_have_good_defaults(read: Read) -> None:
    few = dataset_from_table(read("a,b\n1,10\n2,9\n3,2\n"), [1])
    assert few.held_out.size == 0
    assert (few.input_scaling.kind, few.target_scaling.kind) == ("z-score", "z-score")
    many = dataset_from_table(read("a,b\n" + "1,x\n2,y\n" * 50), [1])
    assert many.held_out.size == 20
    assert many.target_scaling.kind == "none"


def test_that_left_out_and_empty_columns_are_no_inputs(read: Read) -> None:
    table = read("a,b,c,\n1,2,3,\n4,5,6,\n")
    assert dataset_from_table(table, ["c"], ignore=["a"]).input_names == ("b",)


def test_that_rows_without_a_number_are_left_out_where_it_is_used(read: Read) -> None:
    table = read("a,b,c\n" + "1,2,3\n4,5,6\n" * 9 + "1,x,3\n")
    assert dataset_from_table(table, ["c"]).n_patterns == 18
    assert dataset_from_table(table, ["c"], ignore=["b"]).n_patterns == 19


def test_that_rows_without_a_target_are_left_out(read: Read) -> None:
    data = dataset_from_table(read("a,b\n1,x\n2,\n3,y\n"), ["b"])
    np.testing.assert_array_equal(data.inputs, [[1], [3]])


@pytest.mark.parametrize(
    ("targets", "ignore", "sentence"),
    [
        ([], [], "at least one column"),
        (["size"], ["size"], "only once"),
        (["colour", "kind"], [], "one category as the target"),
        (["kind"], ["size", "colour"], "No column is left"),
        (["nothing"], [], "no column 'nothing'"),
        ([3], [], "no column 3"),
    ],
)
def test_that_a_choice_that_makes_no_sense_is_refused(
    read: Read, targets: list[str], ignore: list[str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        dataset_from_table(read(FLOWERS), targets, ignore=ignore)


def test_that_a_target_that_never_changes_is_refused(read: Read) -> None:
    with pytest.raises(ValueError, match="nothing to learn"):
        dataset_from_table(read("a,b\n1,x\n2,x\n"), ["b"], treat_as_classes=True)


def test_that_an_identifier_cannot_be_learned(read: Read) -> None:
    content = "a,b\n" + "".join(f"{i},word {i}\n" for i in range(300))
    with pytest.raises(ValueError, match="300 different values, too many"):
        dataset_from_table(read(content), ["b"])
    with pytest.raises(ValueError, match="300 different texts, too many"):
        dataset_from_table(read(content), ["a"])


def test_that_iris_is_learned_from_its_file() -> None:
    table = read_table(resource("data", "iris.csv"))
    dataset = dataset_from_table(table, guess_targets(table))
    assert Learned(suggested_problem(dataset), 60).right(dataset.train) >= 0.95


def test_that_prices_with_words_and_decimal_commas_are_learned(read: Read) -> None:
    rng = np.random.default_rng(0)
    colours = rng.choice(["red", "green", "blue"], 400)
    x = rng.uniform(0, 1000, (400, 2))
    price = 3 * x[:, 0] - 0.002 * x[:, 1] ** 2 + 500 * (colours == "red")
    rows = "".join(
        f"{a:.2f};{b:.1f};{colour};{y:.2f}\n".replace(".", ",")
        for (a, b), colour, y in zip(x, colours, price, strict=True)
    )
    table = read("size;age;colour;price\n" + rows)
    dataset = dataset_from_table(table, guess_targets(table))
    learned = Learned(suggested_problem(dataset), 100)
    assert learned.deviation(dataset.held_out) < 0.1
    # and undone, within a tenth of the spread of the prices
    outputs = dataset.target_scaling.undo(learned.outputs)
    assert np.abs(outputs - dataset.targets).mean() < 0.1 * dataset.targets.std()
