"""Full names, taken apart and put together."""

import pytest

from tillbook.foundation import names
from tillbook.foundation.names import PersonName


@pytest.mark.parametrize(
    ("name", "language", "first", "last"),
    [
        ("Anna Berg", "sv", "Anna", "Berg"),
        ("Anna Maria Berg", "sv", "Anna Maria", "Berg"),
        ("Anna", "sv", "Anna", ""),
        ("Carl von Linné", "sv", "Carl", "von Linné"),
        ("Louis De Geer", "sv", "Louis", "De Geer"),
        ("Hans af Lindås", "sv", "Hans", "af Lindås"),
        ("Jan van der Berg", "nl", "Jan", "van der Berg"),
        ("Van Morrison", "en", "Van", "Morrison"),
        ("Sam Green Jr.", "en", "Sam", "Green Jr."),
        ("Berg, Anna Maria", "sv", "Anna Maria", "Berg"),
        ("王芳", "zh-Hans", "芳", "王"),
        ("王小明", "sv", "小明", "王"),
        ("王 小明", "zh", "小明", "王"),
        ("欧阳娜", "zh", "娜", "欧阳"),
        ("欧阳", "zh", "阳", "欧"),
        ("司马思远", "zh-CN", "思远", "司马"),
        ("约翰·史密斯", "zh", "约翰·史密斯", ""),
        ("山田太郎", "ja", "太郎", "山田"),
        ("김철수", "ko", "철수", "김"),
        ("山田 花子", "ja", "花子", "山田"),
        ("やまだ はなこ", "sv", "はなこ", "やまだ"),
        ("김 철수", "en", "철수", "김"),
        ("Nguyễn Văn An", "vi", "Văn An", "Nguyễn"),
        ("Kovács Anna", "hu", "Anna", "Kovács"),
        ("王", "zh", "", "王"),
        ("  ", "sv", "", ""),
    ],
)
def test_a_name_is_split_by_its_script_and_language(
    name: str, language: str, first: str, last: str
) -> None:
    assert names.split(name, language=language) == PersonName(first=first, last=last)


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("Carl von Linné", "sv"),
        ("王小明", "zh"),
        ("欧阳娜", "sv"),
        ("김철수", "ko"),
        ("Kovács Anna", "hu"),
        ("Anna", "en"),
    ],
)
def test_a_split_name_joins_back_to_itself(name: str, language: str) -> None:
    parts = names.split(name, language=language)

    assert names.join(parts.first, parts.last, language=language) == name


@pytest.mark.parametrize(
    ("first", "middle", "last", "language", "name"),
    [
        ("Anna", "Maria", "Berg", "sv", "Anna Maria Berg"),
        ("Anna", "", "Berg", "sv", "Anna Berg"),
        ("Anna", "Mária", "Kovács", "hu", "Kovács Anna Mária"),
        ("小", "明", "王", "zh-Hans", "王小明"),
        ("", "Maria", "", "en", "Maria"),
    ],
)
def test_a_middle_name_follows_the_first(
    first: str, middle: str, last: str, language: str, name: str
) -> None:
    assert names.join(first, last, middle=middle, language=language) == name


def test_the_full_name_is_shown_before_its_parts() -> None:
    assert names.display(name="Anna B.", first="Anna", last="Berg", language="sv") == "Anna B."
    assert names.display(name="", first="芳", last="王", language="sv") == "王芳"


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("Anna Berg", "AB"),
        ("anna karin von sjö", "AS"),
        ("Åsa", "Å"),
        ("王小明", "小明"),
        ("王芳", "王芳"),
        ("(Å) & B", "ÅB"),
        ("🎉", "🎉"),
        ("", ""),
    ],
)
def test_initials_fit_into_the_round_mark(name: str, mark: str) -> None:
    assert names.initials(name) == mark
