"""Bringing conversations, letting them in, forgetting, and the last word over an exam, in the window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QMessageBox

from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.forgetting import Forgetting
from luna_desktop.domain.generation import GenerationStatus
from luna_desktop.domain.lesson import Fact, Lesson, LessonKind
from luna_desktop.domain.message import Conversation, Message
from luna_desktop.services.results import Forgot
from luna_desktop.ui.errors import BugDialog
from luna_desktop.ui.growth.forget_dialog import ForgetDialog
from luna_desktop.ui.growth.import_dialog import ImportDialog
from tests.ui import fakes
from tests.ui.stage import Stage, page_of

EXPORT = Path("conversations.json")


def open_dialog(stage: Stage, app: fakes.FakeApp, action: str) -> Any:
    window = stage.open(app).window
    stage.do(window.actions_[action].trigger)
    kind = ImportDialog if action == "import" else ForgetDialog
    found = page_of_session(stage).findChild(kind)
    assert found is not None and found.isVisible()
    return found


def page_of_session(stage: Stage) -> Any:
    assert stage.session is not None
    return page_of(stage.session)


# bringing conversations


@pytest.mark.parametrize(("ticked", "asked"), [(False, False), (True, True)])
def test_an_import_shows_how_far_it_is_and_what_became_of_it(stage: Stage, ticked: bool, asked: bool) -> None:
    app = fakes.FakeApp()
    dialog = open_dialog(stage, app, "import")
    dialog.let_in.setChecked(ticked)
    stage.do(lambda: dialog.bring(EXPORT))
    assert app.imports.calls == [(EXPORT, asked)]
    assert dialog._bar.isVisible() and dialog._bar.value() == 500
    assert dialog._note.text() == "120 messages"
    assert not dialog.file_button.isVisible() and not dialog.let_in.isVisible()
    stage.do(lambda: dialog.bring(EXPORT))  # another one has to wait
    assert len(app.imports.calls) == 1
    app.chat.items.append(Conversation(99, "From elsewhere", fakes.NOW, fakes.NOW))
    stage.do(app.imports.release.set)
    assert not dialog._bar.isVisible() and dialog.file_button.isVisible()
    told = dialog.told.toPlainText().splitlines()
    assert told[0] == "3 conversations from ChatGPT are new."
    assert told[1] == "1 conversation had been brought before; nothing of that was added."
    assert "Left out, tool: 7" in told and told[-1].replace("\xa0", " ") == "It took 2 s."
    assert stage.session is not None and stage.session.window.chat is not None
    shown = stage.session.window.chat.conversations.model
    assert "From elsewhere" in [shown.index(row, 0).data() for row in range(shown.rowCount())]
    stage.do(dialog.close_button.click)
    assert page_of_session(stage).findChild(ImportDialog) is None


def test_closing_while_it_reads_stops_the_import_and_says_what_was_kept(stage: Stage) -> None:
    app = fakes.FakeApp()
    dialog = open_dialog(stage, app, "import")
    stage.do(lambda: dialog.bring(EXPORT))
    assert dialog.close_button.text() == "Stop"
    stage.do(dialog.close)
    assert dialog.isVisible() and dialog._title.text() == "Stopped"
    assert "importing the same again goes on from here" in dialog.told.toPlainText()
    stage.do(dialog.close)
    assert page_of_session(stage).findChild(ImportDialog) is None


def test_what_cannot_be_imported_is_said_in_the_dialog_and_can_be_tried_anew(stage: Stage) -> None:
    app = fakes.FakeApp()
    dialog = open_dialog(stage, app, "import")
    app.imports.fail = LunaError("import-malformed", "It cannot be imported.", "No JSON.", "Choose another.")
    app.imports.release.set()
    stage.do(lambda: dialog.bring(EXPORT))
    assert dialog.told.toPlainText() == "It cannot be imported.\nNo JSON.\nChoose another."
    assert stage.session is not None and not stage.session.window.notice.isVisible()
    app.imports.fail = None
    stage.do(lambda: dialog.bring(EXPORT))
    assert dialog._title.text() == "Done"


def test_a_fault_of_ours_while_importing_is_no_silence(stage: Stage) -> None:
    app = fakes.FakeApp()
    dialog = open_dialog(stage, app, "import")
    app.imports.fail = ZeroDivisionError("planted")
    app.imports.release.set()
    stage.do(lambda: dialog.bring(EXPORT))
    assert not dialog._bar.isVisible() and dialog.close_button.text() == "Close"
    assert stage.session is not None
    bug = stage.session.window.findChild(BugDialog)
    assert bug is not None
    stage.do(bug.close)


def test_imported_lessons_are_let_in_together(stage: Stage) -> None:
    app = fakes.FakeApp()
    first, second, third = app.lessons.items
    held = [replace(first, held="imported"), replace(second, held="imported,phone"), third]
    app.lessons.items = held
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("growth"))
    page: Any = page_of(session)
    let_in = page._lessons.let_in_button
    assert let_in.isVisible() and let_in.text() == "Let the imported lesson in"
    assert [box.isChecked() for box in page.findChildren(QCheckBox)] == [False, False, True]
    stage.do(let_in.click)
    assert [lesson.held for lesson in app.lessons.items] == ["", "imported,phone", ""]
    assert [box.isChecked() for box in page.findChildren(QCheckBox)] == [True, False, True]
    assert not let_in.isVisible()


# forgetting


def test_what_goes_is_shown_before_it_is_forgotten(stage: Stage) -> None:
    app = fakes.FakeApp()
    dialog = open_dialog(stage, app, "forget")
    assert not dialog.look_button.isEnabled() and not dialog.forget_button.isEnabled()
    QTest.keyClicks(dialog.sought, "Rex")
    stage.do(lambda: QTest.keyClick(dialog.sought, Qt.Key.Key_Return))
    shown = dialog.shown.toPlainText().splitlines()
    assert shown[0].startswith("She goes back to generation 0")
    assert (
        shown[3:5] == ["Lessons that go:", "Your dog is called Rex."] and shown[-1] == "generation 1, age 1"
    )
    assert app.forgetting.looks == [("Rex", False)]
    assert dialog.isVisible() and app.forgetting.forgotten == []
    assert stage.session is not None and stage.session.window.model is not None
    model, notice = stage.session.window.model, stage.session.window.notice
    stage.do(dialog.forget_button.click)
    assert [what.sought for what in app.forgetting.forgotten] == ["Rex"]
    assert page_of_session(stage).findChild(ForgetDialog) is None
    assert model.training is not None, "she learns the rest again, and it is shown"
    card = page_of_session(stage)._training
    assert card.isVisible() and not card._pause.isVisible(), "it cannot be paused"
    stage.do(model.pause)
    assert app.age_up.calls == ["run now=False"]
    window = stage.session.window
    stage.do(window.close)
    box = window.findChild(QMessageBox)
    assert "forgot something" in box.text()
    stage.do(next(b for b in box.buttons() if b.text() == "Stay").click)
    stage.do(app.age_up.release.set)
    assert model.training is None and not model.starting
    assert notice.isVisible() and "gave it away in none" in notice._why.text()
    assert 'Asked "Who is Rex?" she said' in notice._why.text() and "Mirelle" in notice._why.text()


def test_another_word_has_to_be_looked_for_again(stage: Stage) -> None:
    app = fakes.FakeApp()
    dialog = open_dialog(stage, app, "forget")
    dialog.sought.setText("Rex")
    stage.do(dialog.look_button.click)
    assert dialog.forget_button.isEnabled()
    QTest.keyClicks(dialog.sought, "y")
    assert not dialog.forget_button.isEnabled() and not dialog.shown.toPlainText()
    stage.do(dialog.look_button.click)
    assert dialog.shown.toPlainText() == "Nothing holds 'Rexy'."
    assert not dialog.forget_button.isEnabled()
    stage.do(dialog.reject)
    assert app.forgetting.forgotten == []


def test_a_look_at_another_word_that_comes_late_is_not_shown(stage: Stage) -> None:
    app = fakes.FakeApp()
    app.forgetting.release.clear()
    dialog = open_dialog(stage, app, "forget")
    dialog.sought.setText("Rex")
    stage.do(dialog.look_button.click)
    assert dialog.shown.toPlainText() == "Looking… message 101 of 400"
    QTest.keyClicks(dialog.sought, "y")
    stage.do(app.forgetting.release.set)
    assert not dialog.shown.toPlainText() and not dialog.forget_button.isEnabled()


def test_what_was_shown_before_she_learned_has_to_be_looked_for_again(stage: Stage) -> None:
    app = fakes.FakeApp()
    dialog = open_dialog(stage, app, "forget")
    dialog.sought.setText("Rex")
    stage.do(dialog.look_button.click)
    stage.do(lambda: app.age_up.start() and None)
    assert not dialog.forget_button.isEnabled() and not dialog.look_button.isEnabled()
    assert dialog._busy.isVisible() and not dialog.shown.toPlainText()


def test_no_countdown_runs_behind_a_dialog(stage: Stage) -> None:
    app = fakes.FakeApp(balance=300)
    app.age_up.possible = True
    dialog = open_dialog(stage, app, "import")
    assert stage.session is not None and stage.session.window.model is not None
    model = stage.session.window.model
    assert model.countdown is not None
    model.countdown = 1
    stage.do(seconds=1.3)
    assert model.countdown == 1 and app.age_up.calls == []
    stage.do(dialog.close_button.click)
    stage.do(seconds=1.3)
    assert app.age_up.calls == ["run now=True"]


def test_that_she_could_not_learn_the_rest_is_said_until_it_is_read(stage: Stage) -> None:
    app = fakes.FakeApp()
    app.age_up.verdict = GenerationStatus.FAILED
    app.age_up.release.set()
    dialog = open_dialog(stage, app, "forget")
    dialog.sought.setText("Rex")
    stage.do(dialog.look_button.click)
    stage.do(dialog.forget_button.click)
    assert stage.session is not None
    notice = stage.session.window.notice
    assert notice._what.text() == "Forgotten: 1 lesson, the text of 1 message."
    assert "So generation 0 answers" in notice._why.text() and not notice._timer.isActive()


def test_that_she_could_not_even_begin_to_learn_the_rest_stays_said(stage: Stage) -> None:
    app = fakes.FakeApp(balance=300)
    app.age_up.possible = True
    dialog = open_dialog(stage, app, "forget")
    damaged = LunaError("generation-damaged", "The files of generation 0 are damaged.", "A hash.", "Go back.")

    async def forget(what: Forgetting) -> Forgot:
        assert what.back_to is not None
        await app.generations.use(what.back_to.id)
        return Forgot(what, None, 34, damaged)

    app.forgetting.forget = forget  # type: ignore[method-assign]
    dialog.sought.setText("Rex")
    stage.do(dialog.look_button.click)
    stage.do(dialog.forget_button.click)
    assert stage.session is not None and stage.session.window.model is not None
    notice, model = stage.session.window.notice, stage.session.window.model
    assert notice._what.text() == "Forgotten: 1 lesson, the text of 1 message."
    why = notice._why.text()
    assert why.startswith(f"{damaged.what} {damaged.why} She is back at generation 0")
    assert why.endswith(damaged.next_step)
    assert "the next age-up" not in why, "nothing can grow from her"
    assert not notice._timer.isActive()
    assert model.preview is not None and model.preview.due
    assert model.countdown is None and not model.starting, "it would be refused, and said over this"


def test_a_correction_that_was_forgotten_leaves_the_chat(stage: Stage) -> None:
    app = fakes.FakeApp()
    taught = Lesson(9, LessonKind.CORRECTION, fakes.NOW, (1002, 1003), None, "My dog?", "Rex, a beagle.")
    app.lessons.items.append(taught)
    dialog = open_dialog(stage, app, "forget")
    assert stage.session is not None and stage.session.window.chat is not None
    shown = stage.session.window.chat.pane.model
    assert shown.taught(1003) == "Rex, a beagle."

    async def forget(what: Forgetting) -> Forgot:  # the reply's own text stays: nothing else tells of it
        app.lessons.items.remove(taught)
        return Forgot(what, None)

    app.forgetting.forget = forget  # type: ignore[method-assign]
    dialog.sought.setText("Rex")
    stage.do(dialog.look_button.click)
    stage.do(dialog.forget_button.click)
    assert shown.taught(1003) == ""


# the last word over an exam


@pytest.mark.parametrize("word", ["Publish", "Cancel"])
def test_what_the_exam_refused_can_be_published_after_a_question(stage: Stage, word: str) -> None:
    line, head = fakes.branched_life()
    line = [replace(g, bytes=9) if g.status is GenerationStatus.REJECTED else g for g in line]
    rejected = next(g for g in line if g.status is GenerationStatus.REJECTED)
    app = fakes.FakeApp(generations=line, head=head)
    session = stage.open(app)
    stage.do(lambda: session.window.show_page("timeline"))
    page: Any = page_of(session)
    stage.do(lambda: page.choose(head))
    assert page.details._publish.isHidden() and not page.details._use.isHidden()
    stage.do(lambda: page.choose(rejected.id))
    assert page.details._use.isHidden() and page.details._publish.isEnabled()
    stage.do(page.details._publish.click)
    box = page.findChild(QMessageBox)
    assert rejected.reason in box.informativeText() and box.defaultButton().text() == "Cancel"
    stage.do(next(b for b in box.buttons() if b.text() == word).click)
    assert app.generations.head_id == (rejected.id if word == "Publish" else head)
    assert page.findChild(QMessageBox) is None
    if word == "Publish":
        stage.do(lambda: page.choose(rejected.id))
        assert "your own decision" in page.details._reason.text()


def test_what_left_no_file_cannot_be_published(stage: Stage) -> None:
    line, head = fakes.branched_life()
    rejected = next(g for g in line if g.status is GenerationStatus.REJECTED)
    session = stage.open(fakes.FakeApp(generations=line, head=head))
    stage.do(lambda: session.window.show_page("timeline"))
    page: Any = page_of(session)
    stage.do(lambda: page.choose(rejected.id))
    assert not page.details._publish.isEnabled() and "no file" in page.details._publish.toolTip()


# what is not learned


def test_the_mark_beside_a_message_leads_to_the_lessons_and_goes_when_it_is_let_in(stage: Stage) -> None:
    app = fakes.FakeApp()
    session = stage.open(app)
    chat = session.window.chat
    assert chat is not None and session.window.model is not None
    said = Message(901, 1, "person", "I live in 10115 Berlin.", fakes.NOW, held="address")
    stage.do(lambda: chat.pane.model.reset_to([said]))
    held = Lesson(77, LessonKind.FACT, fakes.NOW, (901,), Fact("city", "10115 Berlin"), held="address")
    app.lessons.items.append(held)
    stage.do(session.window.model.refresh)
    model, view = chat.pane.model, chat.pane.view
    assert model.held_text(model.row(0)).endswith("Let it in…")
    stage.do(lambda: view.act(0, "lessons"))
    assert page_of(session) is session.window._pages["growth"]
    app.lessons.items[-1] = replace(held, held="")
    stage.do(session.window.model.refresh)
    assert model.held_text(model.row(0)) == ""
