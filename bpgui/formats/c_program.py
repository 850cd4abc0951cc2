"""What a header in C says beside its numbers: activation functions, and a program to test it."""

from collections.abc import Iterator

from bpgui.formats.c_text import double, wrapped
from bpgui.formats.program_classes import class_rule
from bpgui.formats.self_test import TOLERANCE, SelfTest
from bpgui.formats.weights_file import WeightsFile

ACTIVATIONS = {
    "linear": "",
    "sigmoid": """\
    for (k = 0; k < units; k++) {
        const double decay = exp(-fabs(z[k])); /* from 0 to 1 whatever z is */
        z[k] = (z[k] >= 0.0 ? 1.0 : decay) / (1.0 + decay);
    }
""",
    "tanh": """\
    for (k = 0; k < units; k++) {
        z[k] = tanh(z[k]);
    }
""",
    "relu": """\
    for (k = 0; k < units; k++) {
        z[k] = z[k] < 0.0 ? 0.0 : z[k];
    }
""",
    "softmax": """\
    double largest = z[0], sum = 0.0;
    for (k = 1; k < units; k++) {
        largest = z[k] > largest ? z[k] : largest;
    }
    for (k = 0; k < units; k++) {
        z[k] = exp(z[k] - largest);
        sum += z[k];
    }
    for (k = 0; k < units; k++) {
        z[k] /= sum;
    }
""",
}
"""What each function does with the units of a layer; nothing, if it leaves them as they are."""


def functions(weights: WeightsFile, name: str) -> Iterator[str]:
    """Iterate over the activation functions of this network, and the sum of weighted inputs."""
    yield f"""\
/* Adds W a to z, for W of units * sources. */
static inline void {name}_add(double *z, const double *w, const double *a, int units, int sources)
{{
    int i, j;
    for (i = 0; i < units; i++) {{
        double sum = 0.0;
        for (j = 0; j < sources; j++) {{
            sum += w[i * sources + j] * a[j];
        }}
        z[i] += sum;
    }}
}}
"""
    for activation in dict.fromkeys(layer.activation for layer in weights.network.layers[1:]):
        if ACTIVATIONS[activation]:
            yield (
                f"static inline void {name}_{activation}(double *z, int units)\n"
                f"{{\n    int k;\n{ACTIVATIONS[activation]}}}\n"
            )


def checking_program(weights: WeightsFile, test: SelfTest, name: str) -> str:
    """Return a program that predicts the inputs of a self-test and counts wrong outputs."""
    upper, count = name.upper(), len(test.inputs)
    if not count:  # C has no array of no elements
        return f"""\
#ifdef {upper}_SELF_TEST
#error "The outputs of this network hang on how sums are rounded, so there is nothing to test."
#endif
"""
    arrays = (("in", test.inputs), ("wanted", test.outputs), ("size", test.sizes))
    said = "".join(
        f"static const double {name}_test_{what}[{count}][{values.shape[1]}] = {{\n"
        + "".join(
            "    {\n" + "\n".join(wrapped([*map(double, row)])) + "\n    },\n"
            for row in values.tolist()
        )
        + "};\n"
        for what, values in arrays
    )
    shown = f"{name}_class_name({name}_class(out))" if class_rule(weights) else '""'
    return f"""\
#ifdef {upper}_SELF_TEST
#include <stdio.h>

{said}
int main(void)
{{
    int row, k, wrong = 0;
    for (row = 0; row < {count}; row++) {{
        double out[{upper}_OUTPUTS];
        {name}_predict({name}_test_in[row], out);
        for (k = 0; k < {upper}_OUTPUTS; k++) {{
            const double wanted = {name}_test_wanted[row][k];
            if (!(fabs(out[k] - wanted) <= {TOLERANCE!r} * {name}_test_size[row][k])) {{
                printf("pattern %d: %s is %.17g and should be %.17g %s\\n", row + 1,
                       {name}_output_name(k), out[k], wanted, {shown});
                wrong++;
            }}
        }}
    }}
    printf("%d inputs, from %s: %d patterns, %d wrong outputs\\n", {upper}_INPUTS,
           {name}_input_name(0), {count}, wrong);
    return wrong > 0;
}}
#endif
"""
