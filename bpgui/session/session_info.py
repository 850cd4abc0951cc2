"""What a session file is about, in a few numbers, for those who do not open it."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from bpgui.formats import strict_json as strict
from bpgui.session.saved_session import SavedSession


@dataclass(frozen=True)
class SessionInfo:
    """What a session file is about.

    Attributes
    ----------
    program
        The version of bpgui that wrote it.
    version
        Of the format.
    data, problem
        The name of the data, and the built-in problem they are, if any.
    patterns, held_out, inputs, outputs
        How many there are.
    layers
        The units of each layer.
    sweeps, updates
        How many were made.
    loss, test_loss
        At the end of the history; None where none are held out, or it is no finite number.
    kept_runs
        The names of the runs kept to compare with.
    """

    program: str
    version: int
    data: str
    problem: str | None
    patterns: int
    held_out: int
    inputs: int
    outputs: int
    layers: tuple[int, ...]
    sweeps: int
    updates: int
    loss: float | None
    test_loss: float | None
    kept_runs: tuple[str, ...]


def said_info(saved: SavedSession, program: str, version: int) -> dict[str, Any]:
    """Return what JSON says of it."""
    document, last = saved.document, saved.record.samples[-1]
    data = document.dataset
    info = SessionInfo(
        program,
        version,
        data.name,
        document.problem,
        data.n_patterns,
        len(data.held_out),
        data.n_inputs,
        data.n_outputs,
        tuple(layer.units for layer in document.network.layers),
        int(document.sweep),
        int(document.updates),
        _finite(last.loss),
        _finite(last.test_loss),
        tuple(run.name for run in saved.kept_runs),
    )
    said = asdict(info)
    return {key: value for key, value in said.items() if key not in {"program", "version"}}


def read_info(manifest: strict.Object) -> SessionInfo:
    """Return what a manifest says of its file."""
    where = "“summary”"
    said = strict.as_object(strict.member(manifest, "summary", "The manifest"), where)

    def get(key: str) -> Any:  # noqa: ANN401 - any JSON
        return strict.member(said, key, where)

    def whole(key: str) -> int:
        return strict.as_whole(get(key), where)

    def number(key: str) -> float | None:
        return None if get(key) is None else strict.as_number(get(key), where)

    return SessionInfo(
        strict.as_text(strict.member(manifest, "program", "The manifest"), "“program”"),
        strict.as_whole(strict.member(manifest, "version", "The manifest"), "“version”"),
        strict.as_text(get("data"), where),
        None if get("problem") is None else strict.as_text(get("problem"), where),
        whole("patterns"),
        whole("held_out"),
        whole("inputs"),
        whole("outputs"),
        strict.as_many(get("layers"), strict.as_whole, where),
        whole("sweeps"),
        whole("updates"),
        number("loss"),
        number("test_loss"),
        strict.as_many(get("kept_runs"), strict.as_text, where),
    )


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
