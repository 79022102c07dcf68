"""Questions that Luna wrote herself for a fact: which of them may teach its key.

Told "where the money is kept" and asked "where do I hide my savings?", she hears another key where the bank has
none of the kind. Questions of her own, trained to the key that was told, bring the two together; one that asks for
something else would tear them apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence

from luna_desktop.domain.inner_speech import InnerSpeech, Question
from luna_desktop.domain.words import contains_word
from luna_desktop.language.inner.ledger import Known
from luna_desktop.language.inner.topics import Topics
from luna_desktop.language.speech import is_question
from luna_desktop.language.wordings.forms import form

MOST = 24  # for a fact
SHORTEST, LONGEST = 7, 120  # characters
_ASKING = frozenset(("what", "who", "where", "when", "which", "how", "whose", "why", "remind", "remember"))

Dreams = Mapping[str, Sequence[str]]
"""By a fact's key, the questions she wrote for it."""


def meant(
    dreams: Dreams, heard: Mapping[str, InnerSpeech | None], known: Collection[Known], topics: Topics
) -> dict[str, list[str]]:
    """Those that ask for their fact by her own ear: ``heard`` has what it made of each.

    Of a key that is in the bank, only what is heard as that key. Of another, also what is heard as a key that
    neither the bank has nor this person told.
    """
    told = {one.key.casefold() for one in known}
    kept: dict[str, list[str]] = {}
    for key, texts in dreams.items():
        own, in_bank = key.casefold(), topics.has(key)
        kept[key] = [
            text
            for text in texts
            if (asks := _asked(heard.get(text), topics)) == own
            or (asks and not in_bank and asks not in told and not topics.has(asks))
        ]
    return kept


def worth_training(
    dreams: Dreams,
    known: Sequence[Known],
    forms: Mapping[str, Collection[str]],
    may_say: Callable[[str], bool],
) -> dict[str, tuple[str, ...]]:
    """Those that ask, do not give the value away, may be said, and stand for one fact alone.

    ``forms`` are by each known key the forms in which it is asked anyway: a dream of another key has none of them.
    """
    kept: dict[str, dict[str, str]] = {}
    for one in known:
        mine = kept.setdefault(one.key, {})
        for text in dreams.get(one.key, ()):
            if len(mine) < MOST and _asks(text) and not _gives_away(text, one) and may_say(text):
                mine.setdefault(form(text), text)
    dreamers = Counter(text for mine in kept.values() for text in mine)

    def is_own(key: str, text: str) -> bool:
        return dreamers[text] == 1 and not any(
            text in asked for other, asked in forms.items() if other != key
        )

    return {key: tuple(text for one, text in mine.items() if is_own(key, one)) for key, mine in kept.items()}


def _asked(inner: InnerSpeech | None, topics: Topics) -> str:
    """The one key that is asked for; nothing where it is none or several."""
    match inner.clauses if inner else ():
        case (Question(key),):
            return topics.keys.canonical(key).casefold()
        case _:
            return ""


def _asks(text: str) -> bool:
    whole = SHORTEST <= len(text) <= LONGEST and not set("[]{}\n") & set(text)
    return whole and (is_question(text) or "?" in text or bool(set(form(text).split()) & _ASKING))


def _gives_away(text: str, one: Known) -> bool:
    """Whether a value is in it, or a longer word of one that is not in the key as well."""
    told = {word for value in one.values for word in form(value).split() if len(word) > 3}
    words = set(form(text).split()) - set(form(one.key).split())
    return bool(told & words) or any(contains_word(text, value) for value in one.values)
