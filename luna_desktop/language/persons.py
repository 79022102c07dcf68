"""Who "he", "she" and "it" may stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from luna_desktop.language.also_said import words
from luna_desktop.language.families import NAMED_THINGS, PETS, RELATIVES
from luna_desktop.language.spelling import any_of

_SHE = words("sister mother daughter wife aunt grandmother niece girlfriend mum")
_HE = words("brother father son husband uncle grandfather nephew boyfriend dad")
_THINGS = frozenset(NAMED_THINGS)
PRONOUNS = re.compile(r"(?:he|she|it|they)(?:'s|'re)? |(?:his|her|its|their) ", re.IGNORECASE)
_MENTION = re.compile(
    rf"\b(?:my|a|an) (?:[\w-]+ )?(?P<noun>{any_of([*PETS, *RELATIVES, *NAMED_THINGS])})\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Whose:
    """Somebody or something of the person's: "my sister", "my boat"."""

    noun: str

    def fits(self, pronoun: str) -> bool:
        """Whether ``pronoun`` can mean it; animals and callings can be he or she."""
        word = pronoun.strip().lower().removesuffix("'s").removesuffix("'re")
        if word in ("he", "his"):
            return self.noun not in _SHE and self.noun not in _THINGS
        if word in ("she", "her"):
            return self.noun not in _HE
        if word in ("it", "its"):
            return self.noun in _THINGS or self.noun in PETS
        return True

    def only(self, pronoun: str) -> bool:
        """Whether ``pronoun`` tells a man or a woman, and this is one."""
        word = pronoun.lower().removesuffix("'s")
        return self.noun in (_SHE if word in ("she", "her") else _HE if word in ("he", "his") else ())


def whose(text: str) -> Whose | None:
    """Who ``text`` speaks of last."""
    found = [match["noun"].lower() for match in _MENTION.finditer(text)]
    return Whose(found[-1]) if found else None
