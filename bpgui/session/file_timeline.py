"""Documents and timelines in a session file and back: linked segments, each of them once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings
from bpgui.core.trainer import TrainingState
from bpgui.data.dataset import Dataset
from bpgui.formats import strict_json as strict
from bpgui.session.document import Document
from bpgui.session.file_data import DataOut
from bpgui.session.file_networks import NetworksOut
from bpgui.session.file_pools import Catalogue, Pool, pick, pick_or_none
from bpgui.session.file_samples import SamplesIn, SamplesOut
from bpgui.session.file_values import read_initialisation, read_settings, said_settings
from bpgui.session.sample import Sample
from bpgui.session.segment import InForce, Segment
from bpgui.session.session_file_error import SessionFileError


class TimelinesOut:
    """The documents and segments that are written.

    Parameters
    ----------
    vectors, places
        Where parameters go, and where parameters stood before a change of the topology.
    networks, data
        Where networks and data sets go.
    """

    def __init__(self, vectors: Pool, places: Pool, networks: NetworksOut, data: DataOut) -> None:
        self._vectors, self._places = vectors, places
        self._networks, self._data = networks, data
        self.samples = SamplesOut(vectors)
        self._documents: Catalogue[Document] = Catalogue(self._said_document)
        self._segments: Catalogue[Segment] = Catalogue(self._said_segment)
        self._settings: dict[str, int] = {}
        self._settings_said: list[Any] = []

    def add_document(self, document: Document) -> int:
        """Return the number of a document."""
        return self._documents.add(document)

    def add_record(self, record: Segment) -> int:
        """Return the number of the newest segment of a timeline; all before are added first."""
        unknown = []
        for segment in record.backwards():
            if self._segments.number(segment) is not None:
                break
            unknown.append(segment)
        for segment in reversed(unknown):
            self._segments.add(segment)
        return self._segments.add(record)

    def add_settings(self, settings: TrainingSettings) -> int:
        """Return the number of settings; of equal ones the same, to the bit."""
        key = repr(settings)
        if key not in self._settings:
            self._settings[key] = len(self._settings_said)
            self._settings_said.append(said_settings(settings))
        return self._settings[key]

    def said(self) -> dict[str, Any]:
        """Return what JSON says of all of them."""
        return {
            "settings": self._settings_said,
            "documents": self._documents.described,
            "segments": self._segments.described,
        }

    def _said_document(self, document: Document) -> dict[str, Any]:
        return {
            "network": self._networks.add(document.network),
            "initial": self._networks.add(document.initial),
            "velocity": self._vectors.add(document.velocity),
            "sweep": int(document.sweep),
            "position": int(document.position),
            "updates": int(document.updates),
            "dataset": self._data.add(document.dataset),
            "initialisation": said_settings(document.initialisation),
            "problem": document.problem,
        }

    def _said_segment(self, segment: Segment) -> dict[str, Any]:
        earlier, origin = segment.earlier, segment.origin
        for sample in segment.samples:
            self.samples.add(sample)
        return {
            "start": self.add_document(segment.start),
            "settings": [[e.updates, self.add_settings(e.settings)] for e in segment.settings],
            "samples": len(segment.samples),
            "origin": None if origin is None else self._places.add(origin),
            "earlier": None if earlier is None else self._segments.add(earlier),
            "reaches_back": segment.reaches_back,
            "marks": [self._said_mark(mark) for mark in segment.marks],
        }

    def _said_mark(self, mark: TrainingState) -> dict[str, int]:
        return {
            "parameters": self._vectors.add(mark.parameters),
            "velocity": self._vectors.add(mark.velocity),
            "sweep": int(mark.sweep),
            "position": int(mark.position),
            "updates": int(mark.updates),
        }


@dataclass(frozen=True, eq=False)
class Parts:
    """What timelines of a file are made of, read already."""

    vectors: Sequence[np.ndarray]
    places: Sequence[np.ndarray]
    networks: Sequence[Network]
    datasets: Sequence[Dataset]
    samples: SamplesIn


class TimelinesIn:
    """The settings, documents and segments of a file.

    Parameters
    ----------
    said
        The manifest.
    parts
        What they are made of.
    """

    def __init__(self, said: strict.Object, parts: Parts) -> None:
        self._parts = parts
        self._checked: set[tuple[str, int, str]] = set()
        self.settings = [read_settings(one, "“settings”") for one in _list(said, "settings")]
        self.documents = [self._read_document(one) for one in _list(said, "documents")]
        self.segments: list[Segment] = []
        for one in _list(said, "segments"):
            self.segments.append(self._read_segment(one))
        parts.samples.check_end()

    def check_loss(self, settings: TrainingSettings, document: Document) -> None:
        """Raise a ValueError unless the loss fits the outputs and targets of a document."""
        activation = document.network.layers[-1].activation
        key = (settings.loss, id(document.dataset), activation)
        if key not in self._checked:
            loss = LOSSES[settings.loss]
            loss.check_activation(activation)
            loss.check_targets(document.dataset.y)
            self._checked.add(key)

    def _read_document(self, value: Any) -> Document:  # noqa: ANN401 - any JSON
        get, whole = _getters(value, "A document")
        parts = self._parts
        problem = get("problem")
        document = Document(
            network=pick(parts.networks, get("network"), "“documents”"),
            initial=pick(parts.networks, get("initial"), "“documents”"),
            velocity=pick(parts.vectors, get("velocity"), "“documents”"),
            sweep=whole("sweep"),
            position=whole("position"),
            updates=whole("updates"),
            dataset=pick(parts.datasets, get("dataset"), "“documents”"),
            initialisation=read_initialisation(get("initialisation"), "“initialisation”"),
            problem=None if problem is None else strict.as_text(problem, "“problem”"),
        )
        _check_document(document)
        return document

    def _read_segment(self, value: Any) -> Segment:  # noqa: ANN401 - any JSON
        get, whole = _getters(value, "A segment")
        start = pick(self.documents, get("start"), "“segments”")
        network = start.network
        earlier = pick_or_none(self.segments, get("earlier"), "“segments”")
        origin = pick_or_none(self._parts.places, get("origin"), "“segments”")
        _check_origin(origin, start, earlier)
        widths = (network.n_parameters, len(network.layers) - 1)
        segment = Segment(
            start,
            self._read_in_force(get("settings"), start),
            self._parts.samples.take(whole("samples"), *widths),
            origin,
            reaches_back=strict.as_truth(get("reaches_back"), "“reaches_back”"),
            marks=tuple(self._read_mark(mark, start) for mark in strict.as_list(get("marks"), "")),
        )
        _check_moments(segment.samples, segment.marks)
        if earlier is not None and earlier.start.updates > start.updates:
            raise SessionFileError("The segments of the timeline do not ascend.")
        return segment.linked_to(earlier)

    def _read_in_force(self, value: Any, start: Document) -> tuple[InForce, ...]:  # noqa: ANN401
        where = "The settings of a segment"
        entries = []
        for entry in strict.as_list(value, where):
            updates, number = strict.as_many(entry, strict.as_whole, where)
            settings = pick(self.settings, number, where)
            self.check_loss(settings, start)
            entries.append(InForce(updates, settings))
        if not entries or any(a.updates > b.updates for a, b in pairwise(entries)):
            raise SessionFileError(f"{where} do not ascend.")
        return tuple(entries)

    def _read_mark(self, value: Any, start: Document) -> TrainingState:  # noqa: ANN401 - any JSON
        get, whole = _getters(value, "A mark")
        vectors = [
            pick(self._parts.vectors, get(key), "“marks”") for key in ("parameters", "velocity")
        ]
        if any(vector.size != start.network.n_parameters for vector in vectors):
            raise SessionFileError("A mark does not fit its network.")
        return TrainingState(
            vectors[0], vectors[1], whole("sweep"), whole("position"), whole("updates")
        )


def _list(said: strict.Object, key: str) -> Sequence[Any]:
    return strict.as_list(strict.member(said, key, "The manifest"), f"“{key}”")


def _getters(
    value: Any,  # noqa: ANN401 - any JSON
    where: str,
) -> tuple[Callable[[str], Any], Callable[[str], int]]:
    """Return what looks up what an object says: anything, and whole numbers."""
    said = strict.as_object(value, where)

    def get(key: str) -> Any:  # noqa: ANN401 - any JSON
        return strict.member(said, key, where)

    def whole(key: str) -> int:
        return strict.as_whole(get(key), f"{where}, “{key}”,")

    return get, whole


def _check_document(document: Document) -> None:
    network, data = document.network, document.dataset
    sizes = (document.initial.n_parameters, document.velocity.size)
    if sizes != (network.n_parameters, network.n_parameters):
        raise SessionFileError("The initial weights or the velocity do not fit the network.")
    if (network.n_inputs, network.n_outputs) != (data.n_inputs, data.n_outputs):
        raise SessionFileError(
            f"The network has {network.n_inputs} inputs and {network.n_outputs} outputs, the data "
            f"{data.n_inputs} and {data.n_outputs}."
        )
    if document.position > len(data.train):
        raise SessionFileError("A sweep is further along than there are patterns.")


def _check_origin(origin: np.ndarray | None, start: Document, earlier: Segment | None) -> None:
    size = start.network.n_parameters
    before = size if earlier is None else earlier.start.network.n_parameters
    if origin is None:
        fits = size == before
    else:
        fits = origin.size == size and bool(((origin >= -1) & (origin < before)).all())
        fits = fits or (earlier is None and origin.size == size)
    if not fits:
        raise SessionFileError("The places of parameters before a change do not fit.")


def _check_moments(samples: tuple[Sample, ...], marks: tuple[TrainingState, ...]) -> None:
    for moments in ([s.updates for s in samples], [mark.updates for mark in marks]):
        if moments != sorted(moments):
            raise SessionFileError("The moments of a segment do not ascend.")
    if not samples:
        raise SessionFileError("A segment has no samples.")
