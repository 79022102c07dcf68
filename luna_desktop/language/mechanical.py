"""Phase 0: pure syntax. Whatever is typed is answered in the words of structure.

Each template has a form, a fixed order of word classes; the classes are disjoint, so a
line fits at most one form. What was typed chooses the class members a little (a place
asks for "locative" words, "why" for "causality"), which is learnable and means nothing.

The words that name the templates in an instruction never occur in an answer: otherwise
a model that merely copies from its prompt would look as if it had learned the forms.
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterable

from luna_desktop.domain.curriculum import Example, Phase
from luna_desktop.language.mechanical_inputs import typed

COUNTS = {
    "subject verb object": 100,
    "interrogative subject verb": 100,
    "greeting greeting": 50,
    "acknowledgement": 50,
    "affirmation": 60,
    "negation": 60,
    "enumeration": 40,
    "statement-reflection": 40,
}
FORMS = {
    "subject verb object": ("adjective", "noun", "relator", "adjective", "noun"),
    "interrogative subject verb": ("domain", "adjective", "noun", "adjective", "noun"),
    "greeting greeting": ("contact", "phatic", "contact", "phatic"),
    "acknowledgement": ("received", "noun", "uptake", "adjective", "noun"),
    "affirmation": ("positive", "noun", "positive", "noun"),
    "negation": ("negative", "noun", "without", "adjective", "noun"),
    "enumeration": ("first", "noun", "second", "noun", "third", "noun"),
    "statement-reflection": ("mirrored", "adjective", "noun", "mirroring", "adjective", "noun"),
}
_WORDS = {
    "adjective": "categorical nominal verbal modal transitive intransitive agentive locative temporal causal "
    "relational deictic lexical syntactic finite adverbial prepositional pronominal copular plural singular "
    "definite indefinite possessive stative dynamic animate inanimate dative genitive partitive thematic "
    "subordinate comparative perfective habitual conditional discursive attributive numeral",
    "noun": "framework structure predicate clause referent complement constituent category argument phrase "
    "morpheme marker modifier determiner particle paradigm relation aspect tense inflection valency boundary "
    "antecedent operator quantifier adjunct specifier auxiliary copula lexeme suffix prefix syntagm topic "
    "proposition pattern slot sequence",
    "relator": "governs selects licenses marks binds precedes embeds assigns denotes heads modifies projects "
    "specifies subsumes",
    "domain": "designation definition identity reference locality position temporality duration causality "
    "derivation manner modality quantity cardinality selection alternation polarity alternative directive "
    "injunction",
    "contact": "salutation opening vocative contact address formula exchange",
    "phatic": "phatic reciprocal mutual ceremonial formulaic social inaugural",
    "received": "received registered recorded accepted noted ratified",
    "uptake": "receipt acceptance uptake closure response feedback",
    "positive": "affirmative positive assertive veridical confirmed asserted",
    "negative": "null negative absent void privative empty",
    "without": "without",
    "first": "first primary initial",
    "second": "second secondary medial",
    "third": "third tertiary final",
    "mirrored": "mirrored reflected repeated echoed inverted doubled",
    "mirroring": "mirroring reflecting repeating echoing inverting doubling",
}
WORD_CLASSES = {name: tuple(words.split()) for name, words in _WORDS.items()}
_CLASS_OF = {word: name for name, words in WORD_CLASSES.items() for word in words}
STRUCTURE_WORDS = frozenset(_CLASS_OF)

# What a typed word asks of the adjectives, in the order in which the words come.
_TOPICS = (
    (r"you|your|luna|friend|everyone|there", "relational pronominal deictic"),
    (r"i|i'm|my|me|we|our", "possessive subordinate attributive"),
    (r"dogs?|cats?|rabbit|parrot|horse|hamster|turtle|goldfish|pet", "animate dynamic intransitive"),
    (
        r"sister|mother|brother|teacher|tom|anna|man|doctor|neighbour|child|she|he|who|people",
        "agentive dative",
    ),
    (
        r"park|beach|city|station|school|market|library|lake|office|garden|where|home",
        "locative prepositional",
    ),
    (
        r"today|tomorrow|morning|night|monday|sunday|week|summer|winter|tonight|soon|sometimes|weekend|now|when|evening|yesterday|day",
        "temporal habitual",
    ),
    (r"why|because|makes|rain|wish|hope|want", "causal conditional modal"),
    (r"happy|tired|sad|nervous|lonely|bored|angry|calm|sick|proud|feel|worried", "stative adverbial copular"),
    (r"soup|bread|apples?|pizza|rice|tea|coffee|milk|water|cheese|food|eggs", "partitive genitive"),
    (
        r"car|book|coat|key|phone|bike|lamp|box|table|hat|ball|chair|cup|letter",
        "inanimate definite transitive",
    ),
    (r"name|called|what|which|is", "categorical nominal lexical"),
    (r"\d+|many|much|one|two|three|number|test", "numeral plural singular"),
    (r"music|moon|weather|love|sea|history|dreams|stars|money", "thematic discursive comparative"),
    (r"say|said|tell|explain|think|know|talk", "verbal syntactic finite"),
)
_DOMAINS = (
    (r"^how (many|much|old)", "quantity cardinality"),
    (r"^what.*\b(name|called)", "designation"),
    (r"^what", "designation definition"),
    (r"^who", "identity reference"),
    (r"^where", "locality position"),
    (r"^when", "temporality duration"),
    (r"^why", "causality derivation"),
    (r"^how", "manner modality"),
    (r"^which", "selection alternation"),
    (r"^(tell|please|say|can you help)", "directive injunction"),
    (r"", "polarity alternative"),
)
_RESERVED_OF = 5
_TRIES = 5000


def instruction(template: str) -> str:
    """How a prompt names the form that is asked for."""
    return f"Reply in the form: {template}."


def classes(line: str) -> tuple[str, ...]:
    """The word classes of ``line``; a word from outside is of the class ``?``."""
    return tuple(_CLASS_OF.get(word, "?") for word in line.split(" "))


def form_of(line: str) -> str | None:
    """The template whose form ``line`` has, if any."""
    shape = classes(line)
    return next((template for template, form in FORMS.items() if form == shape), None)


def reserved(text: str) -> bool:
    """Whether ``text`` belongs to the held-out fifth, which no seed ever trains on."""
    return zlib.crc32(text.casefold().strip(" .?!").encode()) % _RESERVED_OF == 0


def generate(seed: int = 0) -> Phase:
    """The 500 examples of phase 0, no two with the same input, the same for the same seed."""
    rng = random.Random(f"mechanical {seed}")
    examples: list[Example] = []
    seen: set[str] = set()
    for template, count in COUNTS.items():
        for _ in range(count):
            said, line = _fresh(template, rng, seen, held_out=False)
            examples.append(Example(instruction(template), said, line, template))
    return Phase(0, "mechanical", seed, tuple(examples))


def held_out(n: int = 120, seed: int = 1) -> list[tuple[str, str, str]]:
    """``n`` triples (prompt, right line, wrong line) of which nothing was trained.

    Two thirds set a line against the same words out of order (half of them with the first
    word kept). One third sets it against a line of another form with as many words, and
    comes in twins that swap right and wrong: who ignores the prompt scores exactly half.

    Raises:
        ValueError: if ``n`` is beyond what the patterns can give (over about 320).
    """
    rng = random.Random(f"mechanical held out {seed}")
    seen: set[str] = set()
    twins = n // 6
    items: list[tuple[str, str, str]] = []
    for index in range(n - 2 * twins):
        template = list(FORMS)[index % len(FORMS)]
        said, line = _fresh(template, rng, seen, held_out=True)
        items.append(
            (f"{instruction(template)} {said}", line, _scrambled(line, rng, keep_first=index % 16 < 8))
        )
    rivals = [(a, b) for a in FORMS for b in FORMS if a < b and len(FORMS[a]) == len(FORMS[b])]
    for index in range(twins):
        pair = rivals[index % len(rivals)]
        (said, line), (other_said, other_line) = (_fresh(t, rng, seen, held_out=True) for t in pair)
        items.append((f"{instruction(pair[0])} {said}", line, other_line))
        items.append((f"{instruction(pair[1])} {other_said}", other_line, line))
    rng.shuffle(items)
    return items


def _fresh(template: str, rng: random.Random, seen: set[str], *, held_out: bool) -> tuple[str, str]:
    for _ in range(_TRIES):
        said = typed(template, rng)
        plain = said.casefold().strip(" .?!") or said
        if plain not in seen and reserved(plain) == held_out:
            break
    else:
        raise ValueError(f"The patterns of {template!r} have no more inputs to give.")
    seen.add(plain)
    while True:
        line = _line(template, said, rng)
        if line not in seen and reserved(line) == held_out:
            break
    seen.add(line)
    return said, line


def _line(template: str, said: str, rng: random.Random) -> str:
    words = [word.strip(",.?!") for word in said.lower().split()]
    asked = [choices.split() for choices in _asked(words)]
    rng.shuffle(asked)
    line: list[str] = []
    for name in FORMS[template]:
        choices: Iterable[str] = WORD_CLASSES[name]
        if name == "domain":
            choices = next(to for pattern, to in _DOMAINS if re.search(pattern, " ".join(words))).split()
        elif name == "adjective" and asked:
            choices = asked.pop()
        line.append(rng.choice([word for word in choices if word not in line]))
    return " ".join(line)


def _asked(words: list[str]) -> list[str]:
    return [to for pattern, to in _TOPICS if any(re.fullmatch(pattern, word) for word in words)]


def _scrambled(line: str, rng: random.Random, *, keep_first: bool) -> str:
    """The same words in an order that is no form at all."""
    words = line.split(" ")
    while True:
        kept, moved = (words[:1], words[1:]) if keep_first else ([], words[:])
        rng.shuffle(moved)
        other = " ".join(kept + moved)
        if form_of(other) is None:
            return other
