"""Formulas of every shape that explanations have."""

from hypothesis import strategies as st

from bpgui.session.quantity import Quantity
from bpgui.ui.mathematics.formula import (
    Formula,
    compose,
    fenced,
    fraction,
    given,
    live,
    name,
    scripts,
    sum_of,
    summation,
    words,
)

DELTA = Quantity.of_unit("delta", 2, 0)
ACTIVATION = Quantity.of_unit("a", 1, 1)
SLOPE = fraction(words("∂L"), words("∂w"))

_leaves = st.one_of(
    st.floats(-1e9, 1e9).map(lambda value: live(value, ACTIVATION)),
    st.floats(0, 1).map(given),
    st.sampled_from(("h₂", "ŷ", "x₁", "petal length", "a_b & c%")).map(name),
    st.sampled_from(("δ", "Δw′", "σ(z)", "1 − ŷ", "η · α", "[z > 0]", "exp(−z)")).map(compose),
)


def _grown(inner: st.SearchStrategy[Formula]) -> st.SearchStrategy[Formula]:
    return st.one_of(
        st.tuples(inner, inner).map(lambda pair: fraction(*pair)),
        st.tuples(inner, inner).map(lambda pair: scripts(*pair)),
        st.tuples(inner, inner).map(lambda pair: scripts(fenced(pair[0]), (), pair[1])),
        inner.map(fenced),
        st.tuples(inner, inner).map(lambda pair: (*summation(words("k")), *sum_of(list(pair)))),
        st.lists(inner, min_size=1, max_size=4).map(sum_of),
        st.tuples(inner, inner).map(lambda pair: compose("{a} · {b}", a=pair[0], b=pair[1])),
    )


formulas = st.recursive(_leaves, _grown, max_leaves=8)
equations = formulas.map(lambda right: compose("δ = {right}", right=right))
