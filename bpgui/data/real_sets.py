"""The measured data sets that ship with the program: Iris and handwritten digits."""

import csv

import numpy as np

from bpgui.data.creation import create_dataset
from bpgui.data.dataset import Dataset
from bpgui.resource import resource

IRIS_SOURCE = (
    "R. A. Fisher, “The use of multiple measurements in taxonomic problems”, Annals of Eugenics 7 "
    "(1936); UCI Machine Learning Repository, doi.org/10.24432/C56C76, CC BY 4.0"
)
DIGITS_SOURCE = (
    "E. Alpaydin and C. Kaynak, “Optical Recognition of Handwritten Digits” (1998); UCI Machine "
    "Learning Repository, doi.org/10.24432/C50P49, CC BY 4.0"
)


def iris() -> Dataset:
    """Return 150 plants: four lengths in centimetres, three species (Fisher 1936)."""
    names, rows = _read("iris.csv")
    species = tuple(dict.fromkeys(row[-1] for row in rows))
    return create_dataset(
        "Iris",
        np.array([row[:-1] for row in rows], dtype=np.float64),
        np.array([[row[-1] == name for name in species] for row in rows], dtype=np.float64),
        input_names=names[:-1],
        classes=species,
        kind="classes",
        input_scaling="z-score",
        source=IRIS_SOURCE,
        test_fraction=0.2,
        seed=1,
    )


def digits() -> Dataset:
    """Return 1,797 handwritten digits of 8 by 8 pixels, 0 to 16 (Alpaydin & Kaynak 1998)."""
    names, rows = _read("digits.csv")
    numbers = np.array(rows, dtype=np.float64)
    return create_dataset(
        "Handwritten digits",
        numbers[:, :-1],
        np.eye(10)[numbers[:, -1].astype(int)],
        input_names=names[:-1],
        classes=[str(digit) for digit in range(10)],
        kind="classes",
        input_scaling="0-1",
        image_shape=(8, 8),
        source=DIGITS_SOURCE,
        test_fraction=0.2,
        seed=1,
    )


def _read(name: str) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of one of our own files."""
    with resource("data", name).open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows
