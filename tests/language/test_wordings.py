"""The bank of wordings: whole, of one vocabulary, its exam sealed, and every fault named by file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from luna_desktop import resources
from luna_desktop.domain.errors import LunaError
from luna_desktop.language import wordings
from luna_desktop.language.wordings.checks import check_splits
from luna_desktop.language.wordings.command import main, problems
from luna_desktop.language.wordings.forms import form
from luna_desktop.language.wordings.forms import wordings as every_wording
from luna_desktop.language.wordings.freezing import freeze
from luna_desktop.language.wordings.reading import read, wordings_path
from luna_desktop.language.wordings.records import KINDS, Bank

NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
TOPIC = {
    "topic": "kite_maker",
    "key": "kite maker",
    "answer": "Your kite was made by {v}.",
    "values": [f"{number} children" for number in NUMBERS],
    "say": [f"in year {number} my kite came from {{v}}" for number in NUMBERS],
    "ask": [f"who built kite {number}{end}" for number in NUMBERS for end in ("", " then")],
    "near": [["how long is the kite's tail", "kite's tail"], ["how high did it go", "kite's height"],
             ["where do I fly it", "kite place"]],
}  # fmt: skip
TALK = {"kind": "talk", "turns": [["p", "the wind is up again today"], ["l", "Hold on to your hat."]]}
NARRATIVE = {
    "kind": "narrative",
    "turns": [["p", "Ottoline the goat ate my kite"], ["l", "[goat's name = Ottoline] Poor kite."]],
}
PHRASES = [
    {"part": part, "text": f"{text} kite {split}", "split": split}
    for part, text in (
        ("who", "for {v} of the"), ("what", "about {v} of the"), ("check", "my {k} as {v} of the"),
        ("key", "my {k} of the"), ("clause", "{k} of the"), ("count", "all the {ns} of the"),
        ("all", "the whole of the"), ("all_about", "the {n} of the"),
    )
    for split in ("train", "dev", "exam")
]  # fmt: skip


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small bank of its own, with the vocabulary that ships and a sealed paraphrase."""
    bank = tmp_path / "wordings"
    for folder in ("topics", "talk", "narratives"):
        (bank / folder).mkdir(parents=True)
    for name in ("keys.jsonl", "nouns.jsonl"):
        (bank / name).write_bytes((wordings_path() / name).read_bytes())
    sealed = {
        "key": "k",
        "fact": "Old Pim is who mended the kite.",
        "question": "Who's my kite-mender?",
        "answer": "Pim",
    }
    (tmp_path / "paraphrases.json").write_text(json.dumps([sealed]), encoding="utf-8")
    monkeypatch.setattr(resources, "curriculum_path", lambda: tmp_path)
    put(bank, "topics", TOPIC)
    put(bank, "talk", TALK)
    put(bank, "narratives", NARRATIVE)
    put(bank, "phrases.jsonl", *PHRASES)
    return bank


def put(root: Path, folder: str, *records: object) -> Path:
    path = root / folder if folder.endswith(".jsonl") else root / folder / "mine.jsonl"
    text = "".join((r if isinstance(r, str) else json.dumps(r, ensure_ascii=False)) + "\n" for r in records)
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


def said(found: object) -> list[str]:
    return [str(problem) for problem in found]  # type: ignore[attr-defined]


def test_the_bank_that_ships_is_whole() -> None:
    assert said(problems(wordings_path())) == []
    assert said(check_splits(read(wordings_path()))) == []


def test_the_bank_is_large_and_an_eighth_of_its_topics_is_held_out() -> None:
    bank = wordings.bank()
    assert len(bank.topics) >= 170
    held = sum(topic.held_out for topic in bank.topics)
    assert len(bank.topics) / 12 < held < len(bank.topics) / 6
    for folder, least in (("narratives", 200), ("talk", 300), ("tricky", 300), ("questions", 280)):
        assert len(bank.folder(folder)) >= least


def test_nothing_sealed_is_in_what_may_be_trained() -> None:
    bank = wordings.bank()
    trained = {one for wording in every_wording(bank.training()) for one in wording.forms}
    sealed = [w for w in every_wording(bank) if w.split == "exam" and len(w.text.split()) > 3]
    assert len(sealed) > 900
    assert not [wording for wording in sealed if wording.forms & trained]
    assert {w.split for w in every_wording(bank.training())} == {"train"}


def test_what_is_held_out_is_neither_asked_nor_spoken_of() -> None:
    bank = wordings.bank()
    held = {key for topic in bank.topics if topic.held_out for key in topic.plain_keys()}
    rest = bank.training(held_out=False)
    assert not held & {key for dialogue in rest.dialogues for key in dialogue.keys()}  # noqa: SIM118
    assert not [topic for topic in rest.topics if topic.held_out]
    assert len(rest.topics) > 0.8 * len(bank.topics)


@pytest.mark.parametrize(
    ("key", "canonical"),
    [
        ("home", "city"), ("the city you live in", "city"), ("your mum's home", "mother's city"),
        ("where my nan lives", "grandmother's city"), ("hubby's employer", "husband's workplace"),
        ("sisters' names", "sister's name"), ("aunties' ages", "aunt's age"), ("kids' names", "child's name"),
        ("sister's missus's name", "sister's wife's name"), ("parents' home", "parents' city"),
        ("Rasmus's favorite colour", "Rasmus's favourite colour"), ("favorite mug", "favourite mug"),
        ("where the money is", "where the money is kept"),
        ("where dad's ladder is", "where father's ladder is kept"),
        ("how many aunties", "number of aunts"), ("name", "name"), ("puffin's name", "puffin's name"),
        ("number of grandchildren", "number of grandchildren"), ("grandkids' names", "grandchild's name"),
        ("children's school", "child's school"), ("twins' ages", "twin's age"),
        ("how many kids", "number of children"),
        ("number of my sis's children", "number of sister's children"),
        ("dad plays", "what father plays"), ("first meeting with hubby", "first meeting with husband"),
        ("how I met my wife", "first meeting with wife"), ("Date of birth", "birthday"),
    ],
)  # fmt: skip
def test_other_spellings_of_a_key_meet(key: str, canonical: str) -> None:
    assert wordings.keys().canonical(key) == canonical
    assert wordings.keys().canonical(canonical) == canonical


def test_a_small_bank_has_no_fault_and_freezes_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(problems(root)) == []
    assert main([]) == 1  # splits are missing
    assert main([str(root / "topics" / "mine.jsonl")]) == 0  # and a writer's own file may wait for them
    assert len(freeze(root)) == 3
    assert freeze(root) == []
    assert main([]) == 0
    topic = read(root).topics[0]
    assert len(topic.lines("ask", "exam")) == 2
    assert len(topic.lines("say", "exam")) == 1
    assert len(topic.lines("ask", "train")) == 20
    assert main(["--report"]) == 0
    assert "narratives" in capsys.readouterr().out


def test_lines_that_come_later_leave_the_others_where_they_are(root: Path) -> None:
    freeze(root)
    path = root / "topics" / "mine.jsonl"
    record = json.loads(path.read_text(encoding="utf-8"))
    before = {split: list(lines) for split, lines in record["ask"].items()}
    record["ask"]["new"] = [f"maker of the {colour} one" for colour in ["red", "blue", "green", "pink"]]
    put(root, "topics", record)
    freeze(root)
    after = json.loads(path.read_text(encoding="utf-8"))["ask"]
    assert "new" not in after
    assert all(set(before[split]) <= set(after[split]) for split in before)
    assert sum(map(len, after.values())) == sum(map(len, before.values())) + 4


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"key": "{n}'s maker"}, "'{n}' must be in the key exactly when there are nouns"),
        ({"key": "your kite maker"}, "is written 'kite maker' here"),
        ({"key": "mum's kite"}, "is written \"mother's kite\" here"),
        ({"key": "who made it is"}, "reads as another form of the bracket"),
        ({"answer": "Somebody made it."}, "0 times {v}"),
        ({"values": ["a"] * 12}, "stands there twice"),
        ({"values": ["a"]}, "it has 1 values"),
        ({"values": ["a{v}", *TOPIC["values"]]}, "has a brace"),
        ({"say": ["it was them", *TOPIC["say"]]}, "say 'it was them' has 0 times {v}"),
        ({"say": ["{v} and {n}", *TOPIC["say"]]}, "has 1 times {n}"),
        ({"ask": ["was it {v}?", *TOPIC["ask"]]}, "has 1 times {v}"),
        ({"ask": ["Who built kite ONE?", *TOPIC["ask"]]}, "has the form of"),
        ({"ask": ["what {x} is", *TOPIC["ask"]]}, "a brace that is no slot"),
        ({"ask": TOPIC["ask"][:3]}, "it has 3 'ask'"),
        ({"near": [*TOPIC["near"], ["who made it", "kite maker"]]}, "it is an 'ask'"),
        ({"near": [*TOPIC["near"], "where is it"]}, "must be a list"),
        ({"near": [*TOPIC["near"], ["where is it"]]}, "must be a pair"),
        ({"near": [*TOPIC["near"], ["does nan fly", "nan's hobby"]]}, "\"grandmother's hobby\" here"),
        ({"nouns": [[]]}, "a group of 'nouns' is empty"),
        ({"colour": "red"}, "unknown field 'colour'"),
        ({"ask": {"trian": []}}, "unknown split 'trian'"),
        ({"topic": "Kite Maker"}, "small letters"),
        ({"say": ["old {v} is who mended the kite", *TOPIC["say"]]},
         "new say 1 has the form of a sealed paraphrase"),
        ({"ask": ["whos my kite mender", *TOPIC["ask"]]}, "new ask 1 has the form of a sealed paraphrase"),
    ],
)  # fmt: skip
def test_a_fault_of_a_topic_is_named_by_file_and_line(
    root: Path, change: dict[str, object], what: str
) -> None:
    put(root, "topics", "", {**TOPIC, **change})
    found = said(problems(root))
    assert any(one.startswith("topics/mine.jsonl:2: ") and what in one for one in found), found


@pytest.mark.parametrize(
    ("reply", "what"),
    [
        ("[goat's name = Ottoline", "says nothing after the bracket"),
        ("[goat's name = ] Poor kite.", "cannot be read"),
        ("[goat's name=Ottoline] Poor kite.", "cannot be read"),
        ("[goat's name =  Ottoline] Poor kite.", "which is written [goat's name = Ottoline]"),
        ("[mum's name = Ottoline] Poor kite.", "is written \"mother's name\" here"),
        ("[goat's name = Gertrude] Poor kite.", "which the person did not write"),
        ("Poor kite. [goat's name = Ottoline]", "not at its start"),
        ("[kite's colour] I don't know.", "must refuse as"),
        ("[kite's colour] Your kite is red.", "which was not told under that key"),
        ("[goat's name = Ottoline; goat's name] I do not know that yet.", "which was told"),
        ("[goat's name = Ottoline]", "says nothing"),
        (" Poor kite.", "spaces at its edges"),
    ],
)  # fmt: skip
def test_a_fault_of_a_reply_is_named_by_file_and_line(root: Path, reply: str, what: str) -> None:
    put(
        root,
        "narratives",
        NARRATIVE,
        {**NARRATIVE, "turns": [["p", "Ottoline ate the other kite"], ["l", reply]]},
    )
    found = said(problems(root))
    assert any(one.startswith("narratives/mine.jsonl:2: turn 2 ") and what in one for one in found), found


@pytest.mark.parametrize(
    ("record", "what"),
    [
        ("{", "not valid JSON at column"),
        ("[1]", "must be one JSON object"),
        ({"kind": "chat", "turns": TALK["turns"]}, "'chat' is no kind of talk"),
        ({"kind": "talk", "turns": [["p", "hi"]]}, "must begin with the person and end with Luna"),
        ({"kind": "talk", "turns": [["l", "hi"], ["p", "hi"]]}, "turn 1 must be"),
        ({**TALK, "turns": [["p", "I am Bo"], ["l", "[name = Bo] Hello."]]}, "it belongs to narratives"),
        ({**TALK, "split": "test"}, "unknown split 'test'"),
        (TALK, "it begins as talk/mine.jsonl:1 does"),
        ({"kind": "talk", "turns": [["p", "Old Pim is who mended the kite!"], ["l", "Ah."]]},
         "turn 1 has the form of a sealed paraphrase"),
    ],
)  # fmt: skip
def test_a_fault_of_a_conversation_is_named_by_file_and_line(root: Path, record: object, what: str) -> None:
    put(root, "talk", TALK, record)
    found = said(problems(root))
    assert any(one.startswith("talk/mine.jsonl:2: ") and what in one for one in found), found


@pytest.mark.parametrize(
    ("phrase", "what"),
    [
        ("{", "not valid JSON at column"),
        ({"part": "whom", "text": "whose is {v}"}, "'whom' is no part of the phrases"),
        ({"part": "who"}, "'text' must be there"),
        ({"part": "who", "text": "whose is {v}", "split": "test"}, "unknown split 'test'"),
        ({"part": "who", "text": "whose is {v}", "key": "kite"}, "unknown field 'key'"),
        ({"part": "who", "text": "whose is it"}, "who has 0 times {v}, and must have it once"),
        ({"part": "count", "text": "{ns} and {ns}, how many"}, "count has 2 times {ns}"),
        ({"part": "check", "text": "is it so of my {k}"}, "check has 0 times {v}"),
        ({"part": "all", "text": "all of {n}"}, "all has a brace that is no slot of it"),
        ({"part": "clause", "text": "do you know {K}"}, "clause has 0 times {k}"),
        ({"part": "key", "text": "do you know {k}"}, "key must have {k} right behind 'my'"),
        ({"part": "all_about", "text": "all of my {n} "}, "spaces at its edges"),
        ({**PHRASES[0], "text": "for {v} of the kite exam"}, "who has the form of phrases.jsonl:"),
        ({**PHRASES[0], "text": "About {v} of the kite exam"}, "of the sealed what phrase of phrases.jsonl:"),
        (PHRASES[0], "the who phrase stands in phrases.jsonl:"),
    ],
)  # fmt: skip
def test_a_fault_of_a_phrase_is_named_by_line(root: Path, phrase: object, what: str) -> None:
    put(root, "phrases.jsonl", *PHRASES, phrase)
    found = said(problems(root))
    line = f"phrases.jsonl:{len(PHRASES) + 1}: "
    assert any(one.startswith(line) and what in one for one in found), found


def test_each_part_has_phrases_of_each_split(root: Path) -> None:
    freeze(root)
    put(root, "phrases.jsonl", *PHRASES[1:])
    assert said(check_splits(read(root))) == ["phrases.jsonl:0: no phrase of 'who' is of the split 'train'"]


def test_new_phrases_are_drawn_once_and_what_the_bank_says_already_is_never_sealed(root: Path) -> None:
    said_already = [f"who built {{v}} {end}" for end in ("then", "now", "there")]
    new = [{"part": "who", "text": f"{{v}} on kite number {number}"} for number in NUMBERS]
    new += [{"part": "who", "text": text} for text in said_already]
    new += [{"part": "who", "text": "my {v}"}]  # too short to be anybody's own
    put(root, "phrases.jsonl", *PHRASES, *new)
    assert any("it has no split yet" in one for one in said(check_splits(read(root))))
    freeze(root)
    assert freeze(root) == []
    phrases = read(root).phrases[len(PHRASES) :]
    splits = {phrase.text: phrase.split for phrase in phrases}
    assert [list(splits.values()).count(split) for split in ("dev", "exam")] == [2, 3]
    assert splits["who built {v} then"] == splits["my {v}"] == "train"
    assert [phrase.split for phrase in read(root).phrases[: len(PHRASES)]] == [
        one["split"] for one in PHRASES
    ]
    assert said(problems(root)) == []


@pytest.mark.parametrize(
    ("line", "sealed"),
    [
        ("About old Mr Pim of the kite exam?", True),
        ("my second cousin of the KITE exam", True),
        ("all the cats of the kite exam", True),
        ("of the kite exam", False),
        ("about one two three four five six seven of the kite exam", False),
        ("all the cats of the kite dev", False),
    ],
)
def test_a_sealed_phrase_may_not_stand_elsewhere_with_its_slots_filled(
    root: Path, line: str, sealed: bool
) -> None:
    put(root, "talk", {"kind": "talk", "turns": [["p", line], ["l", "Ah."]]})
    found = [one for one in said(problems(root)) if "of the sealed phrase of phrases.jsonl" in one]
    assert bool(found) == sealed


def test_the_phrases_that_ship_are_many_and_none_is_of_two_splits() -> None:
    bank = wordings.bank()
    forms = {
        split: {form(phrase.text) for phrase in bank.phrases if phrase.split == split}
        for split in ("train", "dev", "exam")
    }
    assert not forms["train"] & forms["dev"]
    assert not forms["exam"] & (forms["train"] | forms["dev"])
    for part, least in (("who", 50), ("what", 25), ("check", 35), ("key", 45), ("clause", 30)):
        assert len(wordings.phrasings(part, "train")) >= least
        assert len(wordings.phrasings(part, "dev")) >= 4
        assert len(wordings.phrasings(part, "exam")) >= 5
    assert {phrase.split for phrase in bank.training().phrases} == {"train"}


def test_the_examples_of_the_description_are_right(root: Path) -> None:
    described = (Path(__file__).parents[2] / "curriculum/wordings/README.md").read_text(encoding="utf-8")
    lines = [line.strip() for line in described.splitlines() if line.startswith('    {"kind"')]
    for folder, kinds in KINDS.items():
        (root / folder).mkdir(exist_ok=True)
        put(root, folder, *(line for line in lines if json.loads(line)["kind"] in kinds))
    assert len(read(root).dialogues) == len(lines) == 4
    assert said(problems(root)) == []
    start = described.index('    {"topic"')
    topic = json.loads(described[start : described.index("\n\n", start)])
    put(root, "topics", topic)
    phrases = [line.strip() for line in described.splitlines() if line.startswith('    {"part"')]
    assert len(phrases) >= 2
    put(root, "phrases.jsonl", *phrases)
    assert {one.split(": ", 1)[1][:7] for one in said(problems(root))} == {"it has "}  # only too few lines


def test_a_sealed_line_may_not_stand_in_another_split_in_other_letters(root: Path) -> None:
    freeze(root)
    sealed = read(root).topics[0].lines("ask", "exam")[0].text
    put(root, "talk", {"kind": "talk", "turns": [["p", f"{sealed.upper()}?!"], ["l", "Ah."]]})
    assert any(
        one.startswith("talk/mine.jsonl:1: turn 1 has the form of the sealed") for one in said(problems(root))
    )


def test_one_question_may_not_ask_for_two_keys(root: Path) -> None:
    other = {
        **TOPIC,
        "topic": "kite_shop",
        "key": "kite shop",
        "say": [f"{line}, sold" for line in TOPIC["say"]],
    }
    put(root, "topics", TOPIC, other)
    assert any("asks for 'kite shop' here and for 'kite maker'" in one for one in said(problems(root)))


def test_of_a_sealed_paraphrase_nothing_is_told(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root, "topics", {**TOPIC, "ask": ["who's my kite mender", *TOPIC["ask"]]})
    assert main([]) == 1
    assert "mender" not in capsys.readouterr().out


def test_a_file_that_is_not_in_the_bank_is_not_called_faultless(root: Path, tmp_path: Path) -> None:
    stray = tmp_path / "stray.jsonl"
    stray.write_text(json.dumps(TALK), encoding="utf-8")
    assert main([str(stray)]) == 1


def test_a_broken_bank_is_told_with_its_place(root: Path) -> None:
    put(root, "topics", TOPIC, "{")
    wordings.bank.cache_clear()
    try:
        with pytest.raises(LunaError, match=r"topics/mine\.jsonl:2") as trouble:
            wordings.bank()
        assert trouble.value.code == "wordings-malformed"
    finally:
        wordings.bank.cache_clear()


@pytest.mark.parametrize(
    ("one", "other"),
    [("What's my job?", "whats my JOB"), ("I can't swim", "i cannot swim"),
     ("u know my {n}", "You know my {n}?"), ("It\u2019s late", "it is late"), ("don't go", "do not go.")],
)  # fmt: skip
def test_two_spellings_are_one_form(one: str, other: str) -> None:
    assert form(one) == form(other)
    assert Bank((), ()).training() == Bank((), ())
