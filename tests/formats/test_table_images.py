from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bpgui.formats.table import TableError, TableOptions, read_table
from bpgui.formats.table_dataset import dataset_from_table, guess_targets, make_dataset
from bpgui.formats.table_facts import facts_of
from bpgui.formats.table_findings import findings
from bpgui.formats.table_guess import guess_plan

PIXELS = np.random.default_rng(0).integers(0, 256, (6, 5, 4, 3)).astype(np.uint8)


def save(folder: Path, name: str, pixels: np.ndarray, mode: str | None = None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    image = Image.fromarray(pixels)
    (image.convert(mode) if mode else image).save(folder / name)


def test_that_grey_pictures_are_read_by_class(tmp_path: Path) -> None:
    for number in range(6):
        save(tmp_path / ("dog" if number % 2 else "cat"), f"{number}.png", PIXELS[number, ..., 0])
    table = read_table(tmp_path)
    assert (table.format, table.image_shape, table.n_rows) == ("Pictures", (5, 4), 6)
    assert table.texts(20) == ("cat",) * 3 + ("dog",) * 3
    assert table.numbers(7).tolist() == PIXELS[[0, 2, 4, 1, 3, 5], 1, 3, 0].tolist()
    dataset = dataset_from_table(table, guess_targets(table))
    assert (dataset.image_shape, dataset.classes) == ((5, 4), ("cat", "dog"))


def test_that_a_dark_border_stays_part_of_the_pictures(tmp_path: Path) -> None:
    pixels = PIXELS[..., 0].copy()
    pixels[:, 0] = pixels[:, :, 3] = 0
    for number in range(6):
        save(tmp_path / ("dog" if number % 2 else "cat"), f"{number}.png", pixels[number])
    table = read_table(tmp_path)
    facts = facts_of(table)
    plan = guess_plan(table, facts)
    made = make_dataset(table, facts, plan)
    assert made.dataset.image_shape == (5, 4)
    assert np.isfinite(made.dataset.x_train).all()
    assert not findings(table, facts, plan, made)


def test_that_coloured_pictures_stand_colour_beside_colour(tmp_path: Path) -> None:
    save(tmp_path / "a", "1.png", PIXELS[0])
    save(tmp_path / "b", "1.png", PIXELS[1], "RGBA")
    table = read_table(tmp_path)
    assert table.image_shape == (5, 12)
    expected = np.moveaxis(PIXELS[:2], 3, 2).reshape(2, 60)
    found = np.column_stack([table.numbers(column) for column in range(60)])
    np.testing.assert_array_equal(found, expected)


def test_that_grey_pictures_saved_in_colour_are_grey(tmp_path: Path) -> None:
    for name in "ab":
        save(tmp_path / name, "1.png", PIXELS[0, ..., 0], "RGB")
    assert read_table(tmp_path).image_shape == (5, 4)


def test_that_pictures_of_sixteen_bits_are_read(tmp_path: Path) -> None:
    for name in "ab":
        save(tmp_path / name, "1.png", PIXELS[0, ..., 0].astype(np.uint16) * 257)
    assert read_table(tmp_path).numbers(3).tolist() == [PIXELS[0, 0, 3, 0]] * 2


def test_that_pictures_of_another_size_and_broken_ones_are_named(tmp_path: Path) -> None:
    for number in range(3):
        save(tmp_path / "a", f"{number}.png", PIXELS[number, ..., 0])
    save(tmp_path / "b", "large.png", np.zeros((9, 8), np.uint8))
    (tmp_path / "b" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    whole = (tmp_path / "a" / "0.png").read_bytes()
    (tmp_path / "b" / "cut.png").write_bytes(whole[:50])
    (tmp_path / "b" / "notes.txt").write_text("no picture")
    table = read_table(tmp_path)
    assert (table.n_rows, table.n_left_out) == (3, 3)
    said = " ".join(problem.sentence for problem in table.problems)
    assert "“b/large.png” has 8 × 9 pixels, where the others have 4 × 5. It was left out." in said
    assert "“b/broken.png” cannot be read as a picture." in said
    assert "“b/cut.png” cannot be read as a picture." in said


def test_that_folders_of_folders_are_parts(tmp_path: Path) -> None:
    for part in ("train", "test"):
        for name in ("a", "b"):
            save(tmp_path / part / name, "1.png", PIXELS[0, ..., 0])
    assert read_table(tmp_path).parts == ("test", "train")
    assert read_table(tmp_path, TableOptions(part="train")).part == "train"
    with pytest.raises(TableError, match="There is no folder “none”"):
        read_table(tmp_path, TableOptions(part="none"))


def test_that_large_pictures_are_refused_by_their_headers(tmp_path: Path) -> None:
    save(tmp_path / "a", "1.png", np.zeros((200, 200), np.uint8))
    with pytest.raises(TableError, match="200 × 200 pixels; at most 10,000"):
        read_table(tmp_path)


def test_that_a_folder_without_pictures_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(TableError, match="holds no folders of pictures"):
        read_table(tmp_path)
