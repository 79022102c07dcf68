"""Families of kinds: templates in which only a noun differs, and the nouns that people have."""

from __future__ import annotations

from luna_desktop.language.fact_kind import Family

NAMED = Family(
    "name",
    (
        "My {n} is called {v}.",
        "My {n}'s name is {v}.",
        "The name of my {n} is {v}.",
        "I have {a} {n} called {v}.",
        "I have {a} {n} named {v}.",
        "{v} is my {n}.",
        "{v} is the name of my {n}.",
        "I call my {n} {v}.",
        "My {n} is named {v}.",
    ),
    (
        "What is my {n} called?",
        "What is the name of my {n}?",
        "What's my {n}'s name?",
        "What is my {n}'s name?",
        "What's the name of my {n}?",
        "Do you know my {n}'s name?",
        "Tell me the name of my {n}.",
        "How is my {n} called?",
        "Do you remember what my {n} is called?",
        "Can you tell me my {n}'s name?",
        "Which name does my {n} have?",
        "What do I call my {n}?",
    ),
    (
        "Do you still know the name of my {n}?",
        "Please say my {n}'s name.",
        "What was my {n} called again?",
    ),
    "Your {n} is called {v}.",
)

RELATION = Family(
    "name",
    (
        "My {n} is called {v}.",
        "My {n}'s name is {v}.",
        "The name of my {n} is {v}.",
        "{v} is my {n}.",
        "I have {a} {n} called {v}.",
        "I have {a} {n} named {v}.",
        "My {n} is {v}.",
        "My {n} is named {v}.",
        "{v} is the name of my {n}.",
    ),
    (*NAMED.questions[:11], "Who is my {n}?"),
    NAMED.held_questions,
    "Your {n} is called {v}.",
)

FAVOURITE = Family(
    "thing",
    (
        "My favourite {n} is {v}.",
        "{v} is my favourite {n}.",
        "The {n} I like most is {v}.",
        "The {n} I like best is {v}.",
        "My favorite {n} is {v}.",
        "I like {v} more than any other {n}.",
        "{v} is the {n} I like best.",
        "My best-loved {n} is {v}.",
        "Of every {n} I like {v} best.",
    ),
    (
        "What is my favourite {n}?",
        "Which {n} do I like most?",
        "What {n} do I like best?",
        "What's my favourite {n}?",
        "Do you know my favourite {n}?",
        "Tell me my favourite {n}.",
        "Which {n} is my favourite?",
        "Do you remember my favourite {n}?",
        "What is my favorite {n}?",
        "Can you tell me my favourite {n}?",
        "Which {n} do I like best?",
        "What {n} do I prefer?",
    ),
    (
        "Do you still know my favourite {n}?",
        "Please say which {n} I like most.",
        "What was my favourite {n} again?",
    ),
    "Your favourite {n} is {v}.",
)

HOME_OF = Family(
    "place",
    (
        "My {n} lives in {v}.",
        "My {n}'s home is in {v}.",
        "The home of my {n} is in {v}.",
        "My {n} is living in {v}.",
        "{v} is where my {n} lives.",
        "My {n} has a house in {v}.",
    ),
    (
        "Where does my {n} live?",
        "Where is my {n}'s home?",
        "Which city does my {n} live in?",
        "Do you know where my {n} lives?",
        "Tell me where my {n} lives.",
        "In which place does my {n} live?",
        "Do you remember where my {n} lives?",
        "Where is my {n} living?",
    ),
    (
        "Do you still know where my {n} lives?",
        "Please say where my {n} lives.",
        "Where did my {n} live again?",
    ),
    "Your {n} lives in {v}.",
)

WORK_OF = Family(
    "job",
    (
        "My {n} works as a {v}.",
        "My {n} is a {v}.",
        "My {n}'s job is {v}.",
        "The job of my {n} is {v}.",
        "My {n} is a {v} by trade.",
        "My {n} earns money as a {v}.",
    ),
    (
        "What does my {n} work as?",
        "What is my {n}'s job?",
        "What does my {n} do for a living?",
        "What is the job of my {n}?",
        "Do you know my {n}'s job?",
        "Tell me my {n}'s job.",
        "Which job does my {n} have?",
        "Do you remember what my {n} works as?",
    ),
    ("Do you still know my {n}'s job?", "Please say what my {n} works as.", "What was my {n}'s job again?"),
    "Your {n} works as a {v}.",
)

PETS = ("dog", "cat", "rabbit", "hamster", "parrot", "horse", "turtle", "goldfish", "snake", "pony", "bird")
RELATIVES = (
    "sister", "brother", "mother", "father", "son", "daughter", "wife", "husband", "best friend", "boss",
    "neighbour", "cousin", "uncle", "aunt", "grandmother", "grandfather", "niece", "nephew", "girlfriend",
    "boyfriend", "partner", "teacher", "doctor", "dentist", "flatmate", "colleague", "mum", "dad",
)  # fmt: skip
NAMED_THINGS = (
    "car",
    "boat",
    "bike",
    "plant",
    "band",
    "team",
    "school",
    "company",
    "street",
    "village",
    "teddy bear",
)
FAVOURITES: dict[str, str] = {
    "colour": "colour", "food": "thing", "drink": "thing", "season": "season", "hobby": "thing", "book": "title",
    "film": "title", "song": "title", "singer": "name", "animal": "thing", "sport": "thing", "game": "title",
    "fruit": "thing", "vegetable": "thing", "flower": "thing", "day": "day", "month": "month", "number": "number",
    "city": "place", "country": "place", "subject": "thing", "dessert": "thing", "tree": "thing", "writer": "name",
    "toy": "thing", "word": "thing", "place": "place", "show": "title",
}  # fmt: skip
LIVING_RELATIVES = (
    "sister",
    "brother",
    "mother",
    "father",
    "son",
    "daughter",
    "best friend",
    "cousin",
    "uncle",
    "aunt",
)
WORKING_RELATIVES = ("sister", "brother", "mother", "father", "wife", "husband", "best friend", "cousin")
