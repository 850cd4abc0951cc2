"""Lanes: four numbers that go through a calculation side by side, one a pattern.

A type for Numba that stands for one vector register. Left to itself the compiler makes scalar code
of the short loops of a small network; written in lanes, the same code does four patterns at once.
"""

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, overload, register_model

LANES = 4
"""How many numbers are side by side."""

_FLOAT, _INT, _INDEX = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
_FLOATS, _INTS = ir.VectorType(_FLOAT, LANES), ir.VectorType(_INT, LANES)
_EXPONENT_BIAS, _MANTISSA_BITS = 1023, 52
# Lets a multiplication and an addition become one instruction, and nothing else.
_FUSED = ("contract",)


class LanesType(types.Type):
    """The type of a value of `LANES` numbers."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


lanes = LanesType()


@register_model(LanesType)
class LanesModel(models.PrimitiveModel):
    """Lanes are held in one vector register."""

    def __init__(self, manager: Any, kind: Any) -> None:  # noqa: ANN401 - Numba is untyped
        super().__init__(manager, kind, _FLOATS)


# ---- into lanes and out of them ------------------------------------------------------------------


@intrinsic
def spread(_context, number):
    """Return lanes that all hold one number."""
    del number
    return lanes(types.float64), lambda _c, builder, _s, args: _spread(builder, args[0])


@intrinsic
def load(_context, array, index):
    """Return the numbers of a float64 array from an index on."""

    def generate(context, builder, signature, args):
        number = builder.load(_address(context, builder, signature, args))
        number.align = 8
        return number

    return lanes(array, index), generate


@intrinsic
def store(_context, array, index, number):
    """Write lanes into a float64 array from an index on."""

    def generate(context, builder, signature, args):
        builder.store(args[2], _address(context, builder, signature, args), align=8)
        return context.get_dummy_value()

    return types.void(array, index, number), generate


@intrinsic
def total(_context, number):
    """Return the sum over the lanes."""

    def generate(_c, builder, _s, args):
        values, width = args[0], LANES
        while width > 1:
            width //= 2
            low, high = (_part(builder, values, first, width) for first in (0, width))
            values = builder.fadd(low, high)
        return builder.extract_element(values, _INDEX(0))

    return types.float64(number), generate


@intrinsic
def totals(_context, first, second, third, fourth):
    """Return the sums over the lanes of four values, side by side."""

    def generate(_c, builder, _s, args):
        def add_halves(left, right, low, high):
            return builder.fadd(
                builder.shuffle_vector(left, right, _indices(low)),
                builder.shuffle_vector(left, right, _indices(high)),
            )

        low, high = (
            add_halves(left, right, (0, 4, 2, 6), (1, 5, 3, 7))
            for left, right in (args[:2], args[2:])
        )
        return add_halves(low, high, (0, 1, 4, 5), (2, 3, 6, 7))

    return lanes(first, second, third, fourth), generate


def _spread(builder, number):
    undefined = ir.Constant(_FLOATS, ir.Undefined)
    one = builder.insert_element(undefined, number, _INDEX(0))
    return builder.shuffle_vector(one, undefined, _indices(0 for _ in range(LANES)))


def _part(builder, values, first, width):
    return builder.shuffle_vector(values, values, _indices(range(first, first + width)))


def _indices(numbers):
    numbers = list(numbers)
    return ir.Constant(ir.VectorType(_INDEX, len(numbers)), numbers)


def _address(context, builder, signature, args):
    data = context.make_array(signature.args[0])(context, builder, args[0]).data
    return builder.bitcast(builder.gep(data, [args[1]]), _FLOATS.as_pointer())


# ---- arithmetic ----------------------------------------------------------------------------------


def _define(operators: tuple[Callable[..., Any], ...], instruction: str) -> None:
    """Let operators work on lanes, and on lanes and a number."""

    def emit(builder, left, right):
        return getattr(builder, instruction)(left, right, flags=_FUSED)

    @intrinsic
    def both(_context, left, right):
        return lanes(left, right), lambda _c, b, _s, args: emit(b, args[0], args[1])

    @intrinsic
    def number_right(_context, left, right):
        del right
        return (
            lanes(left, types.float64),
            lambda _c, b, _s, args: emit(b, args[0], _spread(b, args[1])),
        )

    @intrinsic
    def number_left(_context, left, right):
        del left
        return (
            lanes(types.float64, right),
            lambda _c, b, _s, args: emit(b, _spread(b, args[0]), args[1]),
        )

    def choose(left, right):
        kinds = (isinstance(left, LanesType), isinstance(right, LanesType))
        chosen = {
            (True, True): both,
            (True, False): number_right,
            (False, True): number_left,
        }.get(kinds)
        if chosen is None:
            return None
        return lambda left, right: chosen(left, right)  # noqa: PLW0108 - a function of Python

    for operator_function in operators:
        overload(operator_function)(choose)


_define((operator.add, operator.iadd), "fadd")
_define((operator.sub, operator.isub), "fsub")
_define((operator.mul, operator.imul), "fmul")
_define((operator.truediv, operator.itruediv), "fdiv")


@intrinsic
def where_at_least(_context, left, right, then, otherwise):
    """Return `then` in the lanes where left >= right, else `otherwise`, also where one is nan."""

    def generate(_c, builder, _s, args):
        return builder.select(builder.fcmp_ordered(">=", args[0], args[1]), args[2], args[3])

    return lanes(left, right, then, otherwise), generate


@intrinsic
def power_of_two(_context, shifted):
    """Return 2^n, where `shifted` is n + 1.5 * 2^52 and so has n in its last bits."""

    def generate(_c, builder, _s, args):
        def whole(number):
            return ir.Constant(_INTS, [number] * LANES)

        bits = builder.add(builder.bitcast(args[0], _INTS), whole(_EXPONENT_BIAS))
        return builder.bitcast(builder.shl(bits, whole(_MANTISSA_BITS)), _FLOATS)

    return lanes(shifted), generate
