"""What a bracket tells is checked against the person's own words, and a ledger of it says what holds."""

from __future__ import annotations

import pytest

from luna_desktop.domain import inner_speech
from luna_desktop.domain.inner_speech import parse
from luna_desktop.domain.lesson import Fact
from luna_desktop.language.inner.facts import goes_on, hear, own_words, pieces, takes_back, unsays
from luna_desktop.language.inner.ledger import after, changes, holding
from luna_desktop.language.inner.topics import Topics, several
from tests.language.inner.conftest import told


def facts(topics: Topics, message: str, bracket: str) -> tuple[inner_speech.Fact, ...]:
    """What the bracket of ``message`` tells, once it is checked."""
    inner = parse(bracket)
    assert inner is not None, bracket
    return tuple(inner_speech.Fact(one.key, one.value, one.change) for one in hear(message, inner, topics))


@pytest.mark.parametrize(
    ("message", "bracket", "expected"),
    [
        ("my cat is called Loki", "[cat's name = Loki]", ""),
        ("mum moved to Hull", "[mum's home = Hull]", "[mother's city = Hull]"),
        ("my sister's a potter", "[sister's job = potter]", "[sister's job = a potter]"),
        ("oh and eggs make me swell up too", "[allergies += eggs]", "[allergy += eggs]"),
        ("we left Oslo in spring", "[not: city = Oslo]", ""),
        ("forget my shoe size", "[not: shoe size]", ""),
        ("we don't have the parrot any more", "[not: parrot's name]", ""),
        ("they let me go friday", "[not: workplace = Tesco]", ""),
        ("no, Oslo", "[not: city = Oslo]", ""),
        ("in my book nothing beats pears", "[favourite fruit = pears]", ""),
        ("as a child i dreamed to be a diver", "[childhood dream = a diver]", ""),
        ("My name is Ella, what is yours?", "[name = Ella]", ""),
        ("I'm Ivo and you?", "[name = Ivo]", ""),
        ("I got an email from my sister Ana.", "[sister's name = Ana]", ""),
        ("I suppose my cat Loki did it", "[cat's name = Loki]", ""),
        ("homework with my son Leo again", "[son's name = Leo]", ""),
        ("I like fruit, for example mango", "[favourite fruit = mango]", ""),
        ("I act as treasurer of the club", "[role in club = treasurer]", ""),
        ("I live in Gent. How about you?", "[city = Gent]", ""),
        ("the tortoise turned 60yo", "[tortoise's age = 60]", ""),
        ("LOKI IS MY CAT", "[cat's name = Loki]", ""),
        ("my sister works as a vet", "[sister's job = works as a vet]", "[sister's job = a vet]"),
        ("my aunt lives in Turku now", "[aunt's city = lives in Turku]", "[aunt's city = Turku]"),
        ("our dog's called Rex", "[dog's name = called Rex]", "[dog's name = Rex]"),
        ("brothers: Per, and also Ola", "[brother's name = Per and Ola]", ""),
        ('I read "The Salt Path"', "[current book = the salt path]", "[current book = The Salt Path]"),
        ("our cat's Luna", "[cat's name = Luna]", ""),
        ("did you know our goat is Gilda?", "[goat's name = Gilda]", ""),
        ("got a goat, Gilda :D haha", "[goat's name = Gilda :D haha]", "[goat's name = Gilda]"),
        ("my band is Haha", "[band's name = Haha]", ""),
        ("I adore Iain M. Banks", "[favourite author = Iain Banks]", "[favourite author = Iain M. Banks]"),
        ("like I said: we moved to Turku", "[city = Turku]", ""),
        ("as we wrote yesterday: my aunt is Vera", "[aunt's name = Vera]", ""),
        ("dad texted: Fifi had kittens", "[cat's name = Fifi]", ""),
        ("Vera is my aunt. Do I like her? Not really.", "[aunt's name = Vera]", ""),
        ("Turku is home. I have a yacht. I made that up", "[city = Turku; boat = yacht]", "[city = Turku]"),
        ("cows: Bo, Ty", "[cow's name = Bo; cow's name = Ty]", "[cow's name = Bo; cow's name += Ty]"),
    ],
)  # fmt: skip
def test_what_a_message_tells(topics: Topics, message: str, bracket: str, expected: str) -> None:
    wanted = parse(expected or bracket)
    assert wanted is not None
    assert facts(topics, message, bracket) == wanted.facts


@pytest.mark.parametrize(
    ("message", "bracket"),
    [
        ("my cat is asleep on the mat", "[cat's name = Mittens]"),  # not in the message
        ("I like walking home with my dog by the sea", "[dog's name = Home Walking]"),  # not in that order
        ("we got a cat", "[cat's name = cat]"),
        ("the city is loud tonight", "[city = city]"),
        ("hi luna!", "[name = Luna]"),
        ("Good morning Luna, slept badly", "[name = Luna]"),
        ("you are called Luna, right", "[nickname = Luna]"),
        ("Luna's three months old now", "[Luna's age = three months]"),
        ('my boss said "I moved to Turku and I love it there"', "[city = Turku]"),
        ("Anna: I live in Turku\nBen: and I in Bergen", "[city = Turku]"),
        ("> I have a parrot called Kiwi\nlol who writes this", "[parrot's name = Kiwi]"),
        ("is my parrot called Kiwi?", "[parrot's name = Kiwi]"),
        ("I live in Turku. " * 300, "[city = Turku]"),
        (f"my motto is {'very ' * 30}long", f"[motto = {'very ' * 30}long]"),
        ("nothing to tell", f"[{'long ' * 13}key = tell]"),
        ("In my story, my name is Juno.", "[name = Juno]"),
        ("Let's roleplay, I am a pirate called Red", "[name = Red]"),
        ("I dreamt that I moved to Bali", "[city = Bali]"),
        ("Translate to French: my name is Ada", "[name = Ada]"),
        ("From grandpa's diary:\nI was born in Ghent.", "[birthplace = Ghent]"),
        ("host: nginx\nport: 80", "[name = nginx]"),
        ("No, Watson!", "[not: dog's name = Rex]"),
        ("my landlord said: I was born in Turku", "[birthplace = Turku]"),
        ("Aunt Vera wrote to me:\nI'm a vet now.\nWe live in Bergen.", "[city = Bergen]"),
        ("the note reads: my cat is Fifi", "[cat's name = Fifi]"),
        ("I'm the mayor of Turku. No, just joking!", "[job = the mayor of Turku]"),
        ("our goat is Gilda\nlol i lied sorry", "[goat's name = Gilda]"),
        ("We have a yacht. Well, not really.", "[boat = yacht]"),
        ("Nope, dad", "[not: city]"),
    ],
)  # fmt: skip
def test_what_was_misheard_is_left_out(topics: Topics, message: str, bracket: str) -> None:
    assert facts(topics, message, bracket) == ()


@pytest.mark.parametrize(
    ("message", "bracket", "value"),
    [
        ("before my shift starts: my cat is Fifi", "[cat's name = Fifi]", "Fifi"),
        ("Once the film begins: I live in Turku, by the way", "[city = Turku]", "Turku"),
        ("as I wrote: I live in Bonn", "[city = Bonn]", "Bonn"),
    ],
)
def test_what_only_looks_like_a_quotation_is_their_own(
    topics: Topics, message: str, bracket: str, value: str
) -> None:
    assert [fact.value for fact in facts(topics, message, bracket)] == [value]


def test_small_talk_and_questions_tell_nothing(topics: Topics) -> None:
    assert hear("what a day", None, topics) == ()
    assert facts(topics, "what's my cat called", "[cat's name]") == ()


def test_pasted_words_are_not_the_persons_own() -> None:
    text = 'Tom: hi\nKim: hello\nmine is the last line ```my code``` and "I quote somebody at length" "Dune"'
    own = own_words(text)
    assert "mine is the last line" in own
    assert "Dune" in own
    for word in ("Tom", "hello", "code", "quote"):
        assert word not in own


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("cat's name", "Loki", "Your cat is called Loki."),
        ("Rasmus's age", "9", "Rasmus is 9 years old."),
        ("gecko's age", "two", "Your gecko is two years old."),
        ("number of hens", "six", "You have six hens."),
        ("where the ladder is kept", "in the shed", "You keep your ladder in the shed."),
        ("why the fence fell", "a storm", "Why the fence fell: a storm."),
        ("locker code word", "plum", "Your locker code word is plum."),
        ("Ada's locker", "12", "Ada's locker is 12."),
    ],
)
def test_her_own_sentence(topics: Topics, key: str, value: str, sentence: str) -> None:
    assert topics.sentence(key, value) == sentence


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        # one of many: a second is one more
        (("sister Bea [sister's name = Bea]", "sister Fran [sister's name = Fran]"), "Bea and Fran"),
        (("I can't eat nuts [allergy = nuts]", "nor eggs [allergy += eggs]"), "nuts and eggs"),
        (("our hens are Dot and Kit [hen's name = Dot and Kit]", "Dot died [not: hen's name = Dot]"), "Kit"),
        # corrected
        (("my sister is Bea [sister's name = Bea]", "no, Beate [sister's name = Beate]"), "Beate"),
        (("hens: Bea, Fra [hen's name = Bea and Fra]", "Fran, not Fra [hen's name = Fran]"), "Bea and Fran"),
        # one alone: what is told later holds
        (("I live in Oslo [city = Oslo]", "Lund is home now [city = Lund]"), "Lund"),
        (("my wife Ana [wife's name = Ana]", "wife's name is Anna [wife's name = Anna]"), "Anna"),
        # taken back
        (("I live in Oslo [city = Oslo]", "left Oslo [not: city = Oslo]"), ""),
        (("I live in Lund [city = Lund]", "never lived in Oslo [not: city = Oslo]"), "Lund"),
        (("I play harp [instrument = harp]", "forget it [not: instrument]", "oud [instrument = oud]"), "oud"),
        # told twice, or under another spelling of the key
        (("my job? baker [job = baker]", "I'm a Baker [occupation = Baker]"), "baker"),
    ],
)  # fmt: skip
def test_what_holds_now(topics: Topics, messages: tuple[str, ...], expected: str) -> None:
    heard = [(text[: text.index("[")].strip(), text[text.index("[") :]) for text in messages]
    assert " ".join(one.value for one in holding(told(topics, *heard), topics)) == expected


@pytest.mark.parametrize(
    ("key", "held", "message", "bracket", "expected"),
    [
        # put right in its spelling alone
        ("surname", "Mcdonald", "no, it's McDonald", "= McDonald", "McDonald"),
        ("surname", "Muller", "it's spelled Müller", "= Müller", "Müller"),
        ("dog's name", "Zoe", "sorry, Zoë", "= Zoë", "Zoë"),
        ("dog's name", "Zoe, Bo", "no, Zoë", "= Zoë", "Bo, Zoë"),
        ("son's name", "Obrien", "it's spelt O'Brien", "= O'Brien", "O'Brien"),
        ("cat's name", "Ann Lee, Bo", "wait, Ann-Lee", "= Ann-Lee", "Bo, Ann-Lee"),
        ("boss's name", "Mc Coy", "actually McCoy", "= McCoy", "McCoy"),
        ("favourite phone", "iphone", "no the iPhone", "= iPhone", "iPhone"),
        ("hero", "Bell Hooks", "bell hooks, in lower case", "= bell hooks", "bell hooks"),
        # told again in another spelling, which puts nothing right
        ("surname", "McDonald", "mcdonald here again", "= mcdonald", "McDonald"),
        ("surname", "McDonald", "no, as i said, mcdonald", "= mcdonald", "McDonald"),
        ("dog's name", "Zoë, Bo", "Zoe ran off with Bo", "= Zoe and Bo", "Zoë, Bo"),
        ("dog's name", "Zoë, Bo", "Zoe died", "not = Zoe", "Bo"),
        ("favourite language", "C", "no, C++", "= C++", "C++"),
        # only some are left
        ("sister's name", "Fran, Bea", "no, it is just Bea", "= Bea", "Bea"),
        ("sister's name", "Fran, Bea", "no, it is just bea", "= bea", "Bea"),
        ("sister's name", "Fran, Bea", "not Fran, just Bea", "not = Fran; = Bea", "Bea"),
        ("sister's name", "Fran, Bea", "no, Bea, not Fran", "= Bea", "Bea"),
        ("sister's name", "Fran, Bea", "only Bea is my sister, Fran is a friend", "= Bea", "Bea"),
        ("hen's name", "Dot, Kit, Ola", "only Kit and Ola", "= Kit and Ola", "Kit, Ola"),
        ("hen's name", "Dot, Kit, Ola", "just Kit, Ola", "= Kit; = Ola", "Kit, Ola"),
        ("hen's name", "Dot, Kit, Ola", "it's just Kit, Dot died", "not = Dot", "Kit"),
        ("allergy", "nuts, eggs", "no, I'm only allergic to eggs", "+= eggs", "eggs"),
        ("cat's name", "Bo, Ty", "Ty and nobody else", "= Ty", "Ty"),
        ("cat's name", "Bo, Ty", "I've only one cat, Ty", "= Ty", "Ty"),
        ("cat's name", "Bo, Ty", "wrong, Mia is my only cat", "= Mia", "Mia"),
        ("cat's name", "Bo, Ty", "it's Ty alone", "= Ty", "Ty"),
        ("son's name", "Al, Bo", "no, only Bo, and my new one Cy", "= Bo and Cy", "Bo, Cy"),
        # and of them the ear hears that they are gone
        ("child's name", "Max, Ida, Leo", "no, just Max and Ida", "not = Max; += Ida", "Max, Ida"),
        ("cat's name", "Bo, Ty", "no, i only have one cat, Ty", "not = Ty", "Ty"),
        ("hen's name", "Dot, Kit, Ola", "nobody but Kit now", "not = Kit", "Kit"),
        # and none of these says that there are no others
        ("cat's name", "Bo", "I just got a cat called Ty", "= Ty", "Bo, Ty"),
        ("cat's name", "Bo", "we just adopted Ty", "= Ty", "Bo, Ty"),
        ("cat's name", "Bo, Ty", "only yesterday Ty was ill", "= Ty", "Bo, Ty"),
        ("cat's name", "Bo, Ty", "Ty only eats fish", "= Ty", "Bo, Ty"),
        ("cat's name", "Bo, Ty", "it's just Ty's birthday", "= Ty", "Bo, Ty"),
        ("cat's name", "Bo, Ty", "Ty is the only one who purrs", "= Ty", "Bo, Ty"),
        ("cat's name", "Bo, Ty", "no, I just talked to Ty", "= Ty", "Bo, Ty"),
        ("cat's name", "Bo, Ty", "just so you know, Ty died", "not = Ty", "Bo"),
    ],
)
def test_what_is_put_right(
    topics: Topics, key: str, held: str, message: str, bracket: str, expected: str
) -> None:
    known = [Fact(key, value) for value in held.split(", ")]
    clauses = (one.partition("not ") for one in bracket.split("; "))
    inner = "; ".join(f"not: {key} {gone}" if taken else f"{key} {told}" for told, taken, gone in clauses)
    now = after(known, changes(told(topics, (message, f"[{inner}]")), known, topics))
    assert ", ".join(one.value for one in now) == expected


def test_several_are_told_in_one_sentence(topics: Topics) -> None:
    [one] = holding(told(topics, ("sisters: Bea, Fran", "[sister's name = Bea and Fran]")), topics)
    assert one.sentence == "Your sisters are Bea and Fran."
    assert one.values == ("Bea", "Fran")
    [film] = holding(told(topics, ("I love Kes and Kin", "[favourite film = Kes and Kin]")), topics)
    assert film.values == ("Kes and Kin",)


@pytest.mark.parametrize(
    ("held", "message", "bracket", "expected"),
    [
        ({}, "dogs: Bo, Ty", "[dog's name = Bo and Ty]", ["set Bo", "add Ty"]),
        ({"dog's name": ["Bo"]}, "got another dog, Ty", "[dog's name = Ty]", ["add Ty"]),
        ({"dog's name": ["Bo"]}, "no, the dog is Beau", "[dog's name = Beau]", ["set Beau"]),
        ({"dog's name": ["Bo", "Ty"]}, "it's Tye, not Ty", "[dog's name = Tye]", ["remove Ty", "add Tye"]),
        ({"dog's name": ["Bo", "Ty"]}, "Bo passed away", "[not: dog's name = Bo]", ["remove Bo"]),
        ({"city": ["Oslo"]}, "I live in Lund now", "[city = Lund]", ["set Lund"]),
        ({"city": ["Oslo"]}, "yes, Oslo, still", "[city = oslo]", ["set Oslo"]),
        ({"hobby": ["chess", "knitting"]}, "chess again tonight", "[hobby = chess]", ["add chess"]),
        ({}, "not Oslo", "[not: city = Oslo]", []),
        ({"city": ["Lund"]}, "forget where I live", "[not: city]", ["remove "]),
    ],
)  # fmt: skip
def test_what_is_told_changes_what_is_known(
    topics: Topics, held: dict[str, list[str]], message: str, bracket: str, expected: list[str]
) -> None:
    known = [Fact(key, value) for key, values in held.items() for value in values]
    found = changes(told(topics, (message, bracket)), known, topics)
    assert [f"{one.change} {one.value}" for one in found] == expected


def test_a_long_message_is_heard_in_pieces() -> None:
    sentence = "I had a long and quiet day today, and I want to tell you about it. "
    long = "My name is Ella. I live in Oslo. " + sentence * 30
    some = pieces(long)
    assert 5 < len(some) < 15
    assert " ".join(some).split() == long.split()
    assert all(len(piece) <= 200 + len(sentence) for piece in some)
    assert pieces("hi") == ["hi"]
    assert pieces(" ") == []
    assert pieces(sentence * 100) == []
    quoted = f'Our goat is Gilda. The mayor wrote to us: "{sentence * 5}I live in Turku." So much for that.'
    assert not any("Turku" in piece for piece in pieces(quoted))
    assert any("Gilda" in piece for piece in pieces(quoted))


@pytest.mark.parametrize(
    ("message", "heard"),
    [
        ("I'm Vera, and who are you?", "I'm Vera."),
        ("our goat's Gilda! what's yours?", "our goat's Gilda."),
        ("we live in Turku wbu?", "we live in Turku wbu?"),  # nothing parts it
        ("we live in Turku, wbu??", "we live in Turku."),
        ("My aunt is a vet\nyou?", "My aunt is a vet."),
        ("Hi there, how are you?", "Hi there, how are you?"),
        ("my cat is ill, what can you do?", "my cat is ill, what can you do?"),
        ("you know my aunt, what is her name?", "you know my aunt, what is her name?"),
    ],
)
def test_a_question_back_is_not_heard(message: str, heard: str) -> None:
    assert pieces(message) == [heard]


@pytest.mark.parametrize(
    ("message", "does"),
    [
        ("I was just pulling your leg haha", True),
        ("nah, I made it all up, sorry", True),
        ("Oh, that was a joke obviously.", True),
        ("j/k", True),
        ("none of that is true lol", True),
        ("I was joking with my aunt Vera", False),
        ("Not really.", False),  # may answer what Luna asked
        ("I lied to my boss about Turku", False),
        ("it's not true that I smoke", False),
    ],
)
def test_what_takes_all_back(message: str, does: bool) -> None:
    assert unsays(message) is does


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        ("Bea", ("Bea",)),
        ("Bea, Fran and Leo", ("Bea", "Fran", "Leo")),
        ("Bea & Fran", ("Bea", "Fran")),
        ("A, B, and C", ("A", "B", "C")),
    ],
)
def test_a_list_is_taken_apart(value: str, parts: tuple[str, ...]) -> None:
    assert several(value) == parts


@pytest.mark.parametrize(
    ("said", "leans"),
    [
        ("no, Mia", True),
        ("and shellfish too", True),
        ("Mia", True),
        ("she's a vet", True),
        ("sorry, make that two of them", True),
        ("Ines works nights", True),  # who was told of just before
        ("can't stand coriander, tastes like soap", False),
        ("im learning welsh on the app", False),
        ("saving up for a trip to Patagonia", False),
        ("what is she called?", False),
        ("my brother plays the tuba", False),
    ],
)
def test_a_message_that_stands_for_itself_is_heard_by_itself(said: str, leans: bool) -> None:
    assert goes_on(said, ["Ines", "a baker"]) == leans


@pytest.mark.parametrize(
    ("said", "key", "does"),
    [
        ("we never had a goat", "goat's name", True),
        ("I have no aunt", "aunt's job", True),
        ("I don\u2019t have a boat anymore", "boat", True),
        ("pls ignore my shoe size", "shoe size", True),
        ("delete my boss' name", "boss's name", True),
        ("I don't have a sister", "brother's name", False),
        ("forget my name", "goat's name", False),
        ("I have a goat", "goat's name", False),
        ("I don't have time for the goat today and neither has my aunt", "goat's name", False),
    ],
)
def test_what_is_taken_back_is_named(said: str, key: str, does: bool) -> None:
    assert takes_back(said, key) is does
