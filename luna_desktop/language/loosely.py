"""Questions for facts as people throw them out: short, roundabout, with other verbs than the tables have.

Asked only in neat sentences, she refuses whatever is worded otherwise. These stand in lessons
and refusals alike, so that what she goes by is what is asked about. The wordings were made up
here; the hand-written questions of ``curriculum/paraphrases.json`` are not among them.
"""

from __future__ import annotations

import random

from luna_desktop.language.fact_kind import FactKind

_NAMED = """
What name did I give my {n}?
What did I name my {n}?
How is the {n} called?
Our {n}, what is the name again?
My {n}: what's the name?
Name of my {n}?
The {n}'s name, please.
I wonder what my {n} goes by.
What does my {n} go by?
What do people say to my {n}?
Which name belongs to my {n}?
My {n} has a name. Which one?
I can't remember how my {n} is called.
Help me, what is the {n} called?
And the {n}? What was that name?
You surely know my {n}'s name.
Do you have the name of my {n} in mind?
Greet my {n} by name.
By what name is my {n} known?
What would you say to my {n}?
I told you about my {n}. What was the name?
A little test: my {n}'s name?
What was it that I call my {n}?
Is there a name for my {n}?
{n} name?
my {n}?
And what about my {n}?
About my {n}: who is that?
The name, my {n}'s name, what is it?
What have I called my {n}?
"""
_FAVOURITE = """
Which {n} would I pick?
If I could choose any {n}, which one?
What {n} do I love?
My {n} of choice?
What is the {n} I like above all?
Which {n} makes me happy?
You know which {n} I prefer, don't you?
My favourite {n}, quickly!
Favourite {n} of mine?
Which {n} do I always go for?
What would I say is the best {n}?
Guess my favourite {n}.
I once told you my favourite {n}. Which was it?
Name the {n} I love most.
Among all of them, which {n} do I like?
What kind of {n} am I fond of?
Which {n} is dear to me?
Which {n} wins with me?
my favourite {n}?
And the {n} that I like?
When it comes to {n}, what do I want?
What {n} could I not do without?
"""
_HOME_OF = """
Where can I find my {n}?
In which place is my {n} at home?
What place does my {n} call home?
Where would I go to visit my {n}?
My {n}'s home, where is it?
Where has my {n} settled?
Which place is home to my {n}?
To see my {n}, where must I travel?
Where is my {n} living now?
If I visit my {n}, where do I go?
And my {n}, living where?
"""
_WORK_OF = """
How does my {n} earn a living?
What is my {n}'s trade?
What does my {n} do all day?
What is my {n} by profession?
What kind of work does my {n} do?
My {n}'s work, what is it?
Which job has my {n}?
What line of work is my {n} in?
How does my {n} make money?
And my {n}, working as what?
"""
_OWN = {
    "name": "Who am I? | By what name do you know me? | How should you address me? | My name? | What am I called?",
    "nickname": "What short name have I got? | My nickname? | Which pet name do I have?",
    "surname": "What is the last part of my name? | My family name? | Which last name have I got?",
    "age": "How many years have I lived? | My age? | What age have I reached? | How many birthdays have I had?",
    "birthday": "When do I celebrate? | On which day was I born? | My birthday? | When must you congratulate me?",
    "city": "Where is my home? | Which place do I call home? | My home town? | Where do I sleep at night?",
    "born": "Where did I come into the world? | My birthplace? | In which place did my life begin?",
    "origin": "Where are my roots? | Which place am I from? | Where did I come here from?",
    "grew_up": "Where was I a child? | Where did I spend my childhood? | Which place raised me?",
    "job": "How do I earn my money? | My profession? | What do I do for a living? | What am I by trade?",
    "employer": "Who pays my wages? | Which firm is mine? | Whose office do I sit in? | My workplace?",
    "studies": "What are my studies about? | Which field am I a student of? | What do I learn at university?",
    "speaks": "What language is mine? | In which language do I talk? | My language?",
    "learns": "What am I teaching myself? | Which language am I taking lessons in? | What do I practise?",
    "instrument": "What music do I make? | On what do I play? | My instrument?",
    "hobby": "How do I spend my free time? | What do I do for fun? | My pastime? | What keeps me busy on Sundays?",
    "supports": "Who do I cheer for? | My team? | Which club has my heart?",
    "allergy": "What makes me sneeze? | What must I not touch or eat? | My allergy? | What can't I bear in food?",
    "fear": "What scares me? | What gives me the creeps? | My greatest fear? | What makes me tremble?",
    "dislike": "What do I hate? | What can I not stand? | What should you keep away from me?",
    "collects": "What is in my collection? | What do I gather at home? | My collection?",
    "drives": "What stands in my garage? | What vehicle have I got? | My ride?",
    "wakes": "When does my alarm ring? | How early am I up? | When does my day start?",
    "sleeps": "When does my day end? | How late do I stay up? | My bedtime?",
    "shoes": "What size are my feet? | Which size of shoe fits me? | My shoe size?",
    "lucky_number": "Which number brings me luck? | My lucky number? | What number do I bet on?",
    "eyes": "What do my eyes look like? | My eyes, which colour? | Which colour looks out of my face?",
    "hair": "What does my hair look like? | My hair, which colour? | Which colour is on my head?",
    "dream": "What do I dream of? | My great wish? | What would I love to do one day?",
    "travel": "Where should my next journey go? | Which place do I long to see? | Where would I fly tomorrow?",
    "breakfast": "What do I have in the morning? | My breakfast? | What is on my plate at breakfast?",
    "project": "What keeps me busy now? | My project? | What am I building?",
    "goal": "What am I aiming for? | My goal? | What do I want to reach?",
    "transport": "What takes me to work? | How do I travel in the morning? | My way to work?",
}
_BY_ANSWER = (
    (" is called ", _NAMED),
    ("favourite ", _FAVOURITE),
    (" lives in ", _HOME_OF),
    (" works as ", _WORK_OF),
)


def loosely(rng: random.Random, kind: FactKind) -> str | None:
    """One such question for ``kind``, if there are any."""
    if kind.key in _OWN:
        return rng.choice(_OWN[kind.key].split(" | "))
    for sign, block in _BY_ANSWER:
        if sign in kind.answer:
            return rng.choice(block.strip().splitlines()).replace("{n}", kind.title)
    return None
