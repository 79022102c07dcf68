"""How people word facts beyond the statements that are taught: only the finder reads these.

No lesson, no episode and no exam uses them, so they may be as many and as loose
as people are. ``{n}`` is a noun of the family, ``{v}`` the slot.
"""

from __future__ import annotations

from collections.abc import Mapping


def words(text: str) -> frozenset[str]:
    """The words of ``text``."""
    return frozenset(text.split())


_OWN = {
    "name": "{v} is my name|The name is {v}|I go by {v}|Everyone calls me {v}|Everybody calls me {v}|You may call me {v}|My full name is {v}|My first name is {v}|My real name is {v}|This is {v}|{v} here|They named me {v}|I was named {v}|Most people call me {v}|My name would be {v}",
    "nickname": "My nickname was {v}|My mates call me {v}|My family calls me {v}|My friends know me as {v}|Friends know me as {v}|My old friends call me {v}",
    "surname": "My family name's {v}|My second name is {v}|My last name's {v}|Last name {v}",
    # Without its value "I am {v}" would be ambiguous, so no lesson says it.
    "age": "I am {v}|I turned {v}|Turned {v}|I have turned {v}|I am {v} yo|I am {v} y.o|I am {v} years of age|I am aged {v}|I recently turned {v}",
    "birthday": "My birthday falls on {v}|My birthday is always {v}|My birthday was {v}|My birthday was on {v}|I was born {v}|My date of birth is {v}",
    "city": "I am based in {v}|I moved to {v}|I have moved to {v}|I have been living in {v}|Living in {v}|Been living in {v}|We are living in {v}|I reside in {v}|I settled in {v}|I have settled in {v}|I have lived in {v}|I live near {v}|I live outside {v}|I call {v} home|{v} is my home|My home is {v}|Home is {v}|I have a house in {v}|I am a resident of {v}",
    "born": "I was born and raised in {v}|The place I was born is {v}|I was born over in {v}",
    "origin": "I am originally from {v}|My family is from {v}|I am from {v} originally|I hail from {v}|My roots are in {v}|Originally I am from {v}|Originally from {v}|My parents are from {v}|My parents come from {v}",
    "grew_up": "I was raised in {v}|I spent my whole childhood in {v}|Spent my childhood in {v}|Spent my whole childhood in {v}|I was brought up in {v}|I grew up near {v}",
    "job": "By trade I am a {v}|I am a {v} by profession|I am a {v} by training|By profession I am a {v}|I earn my living as a {v}|I make my living as a {v}|I make a living as a {v}|I earn a living as a {v}|My job is a {v}|My profession is {v}|I work as {v}|For a living I am a {v}|I got a job as a {v}|I am employed as a {v}|I am a {v} for a living|My work is {v}",
    "employer": "I have worked for {v}|I have worked at {v}|My company is {v}|I have been working at {v}|I have been working for {v}|Been working at {v}|Been working for {v}|I am employed by {v}|I am working at {v}|I am working for {v}|My workplace is {v}|I got a job at {v}|I have a job with {v}",
    "studies": "I am doing a degree in {v}|Doing a degree in {v}|My major is {v}|I major in {v}|I am majoring in {v}|My degree is in {v}|I am at university studying {v}|I go to university for {v}|I read {v} at university|Studying {v}",
    "speaks": "My first language is {v}|I speak {v} at home|I am fluent in {v}|I am a native speaker of {v}|We talk {v} at home|My mother language is {v}",
    "learns": "I have started learning {v}|I am trying to learn {v}|Trying to learn {v}|I am taking {v} lessons|I have been learning {v}|I am teaching myself {v}|I began learning {v}|Learning {v}",
    "instrument": "I am learning to play the {v}|I have started playing the {v}|I am learning the {v}|I have played the {v} for years|I have been learning the {v}|I play {v}|I can play {v}",
    "hobby": "{v} is my hobby|{v} is my main hobby|In my free time I go {v}|In my spare time I go {v}|In my spare time I do {v}|For fun I do {v}|For fun I go {v}|My hobbies are {v}|My favourite pastime is {v}|I do {v} in my free time|I do {v} in my spare time|I go {v} in my free time",
    "supports": "My club is {v}|My football club is {v}|I root for {v}|I am rooting for {v}|I am a {v} fan|I am a {v} supporter|I am a big fan of {v}|I am a huge fan of {v}|I am a supporter of {v}|I have supported {v} all my life",
    "allergy": "Allergic to {v}|I have a {v} allergy|{v} make me ill|I react badly to {v}|I am allergic against {v}",
    "fear": "I am terrified of {v}|Terrified of {v}|I have a fear of {v}|I have a phobia of {v}|{v} scare me|{v} frightens me|{v} frighten me|{v} terrifies me|{v} terrify me|I fear {v}|My biggest fear is {v}|I am frightened of {v}|I am scared to death of {v}|I get scared of {v}",
    "dislike": "I detest {v}|I can't bear {v}|I cannot stand {v}|I am not a fan of {v}|{v} disgusts me|{v} disgust me|I can not stand {v}|I loathe {v}|I have always hated {v}",
    "collects": "I have been collecting {v}|I am collecting {v}|My collection is {v}|I started collecting {v}",
    "drives": "My ride is a {v}|I have a car, a {v}|The car I have is a {v}|I drive {v}",
    "wakes": "My alarm goes off at {v}|My alarm is set for {v}|My alarm is at {v}|I wake at {v}|I am up at {v}|I am up by {v}|I get out of bed at {v}|I get up around {v}|I wake up around {v}|I get up about {v}|I wake up about {v}|I have to get up at {v}|I am awake at {v}",
    "sleeps": "Bedtime for me is {v}|Bedtime is {v}|I fall asleep at {v}|I turn in at {v}|I am in bed at {v}|I go to bed around {v}|I go to bed about {v}|I go to sleep around {v}|I am asleep by {v}|Lights out at {v}|I have to be in bed by {v}",
    "shoes": "I am a size {v} in shoes|My shoes are a size {v}|I wear a size {v}|I wear a size {v} shoe|I have size {v} feet|I take a size {v} in shoes|I have shoe size {v}",
    "lucky_number": "My number of luck is {v}|{v} has always been my lucky number",
    "eyes": "My eyes: {v}|I have got {v} eyes|I was born with {v} eyes|My eye color is {v}",
    "hair": "I dyed my hair {v}|I have dyed my hair {v}|I coloured my hair {v}|My hair is dyed {v}|I got my hair dyed {v}",
    "dream": "I have been dreaming of {v}|I have dreamed of {v}|My dream has always been {v}|My life's dream is {v}|It is my dream {v}|My dream was always {v}",
    "travel": "I would love to visit {v}|I would love to see {v}|I would like to visit {v}|I would like to go to {v}|I want to go to {v}|I want to see {v}|I have always wanted to visit {v}|I have always wanted to see {v}|I have always wanted to go to {v}|I dream of visiting {v}|My dream destination is {v}|{v} is on my bucket list|I plan to go to {v}|I plan to travel to {v}",
    "breakfast": "For breakfast I have {v}|Breakfast is {v} for me|Breakfast for me is {v}|In the morning I eat {v}|I start the day with {v}|I start my day with {v}|I eat {v} in the morning|I have {v} every morning|I eat {v} every morning",
    "project": "I am writing a {v}|I am creating a {v}|I am developing a {v}|I am designing a {v}|I am putting together a {v}|I am making a {v}|I am busy building {v}|The project I am working on is {v}|I have been building {v}|I have been working on {v}",
    "goal": "I have set myself the goal {v}|My main goal is {v}|My biggest goal is {v}|My goal for this year is {v}|My goal in life is {v}",
    "transport": "I commute by {v}|I take the {v} to work|I go to the office by {v}|I travel by {v}|I get around by {v}|I come to work by {v}|I go to work with the {v}|I go to work on the {v}",
}  # fmt: skip

ALSO_SAID: Mapping[str, tuple[str, ...]] = {key: tuple(text.split("|")) for key, text in _OWN.items()}

_NAMED = (
    "The {n} is called {v}", "I have a {n} {v}", "I have a {n}, {v}", "I own a {n} called {v}", "I own a {n} named {v}",
    "I got a {n} called {v}", "I got a {n} named {v}", "Got a {n} called {v}", "Got a {n} named {v}",
    "I named my {n} {v}", "My {n} goes by {v}", "My {n} goes by the name of {v}", "{n}'s name is {v}", "A {n} called {v}",
    "A {n} named {v}", "I adopted a {n} called {v}", "I bought a {n} called {v}", "The name of the {n} is {v}",
    "{v} is the name of the {n}", "{v} is what my {n} is called", "I call the {n} {v}", "The {n}'s name is {v}",
    "I have a {n} and {v} is its name", "{v} is what I call my {n}", "I gave my {n} the name {v}",
)  # fmt: skip
ALSO_SAID_OF: Mapping[str, tuple[str, ...]] = {
    "pet": (*_NAMED, "My {n} answers to {v}", "My {n}, {v}", "My {n} is {v}"),
    "relative": (*_NAMED, "My {n}, {v}", "{n} is called {v}", "The {n} I have is {v}"),
    "thing": (
        *_NAMED, "I play in a {n} called {v}", "I sing in a {n} called {v}", "I go to a {n} called {v}", "My {n} is {v}",
        "I am in a {n} called {v}", "I work for a {n} called {v}", "I live in a {n} called {v}", "I go to {v} {n}",
        "I run a {n} called {v}", "I live on a {n} called {v}", "I was born in a {n} called {v}", "I grew up in a {n} called {v}", "I have a {n} that is called {v}", "I live on {v} {n}",
    ),
    "favourite": (
        "My favourite {n} of all time is {v}", "My favourite {n} has to be {v}", "My favourite {n} would be {v}",
        "My favourite {n} by far is {v}", "My number one {n} is {v}", "{v} is my number one {n}", "I love {v} more than any other {n}",
        "The {n} I love most is {v}", "My favourite {n} has always been {v}", "As for {n}, I like {v} best", "{v} is my favourite {n} of all time",
        "{v} has always been my favourite {n}", "My favourite {n} must be {v}", "{v} must be my favourite {n}",
    ),
    "home_of": (
        "My {n} moved to {v}", "My {n} has moved to {v}", "My {n} resides in {v}", "My {n} is based in {v}",
        "My {n} has been living in {v}", "My {n} has a flat in {v}", "I have a {n} in {v}",
    ),
    "work_of": (
        "My {n} is working as a {v}", "My {n} works as {v}", "My {n} earns a living as a {v}", "My {n} has a job as a {v}",
        "My {n} is employed as a {v}", "My {n}'s profession is {v}", "I have a {n} who is a {v}",
    ),
}  # fmt: skip

INSTRUMENTS = words(
    "accordion bagpipes banjo bass bassoon cello clarinet cornet drums flute guitar harmonica harp harpsichord horn "
    "kalimba keyboard lute lyre mandolin marimba oboe organ percussion piano recorder sax saxophone sitar tabla "
    "trombone trumpet tuba ukulele viola violin xylophone zither"
)
_VEHICLES = words("bus train tram tube metro subway ferry underground car bike scooter")
# These wordings say many things: the last word of the slot has to be one of the words beside them.
ONLY: Mapping[str, frozenset[str]] = {
    "i play {v}": INSTRUMENTS, "i can play {v}": INSTRUMENTS, "i am learning the {v}": INSTRUMENTS,
    "i have been learning the {v}": INSTRUMENTS,
    "i take the {v} to work": _VEHICLES,
    "i travel by {v}": _VEHICLES,
}  # fmt: skip

# What people call what the table calls otherwise; for matching only, values keep the person's words.
OTHER_WORDS: Mapping[str, str] = {
    "favorite": "favourite", "fav": "favourite", "fave": "favourite", "color": "colour", "movie": "film", "author": "writer",
    "tv show": "show", "tv series": "show", "series": "show", "veggie": "vegetable", "pudding": "dessert", "neighbor": "neighbour",
    "mom": "mum", "mama": "mum", "mummy": "mum", "mommy": "mum", "papa": "dad", "daddy": "dad", "grandma": "grandmother",
    "granny": "grandmother", "gran": "grandmother", "nana": "grandmother", "grandpa": "grandfather",
    "granddad": "grandfather", "grandad": "grandfather", "bestie": "best friend", "best mate": "best friend", "bff": "best friend",
    "hubby": "husband", "roommate": "flatmate", "housemate": "flatmate", "flat mate": "flatmate", "room mate": "flatmate",
    "coworker": "colleague", "co-worker": "colleague", "puppy": "dog", "pup": "dog", "doggo": "dog", "kitten": "cat",
    "kitty": "cat", "bunny": "rabbit", "tortoise": "turtle", "bicycle": "bike", "bday": "birthday", "b-day": "birthday",
    "teddy": "teddy bear", "firm": "company", "hometown": "home town", "kid sister": "sister", "kid brother": "brother",
}  # fmt: skip
