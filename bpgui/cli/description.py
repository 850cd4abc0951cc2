"""What `bpgui info` says of a file: a table, weights or a session, by what the file is."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bpgui.cli import wording
from bpgui.cli.refusal import Refusal
from bpgui.cli.table_data import open_table
from bpgui.cli.weights_source import is_session, is_weights, weights_in
from bpgui.core.activations import ACTIVATIONS
from bpgui.core.losses import LOSSES
from bpgui.core.network import Network
from bpgui.core.settings import TrainingSettings
from bpgui.data.scaling import Scaling
from bpgui.formats.table import Table
from bpgui.formats.table_facts import facts_of
from bpgui.formats.table_findings import fault_of, findings
from bpgui.formats.table_guess import guess_plan
from bpgui.formats.table_options import FIND_OUT, TableOptions
from bpgui.formats.weights import WeightsFile
from bpgui.session.session_file import read_session

_MOST_COLUMNS = 40
_ROLES = {"input": "", "target": "; target", "ignore": "; ignored"}
_UNTOLD = ("says nothing", "say nothing")


def described(name: str, options: TableOptions = FIND_OUT) -> Iterator[str]:
    """Yield lines on a file.

    Raises
    ------
    Refusal, ValueError
        With a sentence, if it cannot be read.
    """
    path = Path(name)
    if not path.exists():
        raise Refusal(f"there is no file “{name}”; check the name and the folder.")
    if is_session(name):
        yield from _session_lines(path)
    elif path.is_file() and is_weights(path):
        yield from _weights_lines(path)
    else:
        yield from _table_lines(open_table(name, options))


def _session_lines(path: Path) -> Iterator[str]:
    saved = read_session(path)
    document, last = saved.document, saved.record.samples[-1]
    data = document.dataset
    yield (
        f"“{path.name}”: a session, {wording.shape(document.network)} on {data.name}, "
        f"{wording.counted(document.sweep, 'sweep')}, "
        f"{wording.counted(document.updates, 'update')}; loss {wording.loss(last.loss)}."
    )
    yield from network_lines(document.network)
    yield (
        f"Data: {wording.counted(len(data.train), 'training pattern')}, {len(data.held_out):,} "
        f"held out; {wording.counted(data.n_inputs, 'input')}"
        f"{_scaled(data.input_scaling)}, {wording.counted(data.n_outputs, 'output')}"
        f"{_scaled(data.target_scaling)}."
    )
    if data.origin is not None and saved.data_place == "referenced":
        yield f"The data are in “{data.origin.path}”."
    yield f"Training: {settings_words(saved.settings)}"
    for kept in saved.kept_runs:
        yield f"Kept run: {kept.name}"
    yield from saved.warnings


# ---- weights -------------------------------------------------------------------------------------


def _weights_lines(path: Path) -> Iterator[str]:
    weights = weights_in(str(path)).weights
    trained = f", trained on {weights.dataset_name}" if weights.dataset_name else ""
    yield f"“{path.name}”: weights of a {wording.shape(weights.network)} network{trained}."
    yield from network_lines(weights.network)
    yield from _ends(weights)
    if weights.settings is not None:
        yield f"Trained with: {settings_words(weights.settings)}"


def network_lines(network: Network) -> Iterator[str]:
    """Yield a line a layer, and one that counts the weights."""
    for k, layer in enumerate(network.layers[1:], start=1):
        sources = ", ".join(network.layers[s].name for s in layer.sources)
        bias = "" if layer.bias else ", no biases"
        label = ACTIVATIONS[layer.activation].label.lower()
        units = wording.counted(layer.units, "unit")
        values = network.as_matrix(network.parameters, k)
        span = f"{values.min():.4g} to {values.max():.4g}"
        yield f"  {layer.name}: {units}, {label}, from {sources}{bias}; weights {span}"
    locked = int(np.count_nonzero(network.locked & network.present))
    absent = network.n_parameters - network.n_connections
    yield (
        f"{network.n_connections:,} weights and biases"
        + (f", {locked:,} of them locked" if locked else "")
        + (f"; {wording.counted(absent, 'connection')} removed" if absent else "")
        + "."
    )


def _ends(weights: WeightsFile) -> Iterator[str]:
    yield f"Inputs: {_listed(weights.input_names)}{_scaled(weights.input_scaling)}"
    outputs = weights.classes or weights.target_names
    what = "Classes" if weights.classes else "Outputs"
    yield f"{what}: {_listed(outputs)}{_scaled(weights.target_scaling)}"


def _scaled(scaling: Scaling) -> str:
    kind = "by column" if scaling.kind == "mixed" else scaling.kind
    return "" if kind == "none" else f" (scaled: {kind})"


def settings_words(settings: TrainingSettings) -> str:
    """Return the update rule in a line."""
    updates = {
        "sweep": "an update a sweep",
        "pattern": "an update a pattern",
        "mini-batch": f"an update for every {settings.batch_size} patterns",
    }
    reduction = "summed" if settings.reduction == "sum" else "averaged"
    return (
        f"{LOSSES[settings.loss].label.lower()}, {reduction}; {updates[settings.update]}; "
        f"learning rate {settings.learning_rate:g}, momentum {settings.momentum:g}"
        + (f", decay {settings.decay:g}" if settings.decay else "")
        + (", shuffled" if settings.shuffle else "")
        + "."
    )


# ---- tables --------------------------------------------------------------------------------------


def _table_lines(table: Table) -> Iterator[str]:
    yield (
        f"“{table.path.name}”: a table ({table.format}) of "
        f"{wording.counted(table.n_rows, 'row')} and {wording.counted(table.n_columns, 'column')}."
    )
    facts = facts_of(table)
    plan = guess_plan(table, facts)
    width = max(len(name) for name in table.names[:_MOST_COLUMNS])
    for place, name in enumerate(table.names[:_MOST_COLUMNS]):
        role = _ROLES[plan.columns[place].role]
        if plan.columns[place].role == "ignore":
            role += f", since it {(fault_of(facts[place]) or _UNTOLD)[0]}"
        yield f"  {place + 1:>2} {name:<{width}}  {_column(table, place)}{role}"
    if table.n_columns > _MOST_COLUMNS:
        yield f"  … and {wording.counted(table.n_columns - _MOST_COLUMNS, 'column')} more"
    yield from (finding.sentence for finding in findings(table, facts, plan, None))
    if table.parts:
        yield f"Parts: {_listed(table.parts)}; this is “{table.part}”, --part chooses another."


def _column(table: Table, place: int) -> str:
    values = table.columns[place]
    if isinstance(values, tuple):
        words = sorted(set(values) - {""})
        return f"text, {wording.counted(len(words), 'word')}: {_listed(words, most=6)}"
    known = values[~np.isnan(values)]
    gaps = len(values) - len(known)
    span = f"numbers, {known.min():.6g} to {known.max():.6g}" if len(known) else "no numbers"
    return f"{span}, {gaps:,} missing" if gaps else span


def _listed(names: tuple[str, ...] | list[str], most: int = 12) -> str:
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most:,} more" if len(names) > most else shown
