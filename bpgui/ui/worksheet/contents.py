"""What a worksheet says: facts, weights, questions and answers about one moment.

Texts and formulas only; the picture of the network is given by who has painted it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from bpgui import __version__
from bpgui.core.activations import ACTIVATIONS
from bpgui.core.network import Network
from bpgui.formats.worksheet import Part, Table, Task, Worksheet
from bpgui.session.hiding import Hidden
from bpgui.session.quantity import Quantity
from bpgui.session.session import Session
from bpgui.ui.details.explanation import explain_loss
from bpgui.ui.mathematics.digits import USUAL, digits
from bpgui.ui.mathematics.formula import Formula, compose, given, plain, words
from bpgui.ui.mathematics.mathml import mathml, mathml_lines
from bpgui.ui.prediction.gradient_questions import MOST_PATTERNS
from bpgui.ui.prediction.question import Factor, Question, number
from bpgui.ui.prediction.scene import Scene, scene_of
from bpgui.ui.worksheet.choice import Chosen, choose, most_questions

LARGEST_LAYER, MOST_LAYERS = 8, 6
"""Sizes up to which a network is printed whole."""
_LONG = ("z", "delta", "loss")
_PRINTED_RATES = ("eta", "alpha", "decay")


@dataclass(frozen=True)
class Options:
    """What can be chosen about a worksheet.

    Attributes
    ----------
    questions
        About how many.
    figures
        Significant digits of the numbers on it.
    variant
        Another variant asks other questions about another pattern; the first is about the
        presented one.
    formulas
        Whether the rule that answers a question stands below it.
    """

    questions: int = 14
    figures: int = USUAL
    variant: int = 1
    formulas: bool = True


@dataclass(frozen=True)
class Draft:
    """A worksheet before it is written: its moment and its questions.

    Attributes
    ----------
    session, scene
        What it is about.
    options
        What was chosen.
    parts
        The questions, by the phases of an update.
    """

    session: Session
    scene: Scene
    options: Options
    parts: Sequence[Chosen] = field(default=())

    @classmethod
    def make(cls, session: Session, options: Options) -> "Draft":
        """Choose the questions.

        Raises
        ------
        ValueError
            With a sentence, when the network has no number to be worked out by hand.
        """
        row = (session.pattern + options.variant - 1) % session.dataset.n_patterns
        scene = scene_of(session, row)
        with digits.as_many(options.figures):
            parts = choose(scene, options.questions, np.random.default_rng(options.variant))
        if not parts:
            raise ValueError(
                "This network has no number that can be worked out by hand: every sum is too "
                "long, or a number is not finite."
            )
        return cls(session, scene, options, parts)

    @property
    def questions(self) -> list[Question]:
        """All questions in their order."""
        return [question for part in self.parts for question in part.questions]

    @property
    def most(self) -> int:
        """How many questions there could be."""
        return most_questions(self.scene)

    @property
    def hidden(self) -> Hidden:
        """What must be blank in the picture."""
        return Hidden(tuple(number for each in self.questions for number in each.hides))

    @property
    def is_whole(self) -> bool:
        """Whether the network is small enough to be printed whole."""
        return is_printable(self.scene.network)

    @property
    def left_out(self) -> list[str]:
        """What is not asked for although there is such a thing, and why."""
        count = self.scene.batch.count
        if count <= MOST_PATTERNS:
            return []
        return [f"Gradients are given, not asked for: an update uses {count:,} patterns."]

    @property
    def summary(self) -> str:
        """What is on it, in a sentence."""
        parts = ", ".join(f"{part.title.lower()} {len(part.questions)}" for part in self.parts)
        about = self.scene.presented.about
        return f"{len(self.questions)} questions about {about}: {parts}."

    def worksheet(self, picture: str = "") -> Worksheet:
        """Return the worksheet with a picture of the network as SVG."""
        with digits.as_many(self.options.figures):
            return Worksheet(
                f"Back-propagation by hand: {self.session.dataset.name}",
                self._note(),
                tuple(self._facts()),
                tuple(self._tasks()),
                picture if self.is_whole else "",
                tuple(_tables(self.scene.network)) if self.is_whole else (),
                tuple(self._remarks()),
            )

    # ---- facts -----------------------------------------------------------------------------

    def _facts(self) -> Iterator[tuple[str, str]]:
        scene, network = self.scene, self.scene.network
        evidence, settings = scene.presented, scene.settings
        if self.is_whole:
            numbers = [
                _equation(name, float(value))
                for name, value in zip(
                    network.layers[0].unit_names, evidence.inputs[0], strict=True
                )
            ]
            numbers += [
                _equation("y" if network.n_outputs == 1 else f"y of {name}", float(value))
                for name, value in zip(
                    network.layers[-1].unit_names, evidence.targets[0], strict=True
                )
            ]
            yield evidence.about.capitalize(), mathml_list(numbers)
        for layer in network.layers[1:]:
            label = ACTIVATIONS[layer.activation].label
            yield f"Layer {layer.name}", f"{layer.units} × {label}"
        yield "Loss", mathml(explain_loss(evidence).lines[0])
        eta, alpha = settings.rates_at(scene.sweep)
        rates = [_equation("η", eta), _equation("α", alpha)]
        if settings.decay:
            rates.append(_equation("λ", settings.decay))
        yield "Rates", mathml_list(rates)
        if scene.batch.count > 1:
            yield "An update", f"uses {scene.batch.count:,} patterns ({settings.reduction})"

    def _remarks(self) -> Iterator[str]:
        if not self.is_whole:
            sizes = " – ".join(str(layer.units) for layer in self.scene.network.layers)
            yield (
                f"The network ({sizes}) is too large to be printed whole: each question comes "
                "with the numbers it needs."
            )
        yield from self.left_out
        yield f"Work with {self.options.figures} digits."

    def _note(self) -> str:
        document = self.session.document
        return (
            f"bpgui {__version__} · {self.session.dataset.name} · sweep {document.sweep:,} · "
            f"{self.scene.presented.about} · variant {self.options.variant}"
        )

    # ---- questions -------------------------------------------------------------------------

    def _tasks(self) -> Iterator[Part]:
        asked: list[Quantity] = []
        for part in self.parts:
            tasks = []
            for question in part.questions:
                tasks.append(self._task(question, asked))
                asked.append(question.of)
            yield Part(part.title, tuple(tasks))

    def _task(self, question: Question, asked: Sequence[Quantity]) -> Task:
        rule = mathml(question.lines[0]) if self.options.formulas else ""
        needed = [each for each in question.factors if not self._is_known(each, asked)]
        numbers = tuple((each.symbol, _value(each)) for each in needed)
        key = mathml_lines(question.lines)
        lines = 2 if question.of.kind in _LONG else 1
        return Task(question.text, rule, numbers, _answer(question), lines, key)

    def _is_known(self, factor: Factor, asked: Sequence[Quantity]) -> bool:
        """Whether a number stands on the sheet, or is the answer of an earlier question."""
        of = factor.of
        if of in asked or of.kind in _PRINTED_RATES:
            return True
        if not self.is_whole:
            return False
        is_input = of.kind == "a" and of.layer == 0
        presented = of.pattern == self.scene.row
        return of.kind == "parameter" or ((is_input or of.kind == "target") and presented)


def is_printable(network: Network) -> bool:
    """Whether a network is small enough to be printed whole."""
    largest = max(layer.units for layer in network.layers)
    return largest <= LARGEST_LAYER and len(network.layers) <= MOST_LAYERS


def mathml_list(formulas: Sequence[Formula]) -> str:
    """Return formulas in a row, between which a line may break."""
    return ", ".join(mathml(formula) for formula in formulas)


def _equation(name: str, value: float) -> Formula:
    return compose("{name} = {value}", name=words(name), value=given(value))


def _value(factor: Factor) -> str:
    """Return a number as the key has it: what the data give is written without spare zeros."""
    is_given = factor.of.kind == "target" or (factor.of.kind == "a" and factor.of.layer == 0)
    return plain(given(factor.value)) if is_given else number(factor.value)


def _answer(question: Question) -> str:
    """Return what the answer begins with: what stands before the first equals sign of its rule."""
    symbols = {"updated": "new value", "error": "y − ŷ"}
    if question.of.kind in symbols:
        return f"{symbols[question.of.kind]} ="
    text = plain(question.lines[0]).split(" = ")[0]
    return mathml((*words(text), *words(" =")))


def _tables(network: Network) -> Iterator[Table]:
    """Yield the weights into each layer: a row a unit, a column a source, the biases last."""
    for index, layer in enumerate(network.layers[1:], start=1):
        sources = [(s, k) for s in layer.sources for k in range(network.layers[s].units)]
        header = ["into", *(network.layers[s].unit_names[k] for s, k in sources)]
        biases = network.biases(index)
        rows = []
        for unit, name in enumerate(layer.unit_names):
            cells = [_weight(network, index, unit, s, k) for s, k in sources]
            if biases is not None:
                cells.append(number(float(biases[unit])))
            rows.append([name, *cells])
        if biases is not None:
            header.append("bias b")
        yield Table(f"Weights into {layer.name}", header, rows)


def _weight(network: Network, layer: int, unit: int, source: int, source_unit: int) -> str:
    index = network.weight_index(layer, unit, source, source_unit)
    if not network.present[index]:
        return "–"
    return number(float(network.parameters[index]))
