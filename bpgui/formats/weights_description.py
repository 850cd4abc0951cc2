"""The part of a weights file that is not weights: names, scaling, settings."""

import dataclasses
from typing import Any

import numpy as np

from bpgui.core.network import Network
from bpgui.core.settings import RateChange, TrainingSettings
from bpgui.data.scaling import Scaling
from bpgui.formats import strict_json as strict
from bpgui.formats.weights_error import WeightsError
from bpgui.formats.weights_file import WeightsFile
from bpgui.formats.weights_layers import make_scaling

FORMAT = "bpgui-weights"
VERSION = 1


def describe(weights: WeightsFile) -> dict[str, Any]:
    """Return everything about a weights file but its layers and scalings, ready for JSON."""
    settings = weights.settings
    return {
        "dataset": weights.dataset_name,
        "input_names": list(weights.input_names),
        "target_names": list(weights.target_names),
        "classes": None if weights.classes is None else list(weights.classes),
        "loss": None if settings is None else settings.loss,
        "settings": None if settings is None else dataclasses.asdict(settings),
    }


def encoded(text: str) -> bytes:
    """Return UTF-8; what cannot be said in it (a file name may hold such) becomes ?."""
    return text.encode("utf-8", "replace")


def describe_scaling(scaling: Scaling) -> dict[str, Any]:
    """Return a scaling ready for JSON."""
    return {
        "kind": scaling.kind,
        "offset": scaling.offset.tolist(),
        "scale": scaling.scale.tolist(),
    }


def check_format(entries: strict.Object, name: str) -> None:
    """Raise a WeightsError unless this is a weights file of the version this program knows."""
    if entries.get("format") != FORMAT:
        raise WeightsError(
            f"“{name}” is not a weights file of bpgui: it does not say “format”: “{FORMAT}”."
        )
    version = entries.get("version")
    if version != VERSION or isinstance(version, bool):
        raise WeightsError(
            f"“{name}” is a weights file of version {version!r:.20}, and this program reads "
            f"version {VERSION}. Open it with the bpgui that wrote it."
        )


def read_scaling(entries: strict.Object, key: str) -> Scaling:
    """Return the scaling that a file describes under this key."""
    where = f"“{key}”"
    described = strict.as_object(strict.member(entries, key, "The file"), where)
    offset, scale = (
        np.array(strict.as_many(strict.member(described, part, where), strict.as_number, where))
        for part in ("offset", "scale")
    )
    kind = strict.as_text(strict.member(described, "kind", where), where)
    return make_scaling(kind, offset, scale, where)


def assemble(entries: strict.Object, network: Network, scalings: list[Scaling]) -> WeightsFile:
    """Return the weights file from its description and the parts already read.

    Parameters
    ----------
    entries
        As `describe` returns them, from an untrusted file.
    network
        Already read.
    scalings
        Of the inputs and of the targets.
    """
    classes = entries.get("classes")
    names = strict.as_many(
        strict.member(entries, "target_names", "The file"), strict.as_text, "“target_names”"
    )
    try:
        return WeightsFile(
            network,
            scalings[0],
            scalings[1],
            None if classes is None else strict.as_many(classes, strict.as_text, "“classes”"),
            _read_settings(entries.get("settings")),
            strict.as_text(entries.get("dataset", ""), "“dataset”"),
            names,
        )
    except WeightsError:
        raise
    except ValueError as error:
        raise WeightsError(str(error)) from error


def _read_settings(value: Any) -> TrainingSettings | None:  # noqa: ANN401 - any JSON
    if value is None:
        return None
    entries = dict(strict.as_object(value, "“settings”"))
    known = {field.name: field for field in dataclasses.fields(TrainingSettings)}
    for key in entries:
        if key not in known:
            raise WeightsError(f"“settings” says “{key}”, which this program does not know.")
    try:
        checked: dict[str, Any] = {
            key: _schedule(entry) if key == "schedule" else _like(known[key].default, entry, key)
            for key, entry in entries.items()
        }
        return TrainingSettings(**checked)
    except WeightsError:
        raise
    except ValueError as error:
        raise WeightsError(f"“settings”: {error}") from error


def _like(default: Any, value: Any, key: str) -> Any:  # noqa: ANN401 - any JSON
    """Return the value if it is of the type of the default."""
    where = f"“{key}” in “settings”"
    if isinstance(default, bool):
        return strict.as_truth(value, where)
    if isinstance(default, int):
        return strict.as_whole(value, where)
    if isinstance(default, float):
        return strict.as_number(value, where)
    return strict.as_text(value, where)


def _schedule(value: Any) -> tuple[RateChange, ...]:  # noqa: ANN401 - any JSON
    where = "“schedule” in “settings”"
    changes = strict.as_many(value, strict.as_object, where)
    return tuple(
        RateChange(
            strict.as_whole(strict.member(change, "sweep", where), where),
            strict.as_number(strict.member(change, "learning_rate", where), where),
            strict.as_number(strict.member(change, "momentum", where), where),
        )
        for change in changes
    )
