"""Enter sends, Shift+Enter breaks the line, Escape stops."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from luna_desktop.ui.chat.composer import MOST_LINES, Composer


@pytest.fixture
def composer(qtbot: Any, theme: Any) -> Composer:
    made = Composer(theme)
    qtbot.addWidget(made)
    made.resize(500, 80)
    made.show()
    return made


@pytest.fixture
def sent(composer: Composer) -> list[str]:
    found: list[str] = []
    composer.sent.connect(found.append)
    return found


def test_enter_sends_and_empties(qtbot: Any, composer: Composer, sent: list[str]) -> None:
    qtbot.keyClicks(composer.editor, "Hello")
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent == ["Hello"]
    assert composer.text() == ""


def test_shift_enter_breaks_the_line(qtbot: Any, composer: Composer, sent: list[str]) -> None:
    qtbot.keyClicks(composer.editor, "a")
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClicks(composer.editor, "b")
    assert sent == []
    qtbot.keyClick(composer.editor, Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    assert sent == ["a\nb"]


@pytest.mark.parametrize("text", ["", "   ", "\n\n"])
def test_nothing_is_not_sent(qtbot: Any, composer: Composer, sent: list[str], text: str) -> None:
    composer.set_text(text)
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent == []
    assert not composer.send.isEnabled()


def test_escape_stops_only_while_she_answers(qtbot: Any, composer: Composer) -> None:
    stopped: list[int] = []
    composer.stopped.connect(lambda: stopped.append(1))
    qtbot.keyClick(composer.editor, Qt.Key.Key_Escape)
    assert not stopped
    composer.set_replying(True)
    qtbot.keyClick(composer.editor, Qt.Key.Key_Escape)
    composer.stop.click()
    assert stopped == [1, 1]


def test_it_grows_with_the_text_and_no_further(qtbot: Any, composer: Composer) -> None:
    one = composer.editor.height()
    composer.set_text("\n".join("abc"))
    three = composer.editor.height()
    composer.set_text("line\n" * 200)
    most = composer.editor.height()
    assert one < three < most
    assert most <= one * (MOST_LINES + 1)
    composer.set_text("")
    assert composer.editor.height() == one


def test_a_long_paste_is_kept_whole(qtbot: Any, composer: Composer, sent: list[str]) -> None:
    text = "word " * 100_000 + "end"
    QApplication.clipboard().setText(text)
    composer.editor.paste()
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent == [text]


def test_pasted_markup_is_only_text(qtbot: Any, composer: Composer) -> None:
    from PySide6.QtCore import QMimeData

    data = QMimeData()
    data.setHtml("<b>bold</b><img src='file:///etc/passwd'>")
    data.setText("bold")
    composer.editor.insertFromMimeData(data)
    assert composer.text() == "bold"


def test_up_recalls_only_when_empty(qtbot: Any, composer: Composer) -> None:
    recalled: list[int] = []
    composer.recall_wanted.connect(lambda: recalled.append(1))
    qtbot.keyClick(composer.editor, Qt.Key.Key_Up)
    composer.set_text("a\nb")
    qtbot.keyClick(composer.editor, Qt.Key.Key_Up)
    assert recalled == [1]


def test_blocked_says_why_and_keeps_the_text(qtbot: Any, composer: Composer, sent: list[str]) -> None:
    composer.set_blocked("Luna is not born yet.")
    composer.set_text("Hello")
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent == [] and composer.text() == "Hello"
    assert composer.why.isVisible()
    composer.set_blocked("")
    qtbot.keyClick(composer.editor, Qt.Key.Key_Return)
    assert sent == ["Hello"]
    assert not composer.why.isVisible()


def test_controls_have_names(composer: Composer) -> None:
    assert (
        composer.editor.accessibleName() and composer.send.accessibleName() and composer.stop.accessibleName()
    )
