"""Damaged weights files: read, or refused with a sentence, in every format that is read."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpgui.core.initialisation import initialise
from bpgui.core.network import create_network
from bpgui.core.settings import Initialisation
from bpgui.core.structure import remove_connection
from bpgui.data.creation import create_dataset
from bpgui.data.problems import PROBLEMS, problem_network
from bpgui.formats.weights import FORMATS, WeightsError, WeightsFile, WeightsFormat
from bpgui.formats.weights_json import to_json
from tests.formats.damage import damages
from tests.formats.outcome import read_or_refused

READ = [form for form in FORMATS if form.read is not None]


def _iris() -> WeightsFile:
    problem = PROBLEMS["iris"]
    dataset = problem.make()
    return WeightsFile.of(problem_network(problem, dataset), dataset, problem.settings)


def _skipping() -> WeightsFile:
    """Return a network with a layer skipped, a connection absent and one locked."""
    network = initialise(create_network((2, 2, 1), skip=True), Initialisation())
    network = remove_connection(network, 2, 0, 0, 1).network
    rng = np.random.default_rng(3)
    dataset = create_dataset("Ä & co", rng.random((6, 2)), rng.random((6, 1)))
    return WeightsFile.of(network.with_locked(0, True), dataset)


FILES = (_iris(), _skipping())


@pytest.mark.parametrize("which", [0, 1], ids=["iris", "skip"])
@pytest.mark.parametrize("form", READ, ids=[form.key for form in READ])
@given(data=st.data())
def test_that_a_damaged_weights_file_is_read_or_refused(
    form: WeightsFormat, which: int, data: st.DataObject
) -> None:
    assert form.read is not None
    read = form.read
    content = data.draw(damages(form.write(FILES[which])))
    weights = read_or_refused(lambda: read(content, "weights"), WeightsError)
    if weights is not None:
        assert np.isfinite(weights.network.parameters).all()
        assert to_json(weights)


@pytest.mark.parametrize("form", READ, ids=[form.key for form in READ])
@given(noise=st.binary(max_size=300))
def test_that_noise_is_no_weights_file(form: WeightsFormat, noise: bytes) -> None:
    assert form.read is not None
    with pytest.raises(WeightsError):
        form.read(noise, "noise")


@pytest.mark.parametrize("form", READ, ids=[form.key for form in READ])
@given(data=st.data())
def test_that_a_damaged_file_is_matched_with_the_present_network_or_refused(
    form: WeightsFormat, data: st.DataObject
) -> None:
    content = data.draw(damages(form.write(FILES[0])))
    weights = read_or_refused(lambda: form.read_back(content, FILES[0]), WeightsError)
    assert weights is None or np.isfinite(weights.network.parameters).all()
