"""Markdown is drawn, and nothing in it is ever loaded, run or followed unasked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QPainter, QTextCursor, QTextDocument

from luna_desktop.ui.chat import links
from luna_desktop.ui.chat.document import MessageDocument, text_style
from luna_desktop.ui.tokens import THEMES, contrast

ALL = """# Title
Some **bold**, *thin*, `code` and ~~gone~~ words.

1. one
2. two
   - inner

> said

```python
def f(x):
    return "a"
```

| a | b |
|---|---|
| 1 | 2 |

---

end
"""


@pytest.fixture
def document(theme: Any) -> MessageDocument:
    return MessageDocument(text_style(theme))


def anchors(document: QTextDocument) -> list[str]:
    found = []
    block = document.begin()
    while block.isValid():
        found += [span.format.anchorHref() for span in block.textFormats() if span.format.isAnchor()]
        block = block.next()
    return found


def has_image(document: QTextDocument) -> bool:
    block = document.begin()
    while block.isValid():
        if any(span.format.isImageFormat() for span in block.textFormats()):
            return True
        block = block.next()
    return False


def test_markdown_becomes_text_without_its_marks(document: MessageDocument) -> None:
    document.set_markdown(ALL)
    document.fit(500)
    text = document.toPlainText()
    assert "Title" in text and "#" not in text and "**" not in text and "```" not in text
    assert {each.kind for each in document.decorations} == {"code", "quote", "rule"}


@pytest.mark.parametrize(
    "source",
    [
        "<img src=file:///{path}>",
        "<img src='{path}'>",
        "![x](file://{path})",
        "![x]({path})",
        "![x](data:image/png;base64,iVBORw0KGgo=)",
        "<body background='file://{path}'>",
        "<link rel=stylesheet href='file://{path}'>",
        "<object data='file://{path}'></object>",
        "<style>body {{ background: url(file://{path}) }}</style>",
        "[x]: file://{path}\n\n![x]",
    ],
)
@pytest.mark.parametrize("plain", [True, False])
def test_nothing_is_loaded(theme: Any, tmp_path: Path, source: str, plain: bool) -> None:
    asked: list[Any] = []

    class Watched(MessageDocument):
        def loadResource(self, kind: int, name: QUrl | str) -> Any:
            asked.append(name)
            return super().loadResource(kind, name)

    path = tmp_path / "red.png"
    red = QImage(40, 40, QImage.Format.Format_RGB32)
    red.fill(0xFF0000)
    red.save(str(path))
    watched = Watched(text_style(theme))
    text = source.format(path=path.as_posix())
    if plain:
        watched.set_plain(text)
    else:
        watched.set_markdown(text)
    watched.fit(300)
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(0)
    painter = QPainter(picture)
    watched.drawContents(painter)
    painter.end()
    assert not has_image(watched)
    assert not asked
    shown = {picture.pixel(x, y) & 0xFFFFFF for x in range(300) for y in range(200)}
    assert 0xFF0000 not in shown


def test_a_file_on_disk_is_not_a_resource(document: MessageDocument, tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text("secret", encoding="utf-8")
    for name in (QUrl.fromLocalFile(str(path)), QUrl(str(path))):
        for kind in QTextDocument.ResourceType:
            assert document.resource(kind.value, name) is None


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "[x](file:///etc/passwd)",
        "[x](vbscript:msgbox)",
        "[x](//evil.example)",
        "[x](/etc/passwd)",
        "<a href='file:///etc/passwd'>x</a>",
        "<javascript:alert(1)>",
        "[x](https:evil)",
    ],
)
def test_only_web_and_mail_addresses_become_links(document: MessageDocument, source: str) -> None:
    document.set_markdown(source)
    assert anchors(document) == []


def test_a_refused_address_stays_readable(document: MessageDocument) -> None:
    document.set_markdown("see [here](javascript:alert(1))")
    assert document.toPlainText() == "see here (javascript:alert(1))"


def test_links_keep_their_whole_address(document: MessageDocument) -> None:
    document.set_markdown("[bank](https://a.example/x?y=1) https://b.example/z. <mailto:m@c.example>")
    assert anchors(document) == ["https://a.example/x?y=1", "https://b.example/z", "mailto:m@c.example"]


def test_look_alike_hosts_show_their_true_form() -> None:
    assert links.allowed("https://\u0430\u0440\u0440le.com/").startswith("https://xn--")
    assert links.allowed("https://exa\u202emple.com\n/") == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(https://a.example/b_(c))", ["https://a.example/b_(c)"]),
        ("https://a.example, and http://b.example!", ["https://a.example", "http://b.example"]),
        ("file:///etc/passwd ftp://x", []),
        ("HTTPS://A.EXAMPLE/", ["https://a.example/"]),
    ],
)
def test_addresses_in_plain_words(text: str, found: list[str]) -> None:
    cut = list(links.pieces(text))
    assert "".join(piece for piece, _ in cut) == text
    assert [address for _, address in cut if address] == found


MARKUP = st.lists(
    st.sampled_from(
        [
            "word ",
            "**b** ",
            "\n",
            "\n\n",
            "- item\n",
            "1. one\n",
            "> quote\n",
            "```py\n",
            "x = 1\n",
            "```\n",
            "|a|b|\n|-|-|\n|1|2|\n",
            "# H\n",
            "---\n",
            "`c`",
            "<b>",
            "[l](https://e.example)",
            "    deep\n",
        ]
    ),
    max_size=30,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=MARKUP)
def test_growing_text_ends_as_the_whole_text_would(theme: Any, pieces: list[str]) -> None:
    style = text_style(theme)
    grown, whole = MessageDocument(style), MessageDocument(style)
    text = ""
    for piece in pieces:
        text += piece
        grown.set_markdown(text, growing=True)
        grown.fit(320)
    grown.set_markdown(text, growing=True)
    whole.set_markdown(text)
    assert grown.toPlainText() == whole.toPlainText()
    grown.fit(320)
    whole.fit(320)
    assert abs(grown.size().height() - whole.size().height()) <= 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300))
def test_any_text_is_survived(theme: Any, text: str) -> None:
    document = MessageDocument(text_style(theme))
    document.set_markdown(text)
    document.fit(200)
    document.set_plain(text)
    document.fit(200)
    assert not has_image(document)


def test_deep_and_hostile_nesting_ends(document: MessageDocument) -> None:
    for text in (
        ">" * 3000 + "x",
        "[" * 3000,
        "- " * 400 + "x",
        "*" * 5000,
        "`" * 4001,
        "|" * 2000 + "\n" + "|-" * 999,
    ):
        document.set_markdown(text)
        document.fit(300)
        assert document.size().width() <= 320 or "|" in text


def test_a_huge_text_is_cut_and_says_so(document: MessageDocument) -> None:
    document.set_plain("word " * 100_000)
    assert "more characters are not drawn" in document.toPlainText()
    assert document.characterCount() < 45_000


def test_long_words_wrap(document: MessageDocument) -> None:
    document.set_plain("x" * 2000)
    assert document.fit_snug(200) <= 200
    assert document.idealWidth() <= 201


def test_template_like_text_is_only_text(document: MessageDocument) -> None:
    document.set_markdown("<|end|> {{ x }} &lt;b&gt; {% raw %}")
    assert document.toPlainText() == "<|end|> {{ x }} <b> {% raw %}"


def test_code_can_be_read_in_both_themes() -> None:
    for colours in THEMES.values():
        for token in ("text", "link", "good", "warn", "text_faint", "accent"):
            assert contrast(getattr(colours, token), colours.code) >= 4.5, token


def test_selection_of_all_gives_the_words(document: MessageDocument) -> None:
    document.set_markdown("a `b` c")
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    assert cursor.selectedText().replace("\u200a", "") == "a b c"
