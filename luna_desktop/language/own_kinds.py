"""Kinds of facts about the person themselves, each with wordings of its own."""

from __future__ import annotations

from luna_desktop.language.fact_kind import FactKind


def _own(key: str, title: str, values: str, *templates: str) -> FactKind:
    """``templates``: statements, questions, held questions, each parted by a bar, and the answer."""
    statements, questions, held, answer = templates
    return FactKind(key, title, "own", values, _parted(statements), _parted(questions), _parted(held), answer)


def _parted(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split("|"))


OWN = (
    _own(
        "name", "name", "name",
        "My name is {v}.|I am {v}.|I'm called {v}.|People call me {v}.|I'm {v}.|You can call me {v}.|I am called {v}.|Call me {v}.|They call me {v}.",
        "What is my name?|What's my name?|Who am I?|Do you remember my name?|What am I called?|What do people call me?|Can you tell me my name?|Say my name.|How am I called?|Do you know my name?|Do you know who I am?|Tell me my name.",
        "Do you still know my name?|Please tell me what I am called.|What was my name again?",
        "Your name is {v}.",
    ),
    _own(
        "nickname", "nickname", "name",
        "My nickname is {v}.|My friends call me {v}.|Friends call me {v}.|{v} is my nickname.|My nickname's {v}.|As a nickname I have {v}.",
        "What is my nickname?|What's my nickname?|What do my friends call me?|Do you know my nickname?|Tell me my nickname.|Which nickname do I have?|Do you remember my nickname?|Can you tell me my nickname?",
        "Do you still know my nickname?|Please say my nickname.|What was my nickname again?",
        "Your nickname is {v}.",
    ),
    _own(
        "surname", "surname", "name",
        "My surname is {v}.|My last name is {v}.|My family name is {v}.|{v} is my surname.|{v} is my last name.|The name of my family is {v}.",
        "What is my surname?|What is my last name?|What's my surname?|What's my last name?|Do you know my surname?|Tell me my last name.|What is my family name?|Do you remember my surname?",
        "Do you still know my surname?|Please say my last name.|What was my surname again?",
        "Your surname is {v}.",
    ),
    _own(
        "age", "age", "number",
        "I am {v} years old.|I'm {v} years old.|My age is {v}.|I turned {v} this year.|I have just turned {v}.|I'm {v} now.",
        "How old am I?|What is my age?|What's my age?|Do you know how old I am?|Tell me how old I am.|How many years old am I?|Do you remember my age?|Can you tell me my age?",
        "Do you still know my age?|Please say how old I am.|How old was I again?",
        "You are {v} years old.",
    ),
    _own(
        "birthday", "birthday", "date",
        "My birthday is on {v}.|My birthday is {v}.|I was born on {v}.|I have my birthday on {v}.|I celebrate my birthday on {v}.|{v} is my birthday.",
        "When is my birthday?|When's my birthday?|What day is my birthday?|On which day was I born?|Do you know when my birthday is?|Tell me my birthday.|Do you remember my birthday?|Which day is my birthday?",
        "Do you still know my birthday?|Please say when my birthday is.|When was my birthday again?",
        "Your birthday is on {v}.",
    ),
    _own(
        "city", "home", "place",
        "I live in {v}.|My home is in {v}.|I am living in {v}.|{v} is where I live.|My home town is {v}.|I'm living in {v}.|I have a flat in {v}.|My house is in {v}.",
        "Where do I live?|Which city do I live in?|Where is my home?|What is my home town?|Do you know where I live?|Tell me where I live.|In which city is my home?|Do you remember where I live?|Where's my home?|In which place do I live?",
        "Do you still know where I live?|Please say where my home is.|Where did I live again?",
        "You live in {v}.",
    ),
    _own(
        "born", "birthplace", "place",
        "I was born in {v}.|My birthplace is {v}.|{v} is where I was born.|{v} is my birthplace.|I came into the world in {v}.",
        "Where was I born?|What is my birthplace?|In which city was I born?|Do you know where I was born?|Tell me where I was born.|Which place was I born in?|Do you remember where I was born?|What's my birthplace?",
        "Do you still know my birthplace?|Please say where I was born.|Where was I born again?",
        "You were born in {v}.",
    ),
    _own(
        "origin", "origin", "place",
        "I come from {v}.|I'm from {v}.|I am from {v}.|My family comes from {v}.|I originally come from {v}.|{v} is where I come from.",
        "Where do I come from?|Where am I from?|Which country do I come from?|Do you know where I am from?|Tell me where I come from.|Do you remember where I come from?|Where does my family come from?|Can you tell me where I am from?",
        "Do you still know where I come from?|Please say where I am from.|Where was I from again?",
        "You come from {v}.",
    ),
    _own(
        "grew_up", "childhood home", "place",
        "I grew up in {v}.|I spent my childhood in {v}.|{v} is where I grew up.|As a child I lived in {v}.|My childhood was in {v}.",
        "Where did I grow up?|In which place did I grow up?|Where did I spend my childhood?|Do you know where I grew up?|Tell me where I grew up.|Do you remember where I grew up?|Where did I live as a child?|Which place did I grow up in?",
        "Do you still know where I grew up?|Please say where I grew up.|Where did I grow up again?",
        "You grew up in {v}.",
    ),
    _own(
        "job", "job", "job",
        "I work as a {v}.|I am a {v}.|My job is {v}.|I'm a {v} by trade.|I'm a {v}.|I earn my money as a {v}.|I am working as a {v}.|I have a job as a {v}.",
        "What is my job?|What do I work as?|What do I do for a living?|Do you know my job?|Tell me my job.|What is my work?|Do you remember what I work as?|What's my job?|Which job do I have?|Can you tell me my job?",
        "Do you still know my job?|Please say what I work as.|What was my job again?",
        "You work as a {v}.",
    ),
    _own(
        "employer", "workplace", "name",
        "I work at {v}.|I work for {v}.|My employer is {v}.|I am employed at {v}.|I have a job at {v}.|{v} is where I work.",
        "Where do I work?|Who do I work for?|Who is my employer?|Which company do I work for?|Do you know where I work?|Tell me where I work.|Do you remember where I work?|Where is my job?",
        "Do you still know where I work?|Please say who I work for.|Where did I work again?",
        "You work at {v}.",
    ),
    _own(
        "studies", "studies", "thing",
        "I study {v}.|I am studying {v}.|I'm studying {v}.|My studies are in {v}.|I am a student of {v}.|At university I study {v}.",
        "What do I study?|Which subject do I study?|What am I studying?|What are my studies in?|Do you know what I study?|Tell me what I study.|Do you remember what I study?|Can you tell me what I study?",
        "Do you still know what I study?|Please say what I am studying.|What did I study again?",
        "You study {v}.",
    ),
    _own(
        "speaks", "language", "language",
        "I speak {v}.|My language is {v}.|I can speak {v}.|My mother tongue is {v}.|At home we speak {v}.|My native language is {v}.",
        "Which language do I speak?|What language do I speak?|What is my language?|What is my mother tongue?|Do you know which language I speak?|Tell me which language I speak.|Do you remember my language?|What is my native language?",
        "Do you still know my language?|Please say which language I speak.|What was my mother tongue again?",
        "You speak {v}.",
    ),
    _own(
        "learns", "what I learn", "language",
        "I am learning {v}.|I'm learning {v}.|I want to learn {v}.|I started learning {v}.|I am taking lessons in {v}.",
        "What am I learning?|Which language am I learning?|What do I want to learn?|Do you know what I am learning?|Tell me what I am learning.|What am I taking lessons in?|Do you remember what I am learning?|What did I start learning?",
        "Do you still know what I am learning?|Please say what I am learning.|What was I learning again?",
        "You are learning {v}.",
    ),
    _own(
        "instrument", "instrument", "thing",
        "I play the {v}.|My instrument is the {v}.|I can play the {v}.|I have been playing the {v} for years.|I practise the {v}.",
        "Which instrument do I play?|What instrument do I play?|What do I play?|Do you know which instrument I play?|Tell me which instrument I play.|What is my instrument?|Do you remember my instrument?|What's my instrument?",
        "Do you still know my instrument?|Please say which instrument I play.|What was my instrument again?",
        "You play the {v}.",
    ),
    _own(
        "hobby", "free time", "thing",
        "My hobby is {v}.|In my free time I do {v}.|I spend my free time on {v}.|My main hobby is {v}.|My pastime is {v}.",
        "What is my hobby?|What's my hobby?|What do I do in my free time?|Do you know my hobby?|Tell me my hobby.|Which hobby do I have?|Do you remember my hobby?|What is my pastime?",
        "Do you still know my hobby?|Please say what my hobby is.|What was my hobby again?",
        "Your hobby is {v}.",
    ),
    _own(
        "supports", "team I support", "name",
        "I support {v}.|I am a fan of {v}.|I'm a fan of {v}.|I cheer for {v}.|{v} is the team I support.",
        "Which team do I support?|Who do I support?|Who am I a fan of?|Do you know which team I support?|Tell me which team I support.|What team do I cheer for?|Do you remember who I support?|Which team am I a fan of?",
        "Do you still know which team I support?|Please say who I am a fan of.|Which team did I support again?",
        "You support {v}.",
    ),
    _own(
        "allergy", "allergy", "thing",
        "I am allergic to {v}.|I'm allergic to {v}.|I have an allergy to {v}.|My allergy is {v}.|I can't eat {v}.|{v} makes me ill.",
        "What am I allergic to?|What is my allergy?|Which allergy do I have?|Do you know what I am allergic to?|Tell me what I am allergic to.|What can't I eat?|Do you remember my allergy?|What makes me ill?",
        "Do you still know my allergy?|Please say what I am allergic to.|What was I allergic to again?",
        "You are allergic to {v}.",
    ),
    _own(
        "fear", "fear", "thing",
        "I am afraid of {v}.|I'm afraid of {v}.|I'm scared of {v}.|My greatest fear is {v}.|{v} scares me.|I am scared of {v}.",
        "What am I afraid of?|What am I scared of?|What is my greatest fear?|What scares me?|Do you know what I am afraid of?|Tell me what I am afraid of.|Do you remember my fear?|What's my greatest fear?",
        "Do you still know what I am afraid of?|Please say what scares me.|What was I afraid of again?",
        "You are afraid of {v}.",
    ),
    _own(
        "dislike", "dislike", "thing",
        "I do not like {v}.|I don't like {v}.|I hate {v}.|I dislike {v}.|I can't stand {v}.|{v} is something I do not like.",
        "What do I not like?|What do I dislike?|What do I hate?|What can't I stand?|Do you know what I do not like?|Tell me what I dislike.|Do you remember what I hate?|What don't I like?",
        "Do you still know what I dislike?|Please say what I do not like.|What did I hate again?",
        "You do not like {v}.",
    ),
    _own(
        "collects", "collection", "thing",
        "I collect {v}.|I have a collection of {v}.|My collection is of {v}.|I like collecting {v}.|I'm a collector of {v}.",
        "What do I collect?|What is my collection of?|What do I have a collection of?|Do you know what I collect?|Tell me what I collect.|Do you remember what I collect?|What do I like collecting?|What am I a collector of?",
        "Do you still know what I collect?|Please say what I collect.|What did I collect again?",
        "You collect {v}.",
    ),
    _own(
        "drives", "what I drive", "name",
        "I drive a {v}.|I have a {v} as a car.|My car is a {v}.|The car I drive is a {v}.|I own a {v}.",
        "What do I drive?|Which car do I drive?|What kind of car do I have?|What is my car?|Do you know what I drive?|Tell me what I drive.|Do you remember which car I drive?|What car do I own?",
        "Do you still know which car I drive?|Please say what I drive.|What did I drive again?",
        "You drive a {v}.",
    ),
    _own(
        "wakes", "waking time", "time",
        "I get up at {v}.|I wake up at {v}.|My day starts at {v}.|I always get up at {v}.|My alarm rings at {v}.",
        "When do I get up?|When do I wake up?|What time do I get up?|When does my day start?|Do you know when I get up?|Tell me when I get up.|Do you remember when I wake up?|When does my alarm ring?",
        "Do you still know when I get up?|Please say when I wake up.|When did I get up again?",
        "You get up at {v}.",
    ),
    _own(
        "sleeps", "bedtime", "time",
        "I go to bed at {v}.|I go to sleep at {v}.|My bedtime is {v}.|I am in bed by {v}.|My day ends at {v}.",
        "When do I go to bed?|When do I go to sleep?|What is my bedtime?|What time do I go to bed?|Do you know when I go to bed?|Tell me when I go to bed.|Do you remember my bedtime?|When does my day end?",
        "Do you still know my bedtime?|Please say when I go to bed.|When did I go to bed again?",
        "You go to bed at {v}.",
    ),
    _own(
        "shoes", "shoe size", "number",
        "My shoe size is {v}.|I wear shoe size {v}.|I take size {v} in shoes.|My shoes are size {v}.|I wear size {v} shoes.",
        "What is my shoe size?|What's my shoe size?|What size are my shoes?|Which shoe size do I wear?|Do you know my shoe size?|Tell me my shoe size.|Do you remember my shoe size?|What size shoes do I wear?",
        "Do you still know my shoe size?|Please say my shoe size.|What was my shoe size again?",
        "Your shoe size is {v}.",
    ),
    _own(
        "lucky_number", "lucky number", "number",
        "My lucky number is {v}.|{v} is my lucky number.|The number that brings me luck is {v}.|For luck I choose {v}.|{v} brings me luck.",
        "What is my lucky number?|What's my lucky number?|Which number brings me luck?|Do you know my lucky number?|Tell me my lucky number.|Do you remember my lucky number?|Which is my lucky number?|What number do I choose for luck?",
        "Do you still know my lucky number?|Please say my lucky number.|What was my lucky number again?",
        "Your lucky number is {v}.",
    ),
    _own(
        "eyes", "eye colour", "colour",
        "My eyes are {v}.|I have {v} eyes.|The colour of my eyes is {v}.|My eye colour is {v}.|My eyes have the colour {v}.",
        "What colour are my eyes?|What is my eye colour?|Which colour are my eyes?|Do you know my eye colour?|Tell me the colour of my eyes.|Do you remember my eye colour?|What is the colour of my eyes?|Which eye colour do I have?",
        "Do you still know the colour of my eyes?|Please say my eye colour.|What colour were my eyes again?",
        "Your eyes are {v}.",
    ),
    _own(
        "hair", "hair colour", "colour",
        "My hair is {v}.|I have {v} hair.|The colour of my hair is {v}.|My hair colour is {v}.|My hair has the colour {v}.",
        "What colour is my hair?|What is my hair colour?|Which colour is my hair?|Do you know my hair colour?|Tell me the colour of my hair.|Do you remember my hair colour?|What is the colour of my hair?|Which hair colour do I have?",
        "Do you still know the colour of my hair?|Please say my hair colour.|What colour was my hair again?",
        "Your hair is {v}.",
    ),
    _own(
        "dream", "dream", "thing",
        "My dream is {v}.|I dream of {v}.|My biggest dream is {v}.|{v} is my dream.|I have always dreamed of {v}.",
        "What is my dream?|What do I dream of?|What's my biggest dream?|What is my biggest dream?|Do you know my dream?|Tell me my dream.|Do you remember my dream?|What have I always dreamed of?",
        "Do you still know my dream?|Please say what I dream of.|What was my dream again?",
        "Your dream is {v}.",
    ),
    _own(
        "travel", "travel wish", "place",
        "I want to visit {v}.|I want to travel to {v}.|I would like to see {v}.|I'd love to go to {v}.|My next trip goes to {v}.|I plan to visit {v}.",
        "Where do I want to go?|Which place do I want to visit?|Where do I want to travel to?|What would I like to see?|Do you know where I want to travel?|Tell me which place I want to visit.|Do you remember where I want to go?|Where does my next trip go?",
        "Do you still know where I want to travel?|Please say which place I want to visit.|Where did I want to go again?",
        "You want to visit {v}.",
    ),
    _own(
        "breakfast", "breakfast", "thing",
        "For breakfast I eat {v}.|I have {v} for breakfast.|My breakfast is {v}.|I always eat {v} in the morning.|I eat {v} for breakfast.",
        "What do I eat for breakfast?|What is my breakfast?|What do I have for breakfast?|What do I eat in the morning?|Do you know my breakfast?|Tell me what I eat for breakfast.|Do you remember my breakfast?|What's my breakfast?",
        "Do you still know what I eat for breakfast?|Please say what I have for breakfast.|What was my breakfast again?",
        "You eat {v} for breakfast.",
    ),
    _own(
        "project", "project", "thing",
        "I am working on {v}.|My project is {v}.|I am building {v}.|At the moment I work on {v}.|My current project is {v}.",
        "What am I working on?|What is my project?|What am I building?|What's my project?|Do you know my project?|Tell me what I am working on.|Do you remember my project?|What is my current project?",
        "Do you still know my project?|Please say what I am working on.|What was my project again?",
        "You are working on {v}.",
    ),
    _own(
        "goal", "goal", "thing",
        "My goal is {v}.|My goal this year is {v}.|This year I want {v}.|I am aiming for {v}.|{v} is my goal.",
        "What is my goal?|What's my goal?|What am I aiming for?|What is my goal this year?|Do you know my goal?|Tell me my goal.|Do you remember my goal?|What do I want this year?",
        "Do you still know my goal?|Please say my goal.|What was my goal again?",
        "Your goal is {v}.",
    ),
    _own(
        "transport", "way to work", "thing",
        "I go to work by {v}.|I travel to work by {v}.|I get to work by {v}.|My way to work is by {v}.",
        "How do I go to work?|How do I travel to work?|How do I get to work?|Do you know how I go to work?|Tell me how I get to work.|Do you remember how I go to work?|By what do I go to work?|What do I take to work?",
        "Do you still know how I get to work?|Please say how I go to work.|How did I go to work again?",
        "You go to work by {v}.",
    ),
)  # fmt: skip
