"""What the user has selected in the network: a unit, one parameter, a layer, or nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class UnitSelection:
    """One unit, by its layer and its place in the layer, both counted from 0."""

    layer: int
    unit: int


@dataclass(frozen=True, slots=True)
class ParameterSelection:
    """One weight or bias, by its place in the network's flat parameter vector."""

    index: int


@dataclass(frozen=True, slots=True)
class LayerSelection:
    """One whole layer, counted from 0."""

    layer: int


Selection = UnitSelection | ParameterSelection | LayerSelection | None
