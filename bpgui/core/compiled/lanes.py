"""Lanes: some numbers that go through a calculation side by side, one a pattern.

A type for Numba that stands for one vector register. Left to itself the compiler makes scalar code
of the short loops of a small network; written in lanes, the same code does several patterns at
once. A function that is given lanes is compiled for as many as those have: ``like`` is an argument
whose width matters, not its numbers.
"""

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, lower_builtin, models, register_model, type_callable

LANES = 4
"""How many numbers are side by side in narrow lanes; wide ones have twice as many, single one."""

_FLOAT, _INT, _INDEX = ir.DoubleType(), ir.IntType(64), ir.IntType(32)
_EXPONENT_BIAS, _MANTISSA_BITS = 1023, 52
# Lets a multiplication and an addition become one instruction, and nothing else.
_FUSED = ("contract",)


class LanesType(types.Type):
    """The type of a value of so many numbers."""

    def __init__(self, count: int) -> None:
        self.count = count
        super().__init__(name=f"Lanes{count}")


_SINGLE, _NARROW, _WIDE = LanesType(1), LanesType(LANES), LanesType(2 * LANES)


@register_model(LanesType)
class LanesModel(models.PrimitiveModel):
    """Lanes are held in one vector register."""

    def __init__(self, manager: Any, kind: LanesType) -> None:  # noqa: ANN401 - Numba is untyped
        super().__init__(manager, kind, _floats(kind))


def _floats(kind):
    return ir.VectorType(_FLOAT, kind.count)


# ---- into lanes and out of them ------------------------------------------------------------------


@intrinsic
def single(_context):
    """Return a single lane, a zero."""
    return _SINGLE(), lambda _c, builder, _s, _a: _spread(builder, _FLOAT(0.0), _SINGLE)


@intrinsic
def narrow(_context):
    """Return narrow lanes of zeros."""
    return _NARROW(), lambda _c, builder, _s, _a: _spread(builder, _FLOAT(0.0), _NARROW)


@intrinsic
def wide(_context):
    """Return wide lanes of zeros."""
    return _WIDE(), lambda _c, builder, _s, _a: _spread(builder, _FLOAT(0.0), _WIDE)


@intrinsic
def width(_context, like):
    """Return how many numbers are side by side."""
    number = like.count
    return types.intp(like), lambda context, _b, _s, _a: context.get_constant(types.intp, number)


@intrinsic
def spread(_context, number, like):
    """Return lanes that all hold one number."""
    del number
    return like(types.float64, like), lambda _c, b, s, args: _spread(b, args[0], s.return_type)


@intrinsic
def load(_context, array, index, like):
    """Return the numbers of a float64 array from an index on."""

    def generate(context, builder, signature, args):
        kind = signature.return_type
        number = builder.load(_address(context, builder, signature, args, kind))
        number.align = 8
        return number

    return like(array, index, like), generate


@intrinsic
def item(_context, array, index):
    """Return one number of an array; the index is not negative."""

    def generate(context, builder, signature, args):
        data = context.make_array(signature.args[0])(context, builder, args[0]).data
        return builder.load(builder.gep(data, [args[1]]))

    return array.dtype(array, index), generate


@intrinsic
def store(_context, array, index, number):
    """Write lanes into a float64 array from an index on."""

    def generate(context, builder, signature, args):
        address = _address(context, builder, signature, args, signature.args[2])
        builder.store(args[2], address, align=8)
        return context.get_dummy_value()

    return types.void(array, index, number), generate


@intrinsic
def only_first(_context, number, count):
    """Return the first so many numbers, and zeros in the other lanes."""
    del count

    def generate(_c, builder, signature, args):
        kind = signature.args[0]
        places = ir.Constant(ir.VectorType(_INT, kind.count), list(range(kind.count)))
        inside = builder.icmp_signed("<", places, _spread(builder, args[1], kind, _INT))
        zeros = ir.Constant(_floats(kind), [0.0] * kind.count)
        return builder.select(inside, args[0], zeros)

    return number(number, types.int64), generate


@intrinsic
def total(_context, number):
    """Return the sum over the lanes."""

    def generate(_c, builder, signature, args):
        values, count = args[0], signature.args[0].count
        while count > 1:
            values, count = _folded(builder, values, count), count // 2
        return builder.extract_element(values, _INDEX(0))

    return types.float64(number), generate


@intrinsic
def totals(_context, first, second, third, fourth):
    """Return the sums over the lanes of four values, as narrow lanes."""

    def generate(_c, builder, signature, args):
        values, count = list(args), signature.args[0].count
        if count == 1:
            return _joined(builder, values)
        while count > LANES:
            values, count = [_folded(builder, v, count) for v in values], count // 2

        def add_halves(left, right, low, high):
            return builder.fadd(
                builder.shuffle_vector(left, right, _indices(low)),
                builder.shuffle_vector(left, right, _indices(high)),
            )

        low, high = (
            add_halves(left, right, (0, 4, 2, 6), (1, 5, 3, 7))
            for left, right in (values[:2], values[2:])
        )
        return add_halves(low, high, (0, 1, 4, 5), (2, 3, 6, 7))

    return _NARROW(first, second, third, fourth), generate


def _spread(builder, number, kind, scalar=_FLOAT):
    undefined = ir.Constant(ir.VectorType(scalar, kind.count), ir.Undefined)
    one = builder.insert_element(undefined, number, _INDEX(0))
    return builder.shuffle_vector(one, undefined, _indices([0] * kind.count))


def _joined(builder, singles):
    joined = ir.Constant(_floats(_NARROW), ir.Undefined)
    for place, one in enumerate(singles):
        number = builder.extract_element(one, _INDEX(0))
        joined = builder.insert_element(joined, number, _INDEX(place))
    return joined


def _folded(builder, values, count):
    """Return the sum of the lower and the upper half of the lanes."""
    low, high = (
        builder.shuffle_vector(values, values, _indices(range(first, first + count // 2)))
        for first in (0, count // 2)
    )
    return builder.fadd(low, high)


def _indices(numbers):
    numbers = list(numbers)
    return ir.Constant(ir.VectorType(_INDEX, len(numbers)), numbers)


def _address(context, builder, signature, args, kind):
    data = context.make_array(signature.args[0])(context, builder, args[0]).data
    return builder.bitcast(builder.gep(data, [args[1]]), _floats(kind).as_pointer())


# ---- arithmetic ----------------------------------------------------------------------------------


def _define(operators: tuple[Callable[..., Any], ...], instruction: str) -> None:
    """Let operators work on lanes, and on lanes and a number."""

    def result(_context):
        def typed(left, right):
            if isinstance(left, LanesType) and (right == left or isinstance(right, types.Float)):
                return left
            return right if isinstance(right, LanesType) and isinstance(left, types.Float) else None

        return typed

    def generate(_context, builder, signature, args):
        sides = [
            number
            if kind == signature.return_type
            else _spread(builder, number, signature.return_type)
            for kind, number in zip(signature.args, args, strict=True)
        ]
        return getattr(builder, instruction)(*sides, flags=_FUSED)

    for function in operators:
        type_callable(function)(result)
        for kinds in ((LanesType, LanesType), (LanesType, types.Float), (types.Float, LanesType)):
            lower_builtin(function, *kinds)(generate)


_define((operator.add, operator.iadd), "fadd")
_define((operator.sub, operator.isub), "fsub")
_define((operator.mul, operator.imul), "fmul")
_define((operator.truediv, operator.itruediv), "fdiv")


@intrinsic
def where_at_least(_context, left, right, then, otherwise):
    """Return `then` in the lanes where left >= right, else `otherwise`, also where one is nan."""
    return then(left, right, then, otherwise), _selecting(">=")


@intrinsic
def where_greater(_context, left, right, then, otherwise):
    """Return `then` in the lanes where left > right, else `otherwise`, also where one is nan."""
    return then(left, right, then, otherwise), _selecting(">")


def _selecting(comparison):
    def generate(_c, builder, _s, args):
        return builder.select(builder.fcmp_ordered(comparison, args[0], args[1]), args[2], args[3])

    return generate


@intrinsic
def power_of_two(_context, shifted):
    """Return 2^n, where `shifted` is n + 1.5 * 2^52 and so has n in its last bits."""

    def generate(_c, builder, signature, args):
        kind = signature.return_type
        whole = ir.VectorType(_INT, kind.count)
        bias, places = (
            ir.Constant(whole, [number] * kind.count) for number in (_EXPONENT_BIAS, _MANTISSA_BITS)
        )
        bits = builder.add(builder.bitcast(args[0], whole), bias)
        return builder.bitcast(builder.shl(bits, places), _floats(kind))

    return shifted(shifted), generate
