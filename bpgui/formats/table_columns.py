"""The columns of a table: numbers or text, and the cells that are neither."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from bpgui.core.arrays import FloatArray
from bpgui.formats.number_cells import NumberStyle
from bpgui.formats.table_blocks import Block

ColumnKind = Literal["number", "text"]
# From this part of numbers on, the other cells of a column are mistakes.
_NUMBERS = 0.9
_MOST_WRONG = 20


@dataclass
class ColumnCount:
    """What one column holds, counted block by block.

    Attributes
    ----------
    style
        How its numbers are written.
    is_text
        Whether it is text whatever its cells look like.
    numbers, missing, others
        How many cells are numbers, are empty (or say NA), or hold something else.
    missing_words
        How many cells are missing if the column is text.
    commas
        Whether a decimal comma was met.
    wrong
        Lines and texts of the first cells that are no numbers.
    first_missing, first_missing_text
        Line and text of the first cell that is missing in a column of numbers; or None.
    first_missing_word
        Line of the first cell that is missing in a column of text, or None.
    chunks
        The numbers so far, NaN where there is none.
    words
        The texts so far: of each block that holds few numbers, else None.
    """

    style: NumberStyle
    is_text: bool = False
    numbers: int = 0
    missing: int = 0
    others: int = 0
    missing_words: int = 0
    commas: bool = False
    wrong: list[tuple[int, str]] = field(default_factory=list)
    first_missing: int | None = None
    first_missing_text: str = ""
    first_missing_word: int | None = None
    chunks: list[FloatArray] = field(default_factory=list)
    words: list[tuple[str, ...] | None] = field(default_factory=list)
    _same: dict[str, str] = field(default_factory=dict)

    def add(self, block: Block, column: int) -> None:
        """Count the cells of the next block."""
        # Of a column of words only the words are asked for: to look for numbers takes longer.
        texts = block.texts(column) if self._looks_like_text else None
        values = block.numbers(column, self.style) if texts is None else self.style.parse_all(texts)
        wrong = np.flatnonzero(np.isnan(values)).tolist()
        self.numbers += len(values) - len(wrong)
        if self.style.decimal_comma and not self.commas:
            self.commas = bool((block.commas(column) & ~np.isnan(values)).any())
        if wrong:
            texts = block.texts(column) if texts is None else texts
            self._count_wrong(texts, block.lines, wrong)
        few = self.is_text or len(wrong) > (1 - _NUMBERS) * len(values)
        self.words.append(self._shared(texts) if few and texts is not None else None)
        self.chunks.append(np.ascontiguousarray(values))

    def _count_wrong(
        self, texts: Sequence[str], lines: Sequence[int], wrong: Sequence[int]
    ) -> None:
        known: dict[str, tuple[bool, bool]] = {}
        for row in wrong:
            text = texts[row]
            if text not in known:
                known[text] = (self.style.is_missing(text), self.style.is_missing_word(text))
            missing, missing_word = known[text]
            self.missing += missing
            self.others += not missing
            self.missing_words += missing_word
            if missing and self.first_missing is None:
                self.first_missing, self.first_missing_text = lines[row], text
            if missing_word and self.first_missing_word is None:
                self.first_missing_word = lines[row]
            if not missing and len(self.wrong) < _MOST_WRONG:
                self.wrong.append((lines[row], text))

    def _shared(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return texts, equal ones as one string, and those that are missing as ""."""
        same = self._same
        for text in set(texts) - same.keys():
            same[text] = "" if self.style.is_missing_word(text) else text
        return tuple(map(same.__getitem__, texts))

    @property
    def _looks_like_text(self) -> bool:
        return self.is_text or self.others > self.numbers

    @property
    def kind(self) -> ColumnKind:
        """Number, where nine in ten of the cells that say something are numbers."""
        said = self.numbers + self.others
        if self.is_text:
            return "text"
        return "number" if self.numbers and self.numbers >= _NUMBERS * said else "text"

    @property
    def is_empty(self) -> bool:
        """Whether no cell says anything."""
        return self.numbers + self.others == 0

    @property
    def needs_words(self) -> bool:
        """Whether the column is text, but not all of its texts were kept."""
        return self.kind == "text" and any(words is None for words in self.words)

    def add_words(self, block: Block, column: int, number: int) -> None:
        """Take the texts of a block that were not kept."""
        if self.words[number] is None:
            self.words[number] = self._shared(block.texts(column))

    def texts(self) -> tuple[str, ...]:
        """Return all texts."""
        return tuple(text for words in self.words for text in words or ())

    def values(self) -> FloatArray:
        """Return all numbers, (n,), read-only.

        The chunks are let go of: to free those of all columns at once keeps the interpreter from
        everybody for a tenth of a second.
        """
        self.chunks = [np.concatenate(self.chunks)]
        self.chunks[0].flags.writeable = False
        return self.chunks[0]
