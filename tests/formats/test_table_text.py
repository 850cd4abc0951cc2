import gzip

import pytest

from bpgui.formats import table_file
from bpgui.formats.table import TableError, TableOptions, read_table_text
from tests.formats.conftest import Read

POLISH = "imię;wiek\nŁukasz;34\nMałgorzata;28\n"
RUSSIAN = "имя;возраст;город\nИван;34;Москва\nМария;28;Казань\n" * 3
JAPANESE = "名前,年齢\n太郎,34\n花子,28\nさくら,5\n" * 3


@pytest.mark.parametrize(
    "encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-32", "utf-8", "utf-8-sig"]
)
def test_that_unicode_is_recognised(read: Read, encoding: str) -> None:
    table = read(POLISH.encode(encoding))
    assert table.texts(0) == ("Łukasz", "Małgorzata")
    assert table.encoding == encoding


@pytest.mark.parametrize(
    ("text", "encoding"), [(RUSSIAN, "cp1251"), (JAPANESE, "shift_jis"), (RUSSIAN, "koi8_r")]
)
def test_that_other_alphabets_are_recognised_by_their_letters(
    read: Read, text: str, encoding: str
) -> None:
    table = read(text.encode(encoding))
    assert table.encoding == encoding
    assert table.texts(0)[0] == text.split("\n")[1].replace(";", ",").split(",")[0]
    assert "does not say its encoding" in table.warnings[0]


def test_that_a_given_encoding_is_obeyed(read: Read) -> None:
    assert read(POLISH.encode("cp1250"), encoding="cp1250").names == ("imię", "wiek")


@pytest.mark.parametrize("encoding", ["rot13", "base64", "punycode", "no such"])
def test_that_what_is_no_encoding_of_files_is_refused(read: Read, encoding: str) -> None:
    with pytest.raises(TableError, match="is no encoding"):
        read("a,b\n1,2\n", encoding=encoding)


def test_that_bytes_another_encoding_cannot_mean_are_named_by_line(read: Read) -> None:
    with pytest.raises(TableError, match="is not in the encoding utf-8 throughout"):
        read(b"a,b\n1,2\n\xff,3\n", encoding="utf-8")


def test_that_packed_text_is_unpacked(read: Read) -> None:
    data = gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"3,4\n")
    assert read(data, name="data.csv.gz").numbers(0).tolist() == [1, 3]


@pytest.mark.parametrize("cut", [5, 12, -3])
def test_that_a_damaged_packed_file_is_refused(read: Read, cut: int) -> None:
    with pytest.raises(TableError, match="damaged"):
        read(gzip.compress(b"a,b\n1,2\n")[:cut], name="data.csv.gz")


def test_that_a_bomb_is_refused(read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_file, "_SURELY_HARMLESS", 2**20)
    with pytest.raises(TableError, match="packs as no table does"):
        read(gzip.compress(b"0" * 2**22), name="data.csv.gz")


def test_that_comments_missing_words_and_decimals_can_be_said(read: Read) -> None:
    text = "% made today\na|b\n1,5|-999\n2,5|3\n"
    table = read(text, comment="%", missing=("-999",), decimal=",")
    assert table.numbers(0).tolist() == [1.5, 2.5]
    assert table.missing_in(1).tolist() == [True, False]
    assert table.decimal == ","
    assert table.missing == {1: 3}


def test_that_a_decimal_comma_is_found_between_spaces_and_bars(read: Read) -> None:
    assert read("a b\n1,5 2,5\n3,5 4\n").numbers(0).tolist() == [1.5, 3.5]
    assert read("a|b\n1,5|x\n2,5|y\n").numbers(0).tolist() == [1.5, 2.5]


def test_that_none_is_a_word_like_any_other_among_words(read: Read) -> None:
    table = read("x,damage\n1,none\n2,light\nnone,NA\n4,heavy\n5,none\n6,light\n" + "7,none\n" * 9)
    assert table.texts(1)[:3] == ("none", "light", "")
    assert table.kinds == ("number", "text")
    assert table.missing_in(0).tolist() == [False, False, True] + [False] * 12


def test_that_a_text_is_read_like_a_file() -> None:
    table = read_table_text("a\tb\r\n1,5\t2\r\n", TableOptions())
    assert (table.format, table.path.name) == ("TSV", "clipboard")
    assert table.numbers(0).tolist() == [1.5]


def test_that_a_broken_quote_costs_one_row(read: Read) -> None:
    table = read('a,b\n1,2\n"3"x,4\n5,6\n"7,8\n9,10\n')
    assert table.numbers(0).tolist() == [1, 5, 9]
    assert [problem.line for problem in table.problems] == [3, 5]
    assert "the quotes in the row" in table.problems[0].sentence
