"""What exported programs and tables do not say."""

from collections.abc import Iterator

from bpgui.formats.weights_file import WeightsFile


def locks_dropped(weights: WeightsFile) -> tuple[str, ...]:
    """Return a sentence if weights are locked."""
    if (weights.network.locked & weights.network.present).any():
        return ("It does not say which weights are locked.",)
    return ()


def names_of(weights: WeightsFile) -> Iterator[str]:
    """Iterate over the names that a program knows: inputs, outputs, classes."""
    yield from weights.input_names
    yield from weights.target_names
    yield from weights.classes or ()
