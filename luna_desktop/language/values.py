"""What fills the slots: mostly words invented on the spot, so that nothing is learnt but binding."""

from __future__ import annotations

import random
from collections.abc import Callable

from luna_desktop.language.lexicon import common_words

NAMES = (
    "Anna", "Ben", "Clara", "David", "Emma", "Frank", "Grace", "Henry", "Iris", "Jack", "Kate", "Leo",
    "Maria", "Noah", "Olivia", "Paul", "Quinn", "Rosa", "Sam", "Tara", "Uma", "Victor", "Wendy", "Xavier",
    "Yara", "Zoe", "Adam", "Bella", "Carl", "Diana", "Eric", "Fiona", "George", "Hannah", "Ivan", "Julia",
    "Kevin", "Lucy", "Mark", "Nina", "Oscar", "Petra", "Robert", "Sara", "Thomas", "Ursula", "Vera",
    "Walter", "Amir", "Bruno", "Chen", "Dario", "Elena", "Farid", "Gita", "Hugo", "Ines", "Jonas", "Kira",
    "Lena", "Rex", "Milo", "Max", "Coco", "Simba", "Ginger", "Pepper", "Biscuit", "Daisy", "Rocky", "Misty",
    "Felix", "Nala", "Ziggy", "Tim", "Tom", "Amy", "Peter", "John", "Mary", "James", "Linda", "Susan",
    "Michael", "Alex", "Chris", "Laura", "Sophie", "Mia", "Ella", "Lily", "Ruby", "Charlie", "Buddy",
    "Whiskers", "Fluffy", "Bruno",
)  # fmt: skip
# Never in any training episode: the acceptance exam of the embryo asks about these.
HELD_NAMES = (
    "Aaron", "Beatrix", "Cecil", "Doris", "Edgar", "Freya", "Gustav", "Holly", "Imogen", "Jasper", "Klaus",
    "Lorna", "Mabel", "Nigel", "Ophelia", "Percy",
)  # fmt: skip
HELD_PLACES = (
    "Adelaide", "Bogota", "Calgary", "Dresden", "Fresno", "Glasgow", "Helsinki", "Jakarta", "Kyoto",
    "Leipzig", "Marseille", "Naples", "Oxford",
)  # fmt: skip
PLACES = (
    "Paris", "London", "Berlin", "Madrid", "Rome", "Vienna", "Prague", "Lisbon", "Dublin", "Oslo", "Warsaw",
    "Athens", "Cairo", "Tokyo", "Seoul", "Boston", "Denver", "Austin", "Toronto", "Sydney", "Lima", "Quito",
    "Havana", "Nairobi", "Lagos", "Mumbai", "Delhi", "Hanoi", "Osaka", "Geneva", "Milan", "Porto", "Bergen",
    "Krakow", "Zagreb", "Riga", "Hamburg", "Munich", "Chicago", "Dallas", "Brighton", "Leeds", "York",
    "Iceland", "Norway", "Italy", "Spain", "Peru", "Chile", "Kenya", "Japan", "India", "Canada", "Brazil",
    "France", "Greece", "Ireland", "Scotland", "Wales",
)  # fmt: skip
COLOURS = (
    "red", "blue", "green", "yellow", "purple", "orange", "pink", "black", "white", "brown", "grey",
    "silver", "gold", "violet", "teal",
)  # fmt: skip
SEASONS = ("spring", "summer", "autumn", "winter")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip
LANGUAGES = (
    "English", "German", "French", "Spanish", "Italian", "Dutch", "Polish", "Greek", "Arabic", "Turkish",
    "Hindi", "Czech", "Danish",
)  # fmt: skip
NUMBER_WORDS = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "twenty",
    "thirty", "forty",
)  # fmt: skip
# Words of grammar would make a slot unreadable ("My dog is called The"): values leave them out.
_CONTENT = tuple(word for word in common_words()[150:] if word.isalpha())

_ONSETS = (
    "b", "c", "d", "f", "g", "h", "j", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "z", "bl", "br",
    "ch", "cl", "cr", "dr", "fl", "fr", "gl", "gr", "pl", "pr", "qu", "sh", "sk", "sl", "sm", "sn", "sp",
    "st", "th", "tr", "tw",
)  # fmt: skip
_NUCLEI = (
    "a", "e", "i", "o", "u", "a", "e", "i", "o", "u", "ai", "ea", "ee", "ie", "oo", "ou",
)  # fmt: skip
_CODAS = (
    "n", "r", "l", "s", "t", "d", "k", "m", "p", "x", "ck", "ll", "ng", "nk", "nt", "rd", "rk", "rn", "sh",
    "ss", "st", "th",
)  # fmt: skip


def nonce(rng: random.Random) -> str:
    """A word that does not exist, two or three syllables, lower case."""
    out = ""
    for position in range(rng.choice((1, 2, 2, 2, 3))):
        onset = rng.choice(_ONSETS) if position == 0 or rng.random() < 0.3 else rng.choice(_ONSETS[:18])
        out += onset + rng.choice(_NUCLEI)
        if rng.random() < 0.35:
            out += rng.choice(_CODAS)
    return out if len(out) > 2 else out + rng.choice(_CODAS)


def content_word(rng: random.Random) -> str:
    """A common English word beyond the words of grammar."""
    return rng.choice(_CONTENT)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def name(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.35:
        return rng.choice(NAMES)
    if draw < 0.70:
        return _capital(nonce(rng))
    if draw < 0.82:
        return _capital(content_word(rng))
    if draw < 0.90:
        return f"{rng.choice(NAMES)} {_capital(nonce(rng))}"
    return f"{_capital(nonce(rng))} {_capital(rng.choice((nonce, content_word))(rng))}"


def place(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.4:
        return rng.choice(PLACES)
    if draw < 0.85:
        return _capital(nonce(rng))
    if draw < 0.93:
        return (
            f"{rng.choice(('New', 'Old', 'North', 'South', 'Port', 'Saint', 'San'))} {_capital(nonce(rng))}"
        )
    return _capital(nonce(rng)) + rng.choice(("ville", "burg", "ton", "stadt", "ham", "ford"))


def thing(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.4:
        return nonce(rng)
    if draw < 0.75:
        return content_word(rng)
    if draw < 0.9:
        return f"{content_word(rng)} {rng.choice((nonce, content_word))(rng)}"
    return nonce(rng) + rng.choice(("ing", "s", "er", "y"))


def job(rng: random.Random) -> str:
    draw = rng.random()
    if draw < 0.5:
        return nonce(rng) + rng.choice(("er", "or", "ist", "", "man", "ian"))
    if draw < 0.85:
        return content_word(rng)
    return f"{content_word(rng)} {nonce(rng)}"


def title(rng: random.Random) -> str:
    words = [rng.choice((nonce, content_word))(rng) for _ in range(rng.choice((1, 1, 2, 2, 3)))]
    text = " ".join(_capital(w) for w in words)
    return f"The {text}" if rng.random() < 0.2 else text


def number(rng: random.Random) -> str:
    return (
        rng.choice(NUMBER_WORDS)
        if rng.random() < 0.2
        else str(rng.randint(1, rng.choice((12, 60, 99, 2000))))
    )


def date(rng: random.Random) -> str:
    month, day = rng.choice(MONTHS), rng.randint(1, 31)
    suffix = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return rng.choice(
        (f"{month} {day}", f"the {day}{suffix} of {month}", f"{day} {month}", f"{month} {day}{suffix}")
    )


def time(rng: random.Random) -> str:
    hour = rng.randint(1, 23)
    return rng.choice(
        (
            f"{hour}:{rng.choice(('00', '15', '30', '45'))}",
            f"{hour}",
            rng.choice(NUMBER_WORDS),
            f"{hour % 12 + 1} o'clock",
        )
    )


def _pool(pool: tuple[str, ...], invent: Callable[[random.Random], str]) -> Callable[[random.Random], str]:
    return lambda rng: rng.choice(pool) if rng.random() < 0.6 else invent(rng)


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "name": name,
    "place": place,
    "thing": thing,
    "job": job,
    "title": title,
    "number": number,
    "date": date,
    "time": time,
    "colour": _pool(COLOURS, nonce),
    "season": _pool(SEASONS, nonce),
    "day": _pool(DAYS, name),
    "month": _pool(MONTHS, name),
    "language": _pool(LANGUAGES, name),
}


def value(rng: random.Random, values: str, *, held: bool = False) -> str:
    """A value of the class ``values`` (see ``FactKind.values``); ``held`` ones are kept from training."""
    if held and values in ("name", "place"):
        pool = HELD_NAMES if values == "name" else HELD_PLACES
        return rng.choice(pool) if rng.random() < 0.5 else _capital(nonce(rng))
    return MAKERS[values](rng)
