"""What a person told, out of the inner speech that the ear heard: checked against their own words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from luna_desktop.domain import inner_speech
from luna_desktop.domain.inner_speech import InnerSpeech
from luna_desktop.domain.lesson import Change
from luna_desktop.domain.words import contains_word, same_words
from luna_desktop.language.inner.topics import Topics, fitting
from luna_desktop.language.speech import is_question
from luna_desktop.language.spelling import APOSTROPHES, FACES, SENTENCE

MAX_TEXT = 4000  # longer turns are pasted, not told
AT_ONCE = 400  # characters: the bank's messages are no longer
PIECE = 200  # characters of a longer message: amid more talk at once the ear misses what is told
SHORT, FRAGMENT = 8, 2  # words
LONGEST_VALUE = 90  # bytes
LONGEST_KEY = 60  # characters; what is longer is a sentence and no key

_ME = re.compile(r"\b(?:i|im|ive|my|mine|me|myself|we|were|weve|our|ours|us)\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|youre|u|ur)\b", re.IGNORECASE)
_LUNA = "luna"
_CALLED_ON = re.compile(
    r"(?:^|(?<=[.!?\n]))\s*(?:(?:hi|hey|hello|hiya|yo|dear|oh|ok|okay|so|well|thanks|thank you|good (?:morning|evening|night))"
    r"[, ]+)*luna\b(?=\s*(?:[,:!.?\n-]|$))|,\s*luna\b(?=\s*(?:[.!?\n]|$))|\b(?:hi|hey|hello|hiya|dear|thanks|thank you|night|morning|evening) luna\b",
    re.IGNORECASE,
)
_QUOTED = re.compile('"([^"\n]+)"|\u201c([^\u201d]+)\u201d|\u00ab([^\u00bb]+)\u00bb')
_FENCED = re.compile(r"```.*?(?:```|\Z)|^\s*>.*$", re.DOTALL | re.MULTILINE)
_SPEAKER = re.compile(r"^\s*(?:\[[^\]\n]*\]\s*)?([A-Z][\w .]{0,20}): \S.*$", re.MULTILINE)
_TITLE_WORDS = 4  # a quotation of more words is somebody's speech, unless most of them are capitalised
_KNOW = re.compile(r"^(?:did (?:you|u) know|have i (?:told|mentioned)|guess what|you know)\b", re.IGNORECASE)
# What is said in play, in a dream, as an example or in somebody else's name is no fact of theirs.
_NOT_MEANT = re.compile(
    r"(?:^|(?<=[.!?\n])\s*)(?:for example|act as|translate|pretend|imagine|suppose|homework:)|"
    r"\bin my (?:novel|story|game|script|play|poem|dream)\b|\blet'?s (?:say|role.?play|pretend|imagine)\b|"
    r"\bi (?:(?:dreamed|dreamt) (?:that|i|about|of)|never said that)\b|\bcover letter\b|"
    r"\b(?:song|poem|lyrics|diary|autobiography|letter|text|article|e-?mail|novel|homework)\b[^.!?\n]{0,30}:\s*\n",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"^\s*[\w-]+:(?:\s|$)", re.MULTILINE)
# "My name is Ella, what is yours?": it asks for nothing that was told, and the ear took it for what does.
_ASKED_BACK = re.compile(
    r"(?:\s*[,.;!]\s*|\n\s*|\s+(?=and\b|what(?:'?s| is) yours|(?:how|what) about you))(?:(?:and|so|but) )?"
    r"(?:(?:what|how|who)(?:'?s| is| are| about)? (?:you|yours|u|urs|your name)|you|yours|u|wbu|hbu)\s*\?+\s*$",
    re.IGNORECASE,
)
# "Tom wrote: I live in Kiel" tells of Tom, to the end of the line; where the colon ends it, to an empty line.
_REPORTED = re.compile(
    r"(?P<who>(?:[\w'\u2019.]+ ){0,3})(?:(?P<begins>goes|reads|starts|begins)|"
    r"(?:says|said|writes|wrote|texts|texted|e-?mailed|posted|repl(?:ies|ied)|answer(?:s|ed))(?: [\w'\u2019]+){0,3})"
    r"\s?:[ \t]*(?P<said>(?:\n[^\n]+)+|[^\n]+)",
    re.IGNORECASE,
)
# "before my shift starts: can you remind me" quotes nothing.
_WHEN = re.compile(r"\b(?:before|after|when|whenever|once|until|till|if|while|since|as)\b", re.IGNORECASE)
_SPEAKS = re.compile(r"\b(?:i|we)\b", re.IGNORECASE)
# What takes the sentence before it back, and by itself all that the last message told.
_UNSAID = re.compile(
    r"\W*(?:(?:(?:ha)+h?|lol|no|nah|nope|ok|okay|sorry|well|oh|and|but|actually|wait)\W+)*"
    r"(?:(?:i(?:'?m| am| was)? )?(?:only |just )*(?:kidding|joking|teasing(?: you)?|pulling your leg|messing with you)|"
    r"j/?k|i (?:just )?(?:lied|made (?:(?:all )?(?:that|this)|it)(?: all)? up)|"
    r"(?:that|this|it)(?:'?s| is| was) (?:all )?(?:a lie|a joke|made up|not true|untrue)|"
    r"none of (?:that|this|it) (?:is|was) true)(?:\W+(?:lol|(?:ha)+h?|sorry|of course|obviously|though))*\W*",
    re.IGNORECASE,
)
_HARDLY = re.compile(r"\W*(?:(?:well|no|or|actually|ok|okay)\W+)*not(?: really| at all)?\W*", re.IGNORECASE)
_LAUGHS = r"(?<=\s)(?:x+d+|lo+l|lmf?ao|rofl|(?:ha){2,}h?|(?:he){2,}h?|\^\^)"
_INITIALS = r"(?:\w\.\s*)*"  # "Ursula Le Guin" was heard of "Ursula K. Le Guin"
_TAIL = re.compile(rf"(?:[.!,;\u2026]|{_LAUGHS}|{FACES})+$", re.IGNORECASE)
# What leans on what was said before: it joins on or mends, or has a word for somebody or something named there.
_LEANS = re.compile(
    r"^\W*(?:no|nope|nah|not|and|also|plus|but|or|actually|wait|correction|i meant?|make (?:that|it)|yes|yeah|yep)\b|"
    r"\b(?:he|hes|she|shes|they|theyre|him|hers?|his|them|theirs?|it|its|this|that|these|those|ones?|same|too|instead|"
    r"either|neither|both|others?|another)\b",
    re.IGNORECASE,
)
_FORGOES = re.compile(
    r"\b(?:forget|ignore|delete|erase|scratch|lied|no longer|any ?more|have no|"
    r"(?:do not|don['\u2019]?t|have not|haven['\u2019]?t|never) (?:have|had|got|was|were))\b",
    re.IGNORECASE,
)
# "No, Sherlock!" calls somebody a name, and takes no dog away.
_ASIDE = re.compile(
    r"\W*(?:no|nah|nope|wrong|sorry|yes|yeah|hey)\b[\s,]+(?!way\b|more\b|longer\b)\w+\W*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a message told: set, one more of many, or taken back (without a value: all under the key).

    ``sentence`` is how Luna tells it, nothing where it was taken back; ``source`` the message.
    """

    key: str
    value: str = ""
    change: Change = "set"
    sentence: str = ""
    source: str = ""


def hear(message: str, inner: InnerSpeech | None, topics: Topics) -> tuple[Heard, ...]:
    """What ``message`` tells by the ear's account; what it misheard is left out."""
    if inner is None or len(message) > MAX_TEXT or _only_asks(message) or _is_not_meant(message):
        return ()
    own = _stood_by(own_words(message))
    found: list[Heard] = []
    for fact in inner.facts:
        one = _heard(fact, own, message, topics)
        if one is None:
            continue
        if one.change == "set" and any(other.key == one.key and other.change != "remove" for other in found):
            one = replace(one, change="add")  # one bracket says no key twice to put it right
        found.append(one)
    return tuple(dict.fromkeys(found))


def pieces(message: str) -> list[str]:
    """What is heard at once: the whole message, or sentences of a long one together.

    Nothing of what was pasted, and no question that only asks back.
    """
    back = _ASKED_BACK.search(message)
    if back is not None and _ME.search(message[: back.start()]):
        message = f"{message[: back.start()]}."
    if len(message) <= AT_ONCE:
        return [message] if message.strip() else []
    if len(message) > MAX_TEXT:
        return []
    found = [""]
    for sentence in SENTENCE.split(own_words(message)):  # what is quoted may be longer than a piece
        if found[-1] and len(found[-1]) + len(sentence) > PIECE:
            found.append("")
        found[-1] = f"{found[-1]} {sentence.strip()}".strip()
    return [piece for piece in found if piece]


def unsays(message: str) -> bool:
    """Whether it says of what was told last that it is not so, and nothing else: "I was kidding"."""
    return _UNSAID.fullmatch(message) is not None


def goes_on(message: str, values: Iterable[str]) -> bool:
    """Whether it may say something only together with what was told before it, the ``values`` of which are given.

    "no, Mia", "and eggs too", "she is a vet", "Bea is a vet". What stands for itself is heard by itself: after a
    sister's job "can't stand coriander" became something of the sister's.
    """
    words = message.split()
    if len(words) > SHORT or is_question(message):
        return False
    leans = len(words) <= FRAGMENT or bool(_LEANS.search(message))
    return leans or any(contains_word(message, value) for value in values)


def takes_back(message: str, key: str) -> bool:
    """Whether it reads as if what was told under ``key`` were over or to be forgotten: "I don't have a dog".

    Heard after another fact, it would take that one back.
    """
    owner = re.split(r"'s |(?<=s)' ", key)[0]
    return len(message.split()) <= SHORT and bool(_FORGOES.search(message)) and contains_word(message, owner)


def own_words(message: str) -> str:
    """``message`` without what is somebody else's in it: pasted chats, quoted lines, speech that is reported."""
    text = _FENCED.sub("\n", message)
    speakers = {match[1].casefold() for match in _SPEAKER.finditer(text)}
    if len(speakers) > 1:
        text = _SPEAKER.sub("", text)
    return _REPORTED.sub(_unless_their_own, _QUOTED.sub(_title_alone, text))


# -- what was misheard ---------------------------------------------------------


def _heard(fact: inner_speech.Fact, own: str, message: str, topics: Topics) -> Heard | None:
    key = topics.keys.canonical(fact.key)
    if not key or len(key) > LONGEST_KEY or key.casefold().startswith(f"{_LUNA}'s "):
        return None
    if fact.change == "remove" and _ASIDE.fullmatch(message) and not contains_word(own, fact.value or key):
        return None
    if not fact.value:
        return Heard(key, change="remove", source=message)
    value = _without_frame(key, _as_written(_TAIL.sub("", fact.value) or fact.value, message), topics)
    value = _with_article(key, value, message, topics)
    told = fact.change == "remove" or _is_told(key, value, own, topics)
    if not value or len(value.encode()) > LONGEST_VALUE or not told:
        return None
    sentence = "" if fact.change == "remove" else topics.sentence(key, value)
    return Heard(key, value, fact.change, sentence, message)


def _is_told(key: str, value: str, own: str, topics: Topics) -> bool:
    if same_words(value) == _LUNA and not (topics.noun(key) and contains_word(own, topics.noun(key))):
        own = _CALLED_ON.sub(" ", own)
        if _YOU.search(own) and not _ME.search(own):
            return False
    return _stands_in(value, own) and not _says_the_key(key, value)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", re.sub("['\u2019`]", "", text.translate(APOSTROPHES)).casefold())


def _stands_in(value: str, text: str) -> bool:
    """Whether all words of ``value`` are in ``text``, in their order; what only joins a list may be anywhere."""
    words = [word for word in _words(value) if word != "and"]
    rest = iter(_words(text))
    return bool(words) and all(any(_is_word(word, there) for there in rest) for word in words)


def _is_word(word: str, there: str) -> bool:
    """The same, but for a plural, an owner's s or a unit behind a number: "5pm", "Lokis"."""
    unit = word.isdigit() and re.fullmatch(rf"{word}[a-z]+", there) is not None
    return unit or there in (word, f"{word}s")


def _says_the_key(key: str, value: str) -> bool:
    """ "[cat's name = cat]" and "[city = city]" tell nothing."""
    owner, _, thing = re.sub(r"'s |s' ", "|", key).partition("|")
    return same_words(value) in {same_words(part) for part in (key, owner, thing) if part}


def _as_written(value: str, message: str) -> str:
    """``value`` in the person's own spelling, where it has capitals and is not shouted."""
    pattern = r"(?<!\w)" + rf"\s+{_INITIALS}".join(map(re.escape, value.split())) + r"(?!\w)"
    spelled = {" ".join(found[0].split()) for found in re.finditer(pattern, message, re.IGNORECASE)}
    if value in spelled or not spelled:
        return value
    best = min(spelled, key=message.find)
    return best if best != best.lower() and not (message.isupper() or best.isupper()) else value


def _without_frame(key: str, value: str, topics: Topics) -> str:
    """ "vet" of "works as a vet", where her sentence says "works as" itself."""
    for told in topics.about(key):
        words = told.answer.partition("{v}")[0].split()
        for start in range(len(words)):
            frame = " ".join(words[start:]) + " "
            if value.casefold().startswith(frame.casefold()) and len(value) > len(frame):
                return value[len(frame) :]
    return value


def _with_article(key: str, value: str, message: str, topics: Topics) -> str:
    """``value`` with its "a", where the person wrote one and the bank's values under that key have one."""
    about = topics.about(key)
    if not about or re.match(r"an? ", value):
        return value
    values = fitting(about, f"a {value}").topic.values
    if sum(bool(re.match(r"an? ", one)) for one in values) * 2 < len(values):
        return value
    found = re.search(rf"\b(an?) {re.escape(value)}(?!\w)", message, re.IGNORECASE)
    return f"{found[1].lower()} {value}" if found else value


def _title_alone(quoted: re.Match[str]) -> str:
    """The quotation where it is a name or a title, nothing where it is speech."""
    inside = next(text for text in quoted.groups() if text is not None)
    words = inside.split()
    titled = sum(word[0].isupper() or word[0].isdigit() for word in words) * 2 > len(words)
    return inside if (len(words) <= _TITLE_WORDS and not _ME.search(inside)) or titled else " "


def _unless_their_own(reported: re.Match[str]) -> str:
    """What somebody else said of themselves is left out; "as I said: I live in Bonn" is the person's own."""
    who, said = reported["who"], reported["said"]
    own = _SPEAKS.search(who) or (reported["begins"] and _WHEN.search(who))
    return " " if _ME.search(said) and not own else reported[0]


def _stood_by(own: str) -> str:
    """``own`` without the sentences that the next one takes back: "I live in Oslo. Not really."."""
    kept: list[str] = []
    for sentence in SENTENCE.split(own):
        if not (_UNSAID.fullmatch(sentence) or _HARDLY.fullmatch(sentence)):
            kept.append(sentence)
        elif kept and not is_question(kept[-1]):
            kept.pop()
    return "\n".join(kept)


def _is_not_meant(message: str) -> bool:
    """Played, dreamt, quoted, or the lines of some file."""
    return _NOT_MEANT.search(message) is not None or (
        len(_ENTRY.findall(message)) > 1 and not _ME.search(message)
    )


def _only_asks(message: str) -> bool:
    told = _ASKED_BACK.sub(".", message.strip())  # "My name is Ella, what is yours?"
    sentences = [sentence.strip() for sentence in SENTENCE.split(told) if sentence.strip()]
    return bool(sentences) and all(is_question(one) and not _KNOW.match(one) for one in sentences)
