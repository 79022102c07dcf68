"""Phase 2's small worlds: stories of two to four sentences and what follows from them.

Every story is new: names and things are drawn, so nothing in it can be known
beforehand. One-step stories ask for what a sentence says, turned round; two-step
stories need two sentences together. The exam draws people and things that no
training story has, and asks half of its items in wordings that no training has
(the form of the bAbI tasks: Weston et al. 2015, arXiv 1502.05698).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from luna_desktop.domain.curriculum import HeldItem
from luna_desktop.language.speech import sentence_case
from luna_desktop.language.values import COLOURS, HELD_NAMES, NAMES, nonce
from luna_desktop.language.wording import vary_question

_T = TypeVar("_T")

PEOPLE = tuple(dict.fromkeys(name for name in NAMES[:47] if name.isalpha()))
THINGS = (
    "key", "book", "cup", "coin", "letter", "apple", "ring", "lamp", "hat", "ball", "pen", "shoe", "box",
    "spoon", "watch", "map", "bag", "phone", "plate", "coat", "brush", "candle", "basket", "bottle",
)  # fmt: skip
HELD_THINGS = ("scarf", "torch", "ticket", "pillow", "ladder", "parcel", "whistle", "drum")
ROOMS = (
    "kitchen", "garden", "garage", "bedroom", "office", "hall", "cellar", "bathroom", "school", "library",
    "shop", "station",
)  # fmt: skip
HELD_ROOMS = ("attic", "stable", "museum", "bakery", "harbour")
HOLDERS = ("box", "drawer", "bag", "basket", "cupboard", "jar", "suitcase", "tin")
HELD_HOLDERS = ("trunk", "bucket", "wallet")
COMPARED = (
    ("taller", "shorter"), ("older", "younger"), ("faster", "slower"), ("stronger", "weaker"),
    ("bigger", "smaller"), ("louder", "quieter"), ("happier", "sadder"),
)  # fmt: skip
HELD_COMPARED = (("heavier", "lighter"), ("richer", "poorer"), ("warmer", "colder"))
ACTS = (
    "sings", "sleeps", "reads", "cooks", "dances", "runs", "swims", "paints", "works", "plays", "writes",
    "eats", "walks", "laughs", "cleans", "waits",
)  # fmt: skip
HELD_ACTS = ("whistles", "draws", "climbs", "bakes", "skates", "prays")
EVENTS = (
    ("it rains", "the street gets wet"), ("the bell rings", "the lesson ends"), ("the sun shines", "the snow melts"),
    ("the wind blows", "the door shuts"), ("the lamp goes out", "the room gets dark"), ("the dog barks", "the baby wakes up"),
    ("the train is late", "the shop opens late"), ("the ice breaks", "the boat moves"), ("the fire burns", "the room gets warm"),
    ("the clock stops", "the meeting starts late"), ("the milk boils", "the pot runs over"), ("the cat sleeps", "the mice come out"),
)  # fmt: skip
HELD_EVENTS = (
    ("the river rises", "the bridge closes"), ("the horse runs", "the gate opens"),
    ("the tree falls", "the road is blocked"), ("the moon rises", "the owl calls"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """One question on a small world; ``choices`` are all that could be answered, the right one first."""

    prompt: str
    answer: str
    choices: tuple[str, ...]
    template: str
    steps: int


class _World:
    """Draws the people and things of one story."""

    def __init__(self, rng: random.Random, *, held: bool) -> None:
        self.rng = rng
        self.held = held

    def people(self, count: int) -> list[str]:
        drawn: list[str] = []
        while len(drawn) < count:
            if self.rng.random() < 0.4:
                name = nonce(self.rng).capitalize()
            else:
                name = self.rng.choice(HELD_NAMES if self.held else PEOPLE)
            if name not in drawn:
                drawn.append(name)
        return drawn

    def some(self, count: int, pool: Sequence[_T], held: Sequence[_T]) -> list[_T]:
        return self.rng.sample(list(held if self.held else pool), count)

    def one(self, pool: Sequence[_T], held: Sequence[_T]) -> _T:
        return self.some(1, pool, held)[0]


Told = tuple[list[str], tuple[str, ...], str, str, tuple[str, ...]]
"""Sentences, trained questions, the held question, the answer, the wrong answers."""


def _compare_one(w: _World) -> Told:
    a, b, c, d = w.people(4)
    (more, less), (other, _) = w.some(2, COMPARED, HELD_COMPARED)
    facts = [f"{a} is {more} than {b}.", f"{c} is {other} than {d}."]
    return (
        facts,
        (f"Who is {less} than {a}?", f"Tell me who is {less} than {a}."),
        f"Can you say who is {less} than {a}?",
        f"{b} is {less} than {a}.",
        (f"{c} is {less} than {a}.", f"{d} is {less} than {a}."),
    )


def _compare_two(w: _World) -> Told:
    a, b, c = w.people(3)
    more, less = w.one(COMPARED, HELD_COMPARED)
    word, most = w.rng.choice(((more, a), (less, c)))
    top = {"happier": "happiest", "sadder": "saddest", "bigger": "biggest", "heavier": "heaviest"}.get(
        word, word[:-1] + "st"
    )
    answers = [f"{name} is the {top}." for name in (a, b, c)]
    right = f"{most} is the {top}."
    return (
        [f"{a} is {more} than {b}.", f"{b} is {more} than {c}."],
        (f"Who is the {top}?", f"Tell me who is the {top}."),
        f"Which of them is the {top}?",
        right,
        tuple(answer for answer in answers if answer != right),
    )


def _gives_one(w: _World) -> Told:
    a, b, c = w.people(3)
    thing, other = w.some(2, THINGS, HELD_THINGS)
    facts = [f"{a} gives the {thing} to {b}.", f"{c} keeps the {other}."]
    return (
        facts,
        (f"Who has the {thing}?", f"Who has the {thing} now?"),
        f"In whose hands is the {thing}?",
        f"{b} has the {thing}.",
        (f"{a} has the {thing}.", f"{c} has the {thing}."),
    )


def _gives_two(w: _World) -> Told:
    a, b, c = w.people(3)
    thing = w.one(THINGS, HELD_THINGS)
    return (
        [f"{a} gives the {thing} to {b}.", f"Then {b} gives it to {c}."],
        (f"Who has the {thing}?", f"Who has the {thing} now?"),
        f"In whose hands is the {thing}?",
        f"{c} has the {thing}.",
        (f"{a} has the {thing}.", f"{b} has the {thing}."),
    )


def _room_one(w: _World) -> Told:
    a, b, c = w.people(3)
    here, there, third = w.some(3, ROOMS, HELD_ROOMS)
    facts = [f"{a} is in the {here}.", f"{b} is in the {there}.", f"{c} is in the {third}."]
    w.rng.shuffle(facts)
    return (
        facts,
        (f"Who is in the {here}?", f"Tell me who is in the {here}."),
        f"Which person is in the {here}?",
        f"{a} is in the {here}.",
        (f"{b} is in the {here}.", f"{c} is in the {here}."),
    )


def _room_two(w: _World) -> Told:
    thing, other = w.some(2, THINGS, HELD_THINGS)
    holder, second = w.some(2, HOLDERS, HELD_HOLDERS)
    here, there, third = w.some(3, ROOMS, HELD_ROOMS)
    facts = [
        f"The {thing} is in the {holder} and the {other} is in the {second}.",
        f"The {holder} is in the {here}.",
        f"The {second} is in the {there}.",
    ]
    return (
        facts,
        (f"Where can I find the {thing}?", f"In which room is the {thing}?"),
        f"To which room must I go for the {thing}?",
        f"The {thing} is in the {here}.",
        (f"The {thing} is in the {there}.", f"The {thing} is in the {third}."),
    )


def _kind_one(w: _World) -> Told:
    (first,) = w.people(1)
    one, two, three = w.rng.sample(COLOURS, 3)
    wug, dax = (nonce(w.rng) for _ in range(2))
    facts = [f"Every {wug} is {one}.", f"Every {dax} is {two}.", f"{first} is a {wug}."]
    return (
        facts,
        (f"What colour is {first}?", f"Which colour does {first} have?"),
        f"Tell me what colour {first} must be.",
        f"{first} is {one}.",
        (f"{first} is {two}.", f"{first} is {three}."),
    )


def _kind_two(w: _World) -> Told:
    (first,) = w.people(1)
    one, two, three = w.rng.sample(COLOURS, 3)
    wug, dax, blicket = (nonce(w.rng) for _ in range(3))
    facts = [
        f"{first} is a {wug}.",
        f"Every {wug} is a {dax}.",
        f"Every {dax} is {one}.",
        f"Every {blicket} is {two}.",
    ]
    return (
        facts,
        (f"What colour is {first}?", f"Which colour does {first} have?"),
        f"Tell me what colour {first} must be.",
        f"{first} is {one}.",
        (f"{first} is {two}.", f"{first} is {three}."),
    )


def _if_one(w: _World) -> Told:
    (cause, effect), (other, another) = w.some(2, EVENTS, HELD_EVENTS)
    facts = [f"If {cause}, {effect}.", f"If {other}, {another}.", f"Now {cause}."]
    return (
        facts,
        ("What happens?", "What happens then?"),
        "So what will happen?",
        sentence_case(f"{effect}."),
        (sentence_case(f"{another}."), sentence_case(f"{other}.")),
    )


def _if_two(w: _World) -> Told:
    cause, effect = w.one(EVENTS, HELD_EVENTS)
    a, b = w.people(2)
    act, other, third = w.some(3, ACTS, HELD_ACTS)
    facts = [f"If {cause}, {effect}.", f"If {effect}, {a} {act}.", f"{b} {other}.", f"Now {cause}."]
    return (
        facts,
        (f"What does {a} do?", f"Tell me what {a} does."),
        f"What will {a} do now?",
        f"{a} {act}.",
        (f"{a} {other}.", f"{a} {third}."),
    )


def _because(w: _World) -> Told:
    a, b = w.people(2)
    (cause, _), (other, _) = w.some(2, EVENTS, HELD_EVENTS)
    act, second = w.some(2, ACTS, HELD_ACTS)
    facts = [f"{a} {act} because {cause}.", f"{b} {second} because {other}."]
    return (
        facts,
        (f"Why is it that {a} {act}?", f"Tell me why {a} {act}."),
        f"For what reason is it that {a} {act}?",
        f"{a} {act} because {cause}.",
        (f"{a} {act} because {other}.", f"{a} {act} because {b} {second}."),
    )


def _either(w: _World) -> Told:
    thing = w.one(THINGS, HELD_THINGS)
    here, there, third = w.some(3, ROOMS, HELD_ROOMS)
    facts = [f"The {thing} is in the {here} or in the {there}.", f"It is not in the {there}."]
    if w.rng.random() < 0.5:
        facts[0] = f"The {thing} is in the {there} or in the {here}."
    return (
        facts,
        (f"Where is the {thing}?", f"In which room is the {thing}?"),
        f"So where must the {thing} be?",
        f"The {thing} is in the {here}.",
        (f"The {thing} is in the {there}.", f"The {thing} is in the {third}."),
    )


def _order(w: _World) -> Told:
    a, b, c = w.people(3)
    facts = [f"{a} comes before {b}.", f"{b} comes before {c}."]
    word, right = w.rng.choice((("first", a), ("last", c)))
    return (
        facts,
        (f"Who comes {word}?", f"Tell me who comes {word}."),
        f"Which of them is the {word} to come?",
        f"{right} comes {word}.",
        tuple(f"{name} comes {word}." for name in (a, b, c) if name != right),
    )


def _does(w: _World) -> Told:
    a, b, c = w.people(3)
    acts = w.some(3, ACTS, HELD_ACTS)
    facts = [f"{name} {act}." for name, act in zip((a, b, c), acts, strict=True)]
    w.rng.shuffle(facts)
    return (
        facts,
        (f"Who {acts[0]}?", f"Tell me who {acts[0]}."),
        f"Which of them {acts[0]}?",
        f"{a} {acts[0]}.",
        (f"{b} {acts[0]}.", f"{c} {acts[0]}."),
    )


TEMPLATES: dict[str, tuple[int, Callable[[_World], Told]]] = {
    "comparison": (1, _compare_one),
    "comparison-chain": (2, _compare_two),
    "giving": (1, _gives_one),
    "giving-chain": (2, _gives_two),
    "place": (1, _room_one),
    "place-chain": (2, _room_two),
    "kind": (1, _kind_one),
    "kind-chain": (2, _kind_two),
    "if-then": (1, _if_one),
    "if-then-chain": (2, _if_two),
    "cause": (1, _because),
    "exclusion": (2, _either),
    "order": (2, _order),
    "action": (1, _does),
}


def story(rng: random.Random, template: str, *, held: bool = False) -> Story:
    """One story of ``template``; ``held`` draws what training never has, and half the time its wording."""
    steps, make = TEMPLATES[template]
    facts, questions, held_question, answer, wrong = make(_World(rng, held=held))
    question = held_question if held and rng.random() < 0.5 else rng.choice(questions)
    return Story(" ".join([*map(sentence_case, facts), question]), answer, (answer, *wrong), template, steps)


def fresh(rng: random.Random) -> Story:
    """A training story that no file holds, asked in more ways than the file's are."""
    steps, make = TEMPLATES[template := rng.choice(tuple(TEMPLATES))]
    facts, questions, held_question, answer, wrong = make(_World(rng, held=False))
    question = vary_question(rng, rng.choice(questions), (held_question,))
    return Story(" ".join([*map(sentence_case, facts), question]), answer, (answer, *wrong), template, steps)


def stories(count: int, seed: int) -> list[Story]:
    """``count`` different training stories, each template equally often."""
    rng = random.Random(f"reasoning {seed}")
    made: dict[str, Story] = {}
    names = list(TEMPLATES)
    while len(made) < count:
        drawn = story(rng, names[len(made) % len(names)])
        made.setdefault(drawn.prompt, drawn)
    return list(made.values())


def held_out(n: int = 84, seed: int = 1) -> list[HeldItem]:
    """``n`` held-out stories, one and two steps alike; every second one is asked by exact answer."""
    rng = random.Random(f"reasoning held out {seed}")
    names = list(TEMPLATES)
    items: list[HeldItem] = []
    for number in range(n):
        drawn = story(rng, names[number % len(names)], held=True)
        exact = (number + number // len(names)) % 2 == 1
        items.append(HeldItem(drawn.prompt, drawn.answer, () if exact else drawn.choices, drawn.template))
    return items
