"""The small values of a session in JSON and back: settings, selection, a walk."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bpgui.core.network import Network
from bpgui.core.settings import Initialisation, RateChange, StopConditions, TrainingSettings
from bpgui.core.stages import Stages
from bpgui.formats import strict_json as strict
from bpgui.session.document import Document
from bpgui.session.selection import (
    LayerSelection,
    ParameterSelection,
    Selection,
    UnitSelection,
)
from bpgui.session.session_file_error import SessionFileError
from bpgui.session.walk import Walk

LARGEST_SEED = 2**128

Check = Callable[[Any, str], Any]
T = TypeVar("T")


def read_seed(value: Any, where: str) -> int:  # noqa: ANN401 - any JSON
    """Return the value if it is a whole number that may be long, as seeds are."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST_SEED:
        return value
    raise SessionFileError(f"{where} must be a whole number.")


def _or_none(check: Check) -> Check:
    return lambda value, where: None if value is None else check(value, where)


def _schedule(value: Any, where: str) -> tuple[RateChange, ...]:  # noqa: ANN401 - any JSON
    changes = strict.as_many(value, strict.as_object, where)
    return tuple(_checked(RateChange, change, _RATE_CHANGE, where) for change in changes)


_RATE_CHANGE: Mapping[str, Check] = {
    "sweep": strict.as_whole,
    "learning_rate": strict.as_number,
    "momentum": strict.as_number,
}
_SETTINGS: Mapping[str, Check] = {
    "learning_rate": strict.as_number,
    "momentum": strict.as_number,
    "decay": strict.as_number,
    "update": strict.as_text,
    "batch_size": strict.as_whole,
    "loss": strict.as_text,
    "reduction": strict.as_text,
    "margin": strict.as_number,
    "shuffle": strict.as_truth,
    "seed": read_seed,
    "schedule": _schedule,
    "kernel": strict.as_text,
    "precision": strict.as_text,
}
_STOP: Mapping[str, Check] = {
    "loss_below": _or_none(strict.as_number),
    "tolerance": _or_none(strict.as_number),
    "sweeps": _or_none(strict.as_whole),
}
_INITIALISATION: Mapping[str, Check] = {
    "scheme": strict.as_text,
    "scale": strict.as_number,
    "biases": strict.as_truth,
    "seed": read_seed,
}


def said_settings(
    value: TrainingSettings | StopConditions | Initialisation,
) -> dict[str, Any]:
    """Return what JSON says of settings: their fields."""
    said = dataclasses.asdict(value)
    for key in ("batch_size", "seed", "sweeps"):
        if said.get(key) is not None:
            said[key] = int(said[key])
    return said


def read_settings(value: Any, where: str) -> TrainingSettings:  # noqa: ANN401 - any JSON
    """Return the settings that JSON says."""
    return _checked(TrainingSettings, value, _SETTINGS, where)


def read_stop(value: Any, where: str) -> StopConditions:  # noqa: ANN401 - any JSON
    """Return the stop conditions that JSON says."""
    return _checked(StopConditions, value, _STOP, where)


def read_initialisation(value: Any, where: str) -> Initialisation:  # noqa: ANN401 - any JSON
    """Return the way of drawing weights that JSON says."""
    return _checked(Initialisation, value, _INITIALISATION, where)


def _checked(make: Callable[..., T], value: Any, fields: Mapping[str, Check], where: str) -> T:  # noqa: ANN401
    """Return a value made from an object that says its fields, all known and each checked.

    A field that it does not say has its default; one that this program does not know is refused,
    since it may mean another training.
    """
    entries = strict.as_object(value, where)
    for key in entries:
        if key not in fields:
            raise SessionFileError(f"{where} says “{key}”, which this program does not know.")
    said = {key: fields[key](entry, f"{where}, “{key}”,") for key, entry in entries.items()}
    try:
        return make(**said)
    except TypeError:
        raise SessionFileError(f"{where} does not say all it should.") from None


def said_selection(selection: Selection) -> dict[str, Any] | None:
    """Return what JSON says of a selection."""
    if selection is None:
        return None
    kinds = {UnitSelection: "unit", ParameterSelection: "parameter", LayerSelection: "layer"}
    return {"kind": kinds[type(selection)], **dataclasses.asdict(selection)}


def read_selection(value: Any, where: str) -> Selection:  # noqa: ANN401 - any JSON
    """Return the selection that JSON says; whether it exists, `carrying.fits` tells."""
    if value is None:
        return None
    entries = strict.as_object(value, where)

    def number(key: str) -> int:
        return strict.as_whole(strict.member(entries, key, where), where)

    kind = strict.member(entries, "kind", where)
    if kind == "unit":
        return UnitSelection(number("layer"), number("unit"))
    if kind == "parameter":
        return ParameterSelection(number("index"))
    if kind == "layer":
        return LayerSelection(number("layer"))
    raise SessionFileError(f"{where} is of an unknown kind.")


def said_walk(walk: Walk | None) -> dict[str, Any] | None:
    """Return what JSON says of a walk; its stages follow from the network."""
    if walk is None:
        return None
    said = dataclasses.asdict(dataclasses.replace(walk, stages=None))  # type: ignore[arg-type]
    del said["stages"]
    return said


def read_walk(value: Any, document: Document, where: str) -> Walk | None:  # noqa: ANN401
    """Return the walk that JSON says, if it is one of the document's network and data."""
    if value is None:
        return None
    entries = strict.as_object(value, where)

    def number(key: str, most: int) -> int:
        found = strict.as_whole(strict.member(entries, key, where), f"{where}, “{key}”,")
        if found > most:
            raise SessionFileError(f"{where}, “{key}”, is not in this network and data.")
        return found

    patterns = number("patterns", len(document.dataset.train))
    walk = Walk(
        Stages.of(document.network),
        max(1, number("done", _stages_of(document.network))),
        number("cursor", patterns - 1),
        patterns,
        number("row", document.dataset.n_patterns - 1),
        strict.as_truth(strict.member(entries, "by_unit", where), where),
    )
    return walk if walk.done <= walk.end else walk.at(walk.end)


def _stages_of(network: Network) -> int:
    return Stages.of(network).count + 1
