"""Tables of arrays: NPY, NPZ and IDX files, written by NumPy and by hand."""

import gzip
import io
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from bpgui.formats.table import TableError, TableOptions, read_table
from bpgui.formats.table_dataset import dataset_from_table, guess_targets
from tests.formats.conftest import Read

IMAGES = np.random.default_rng(0).integers(0, 256, (30, 5, 4)).astype(np.uint8)
LABELS = (np.arange(30) % 3 + 7).astype(np.uint8)
IDX_TYPES = {"u1": 0x08, "i1": 0x09, "i2": 0x0B, "i4": 0x0C, "f4": 0x0D, "f8": 0x0E}
DTYPES = st.sampled_from(["<f8", ">f8", "<f4", "<f2", "<i8", ">i4", "<u2", "|u1", "|b1"])


def npy(values: np.ndarray, *, allow_pickle: bool = False) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values, allow_pickle=allow_pickle)
    return stream.getvalue()


def npz(**values: np.ndarray) -> bytes:
    stream = io.BytesIO()
    np.savez_compressed(stream, **values)  # type: ignore[arg-type]
    return stream.getvalue()


def idx(values: np.ndarray) -> bytes:
    kind = values.dtype.str[1:]
    head = bytes([0, 0, IDX_TYPES[kind], values.ndim])
    return (
        head + struct.pack(f">{values.ndim}I", *values.shape) + values.astype(f">{kind}").tobytes()
    )


@given(
    DTYPES.flatmap(
        lambda dtype: arrays.arrays(
            dtype,
            arrays.array_shapes(min_dims=1, max_dims=2, max_side=9),
            elements={"allow_nan": False, "allow_infinity": False} if "f" in dtype else None,
        )
    ),
    st.booleans(),
)
def test_that_every_array_of_numbers_is_read(
    tmp_path_factory: pytest.TempPathFactory, values: np.ndarray, fortran: bool
) -> None:
    path = Path(tmp_path_factory.mktemp("arrays"), "data.npy")
    path.write_bytes(npy(np.asfortranarray(values) if fortran else values))
    table = read_table(path)
    expected = values.reshape(len(values), -1).astype(np.float64)
    found = np.column_stack([table.numbers(column) for column in range(table.n_columns)])
    np.testing.assert_array_equal(found, expected)


def test_that_an_array_of_fields_gives_the_columns_their_names(read: Read) -> None:
    values = np.array([(1.5, "red", True), (2, "blue", False)], "f8,U5,?")
    values.dtype.names = ("size", "colour", "ok")
    table = read(npy(values), name="data.npy")
    assert table.names == ("size", "colour", "ok")
    assert (table.texts(0), table.texts(1)) == (("1.5", "2.0"), ("red", "blue"))
    plain = read(npy(np.array([(1, 2.5)], [("a", "i4"), ("b", "f8")])), name="data.npy")
    assert (plain.numbers(0)[0], plain.numbers(1)[0]) == (1, 2.5)


def test_that_missing_and_infinite_numbers_are_told(read: Read) -> None:
    table = read(npy(np.array([[1, np.nan], [2, np.inf], [3, 4]])), name="data.npy")
    assert table.missing == {1: 1}
    assert table.missing_in(1).tolist() == [True, True, False]
    assert [(problem.line, problem.column) for problem in table.problems] == [(2, 2)]
    with pytest.raises(TableError, match=r"Row 1, column 2 \(“column 2”\): the value is missing"):
        table.numbers(1)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (npy(np.array([{}, 1], object), allow_pickle=True), "holds Python objects"),
        (npy(np.array([1j])), "another kind than numbers"),
        (npy(np.zeros((2, 2, 2, 2, 2))), "the shape 2 × 2 × 2 × 2 × 2"),
        (npy(np.array(3.0)), "a single number"),
        (npy(np.zeros((0, 3))), "no rows"),
        (npy(np.zeros((3, 3)))[:-1], "not as long as it says"),
        (npy(np.zeros((3, 3))).replace(b"(3, 3)", b"(9**9)"), "does not begin as"),
        (b"\x93NUMPY\x01\x00\xff\xff", "does not begin as"),
        (npy(np.zeros(9)).replace(b"(9,)", b"(9" + b"0" * 2), "does not begin as"),
    ],
)
def test_that_other_arrays_are_refused(read: Read, data: bytes, said: str) -> None:
    with pytest.raises(TableError, match=said):
        read(data, name="data.npy")


def test_that_pictures_keep_their_shape(read: Read) -> None:
    table = read(npy(IMAGES), name="data.npy")
    assert (table.n_rows, table.n_columns, table.image_shape) == (30, 20, (5, 4))
    assert table.numbers(7).tolist() == IMAGES[:, 1, 3].tolist()
    coloured = np.stack([IMAGES, IMAGES + 1, IMAGES + 2], axis=3)
    for values in (coloured, np.moveaxis(coloured, 3, 1)):
        table = read(npy(values), name="data.npy")
        assert table.image_shape == (5, 12)
        assert table.names[:5] == ("red 1,1", "red 1,2", "red 1,3", "red 1,4", "green 1,1")
        assert table.numbers(4).tolist() == coloured[:, 0, 0, 1].tolist()


def test_that_arrays_that_belong_together_are_inputs_and_targets(read: Read) -> None:
    y = np.arange(6.0)
    data = npz(
        other=np.ones(3), y_train=y, X_train=np.ones((6, 2)), x_test=np.ones((2, 2)), y_test=y[:2]
    )
    table = read(data, name="data.npz")
    assert table.parts == ("X_train and y_train", "x_test and y_test", "other")
    assert (table.part, table.roles) == ("X_train and y_train", ("input", "input", "target"))
    assert guess_targets(table) == (2,)
    assert read(data, name="data.npz", part="x_test and y_test").n_rows == 2
    assert read(data, name="data.npz", part="other").numbers(0).tolist() == [1, 1, 1]
    with pytest.raises(TableError, match="There is no “none”"):
        read(data, name="data.npz", part="none")


def test_that_pictures_with_labels_become_a_classification(read: Read) -> None:
    table = read(npz(images=IMAGES, labels=LABELS), name="data.npz")
    dataset = dataset_from_table(table, guess_targets(table))
    assert (dataset.kind, dataset.classes) == ("classes", ("7", "8", "9"))
    assert dataset.image_shape == (5, 4)
    assert dataset.class_indices(dataset.targets).tolist() == (LABELS - 7).tolist()


def test_that_an_npz_without_tables_is_refused(read: Read) -> None:
    stream = io.BytesIO()
    np.savez(stream, a=np.array([{}], object))
    with pytest.raises(TableError, match="holds Python objects"):
        read(stream.getvalue(), name="data.npz")


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("dtype", IDX_TYPES)
def test_that_idx_files_of_every_type_are_read(tmp_path: Path, dtype: str, packed: bool) -> None:
    values = np.array([[1, 2], [-3 if dtype != "u1" else 3, 4]], dtype)
    data = gzip.compress(idx(values)) if packed else idx(values)
    (tmp_path / "data.idx").write_bytes(data)
    table = read_table(tmp_path / "data.idx")
    assert table.format == "IDX"
    assert table.numbers(0).tolist() == values[:, 0].tolist()


@pytest.mark.parametrize("opened", ["images-idx3", "labels-idx1"])
@pytest.mark.parametrize("ends", [(".gz", ".gz"), ("", ".gz"), ("", "")])
def test_that_labels_are_found_beside_pictures(
    tmp_path: Path, opened: str, ends: tuple[str, str]
) -> None:
    paths = {}
    for name, values, end in zip(
        ("images-idx3", "labels-idx1"), (IMAGES, LABELS), ends, strict=True
    ):
        paths[name] = tmp_path / f"train-{name}-ubyte{end}"
        data = idx(values)
        paths[name].write_bytes(gzip.compress(data) if end else data)
    table = read_table(paths[opened])
    assert (table.image_shape, table.n_columns) == ((5, 4), 21)
    assert table.texts(20) == tuple(map(str, LABELS.tolist()))
    assert (table.roles[-1], table.classes) == ("target", {20: ("7", "8", "9")})


def test_that_labels_of_another_number_are_not_taken(tmp_path: Path) -> None:
    (tmp_path / "t10k-images-idx3-ubyte").write_bytes(idx(IMAGES))
    (tmp_path / "t10k-labels-idx1-ubyte").write_bytes(idx(LABELS[:9]))
    table = read_table(tmp_path / "t10k-images-idx3-ubyte")
    assert table.n_columns == 20
    assert "the file beside it has 9 rows, this one 30" in table.warnings[0]


@pytest.mark.parametrize("data", [idx(IMAGES)[:-1], idx(IMAGES) + b"0", b"\0\0\x08\x03\xff\xff"])
def test_that_a_damaged_idx_file_is_refused(read: Read, data: bytes) -> None:
    with pytest.raises(TableError, match=r"damaged|does not begin"):
        read(data, name="data.idx")


def test_that_reading_arrays_can_be_ended(tmp_path: Path) -> None:
    np.save(tmp_path / "data.npy", np.zeros((5, 50)))

    def end(_rows: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        read_table(tmp_path / "data.npy", TableOptions(), end)


def test_that_codes_that_are_no_letters_are_replaced(read: Read) -> None:
    data = npy(np.array(["ab", "c"])).replace("b".encode("utf-32-le"), b"\xff\xff\xff\xff")
    assert read(data, name="data.npy").texts(0) == ("a�", "c")
