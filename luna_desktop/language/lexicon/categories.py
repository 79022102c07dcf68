"""What things are: words by category, and the categories one must not set against each other."""

from functools import cache
from itertools import combinations

from luna_desktop.language.lexicon import (
    clothes,
    culture,
    food,
    home,
    living_things,
    names,
    nature,
    people,
    places,
)
from luna_desktop.language.lexicon.overlaps import OVERLAPS

# Things one counts: "a rose is a flower".
COUNTED: dict[str, str] = {
    **living_things.COUNTED,
    **food.COUNTED,
    **home.COUNTED,
    **clothes.COUNTED,
    **people.COUNTED,
    **places.COUNTED,
    **names.COUNTED,
    **culture.COUNTED,
    **nature.COUNTED,
}

# Names and stuff: "Monday is a day", "tea is a drink".
UNCOUNTED: dict[str, str] = {
    **food.UNCOUNTED,
    **clothes.UNCOUNTED,
    **names.UNCOUNTED,
    **culture.UNCOUNTED,
    **nature.UNCOUNTED,
}

# Nobody is called "it".
PEOPLE = frozenset(people.COUNTED) - {"group of people"}

PLURALS: dict[str, str] = {
    "fish": "fish",
    "dish": "dishes",
    "aircraft": "aircraft",
    "home for animals": "homes for animals",
    "place to eat": "places to eat",
}


@cache
def overlapping() -> frozenset[frozenset[str]]:
    """Pairs of categories that may share members."""
    known = {*COUNTED, *UNCOUNTED}
    pairs: set[frozenset[str]] = set()
    for line in OVERLAPS.strip().splitlines():
        head, colon, rest = line.partition(": ")
        listed = [name.strip() for name in (rest if colon else line).split(",")]
        assert known.issuperset([head, *listed] if colon else listed), f"unknown category in {line!r}"
        made = ((head, name) for name in listed) if colon else combinations(listed, 2)
        pairs |= {frozenset(pair) for pair in made}
    return frozenset(pairs)
