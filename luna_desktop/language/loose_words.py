"""The wordings of ``loosely``: how people ask for what they once told, and for what they never did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Patterns = Sequence[str]


def _lines(block: str) -> Patterns:
    return tuple(block.strip().splitlines())


def _parted(text: str) -> Patterns:
    return tuple(part.strip() for part in text.split(";"))


OPENED = (
    "Hm,", "Okay,", "Right,", "Um,", "Say,", "Wait,", "Listen,", "Quick question:", "Quick one:", "Just checking:",
    "Out of curiosity,", "By the way,", "Before I go,", "Let me test you.", "A test.", "A little quiz:", "Something else:",
    "Next question:", "One more thing:", "Oh, and", "And then", "Alright then,", "Honestly,", "Be honest,", "Come on,",
    "Think hard.", "Try this:", "Question:", "My memory is bad.", "I forgot.", "I am getting old.", "Sorry,", "Excuse me,",
    "Dear Luna,", "My friend,", "Hello again.", "Good morning!", "Help me out here:", "It slipped my mind.",
    "You should know this.", "I told you once.", "We talked about this.", "Remember what I told you?", "Let's see:",
    "This one is easy:", "I wonder,", "Hey you,", "No peeking:", "Seriously,",
)  # fmt: skip
TRAILED = (
    ", do you know?", ", do you remember?", ", any idea?", ", can you say?", ", if you know?", ", if I may ask?",
    ", then?", " then?", " anyway?", " exactly?", " really?", " now?", ", Luna?", " please?", ", please?", ", remember?",
    ", I wonder.", ", I ask myself.", "? I forgot.", "? I can't remember.", "? I told you once.", "? You must know.",
    "? Think!", "? Tell me.", "? Say it.", "? Any idea?", "? Come on.", "? You know it.", "? Be quick.", "??", "...", "!",
    ", you know?", ", right?", " these days?", ", did I say?", ", did I tell you?", "? I'm curious.", "? My friend asks.",
)  # fmt: skip
LEADS = _lines("""
{x}?
{x}, please.
{x}, what is it?
{x}, do you know?
{x}, quickly!
And {x}?
And what about {x}?
What about {x}?
How about {x}?
Just {x}.
Now {x}.
Quick, {x}!
Next, {x}.
(Do|Would|Could) you (happen to know|know|remember|recall|recollect) {x}?
Can you (remember|recall|recollect|guess|name) {x}?
(Can|Could|Would|Will) you (remind me of|help me with|repeat|give me|write down|spell out) {x}?
(Any|Have you any|Got any) (idea|clue) {x}?
I (forgot|have forgotten|can't remember|can't recall|keep forgetting|don't remember) {x}.
I (forgot|have forgotten|can't remember|can't recall|keep forgetting|no longer know) {x}. Do you know?
I (need|want|would like|have) to (know|hear|check|find out) {x}.
I('m| am) (looking for|thinking of|asking about|curious about|trying to remember|after) {x}.
I (hope|think|bet|guess|believe|am sure) you (know|remember) {x}.
I (wonder|was wondering|ask myself|must ask) {x}.
I (once told|have told|did tell|told) you {x}. (Well?|So?|What was it?|Do you remember?|Which was it?)
(Remind me|Remind me of|Remind me again,|Say|Name|Repeat|Write|Spell|Guess|Recall|Remember|Try) {x}.
(Help me remember|Help me with|Try to remember|Think of|Think about|Let me hear|Let me know|Give me) {x}.
(Show me|Prove|Tell everyone|Tell my friend|Tell them|Explain|Mention|Answer me:|Say out loud) {x}.
Let's see (if|whether) you (know|remember|kept) {x}.
Did I (ever|already|not|once) (tell you|mention|say|name) {x}?
What did I (say|tell you|tell|mention|write) about {x}?
What do you (know|remember|recall) about {x}?
What have (you|we) (learnt|noted|kept) about {x}?
Have you (forgotten|lost|kept|learnt|noted) {x}?
You (surely|certainly|must|should|do|still) (know|remember|recall) {x}.
You haven't forgotten {x}, have you?
You know {x}, (don't you|right|yes|I hope)?
(If|When) (someone|somebody|they|my friend|a stranger) (asked|asks) you (about |for |){x}, what (would|do) you (say|answer)?
(Someone|My friend|A friend|The doctor|A stranger) (asks|wants to know|asked me) {x}. What (do|shall|should) I say?
What (is|would be) your answer to this: {x}?
What can you (say|tell me) about {x}?
What comes to mind for {x}?
(Are you sure you|Do you really) know {x}?
It('s| is) about {x}.
This is about {x}. What is it?
The question is {x}.
It is on the tip of my tongue, {x}.
""")

_NAMED_DIRECT = _lines("""
What (do|did|would) (I|we|people|you|you all) (call|name|shout for|say to) (my|our|the) {n}?
(What|Which) name (did|do) (I|we|they) (give|pick for|choose for|find for|give to|use for) (my|our|the) {n}?
(What|Which) name (has|carries|fits|belongs to|goes with|suits|got) (my|our|the) {n}?
(By|Under|With) (what|which) name (do I|do we|would you) (know|call|greet|meet|find) (my|our|the) {n}?
By what name is (my|our|the) {n} known?
How (do I|do we|would you|should you) (call|greet|address|name) (my|our|the) {n}?
How (was|is) (my|our|the) {n} (called|named)?
(What|How) have (I|we) (called|named) (my|our|the) {n}?
What (was|is) it that (I|we) call (my|our|the) {n}?
(My|Our|The) {n}, what (is|was) (it|he|she|that one) called?
(My|Our|The) {n}, what (is|was) the name?
(My|Our|The) {n} has a name. (Which one?|Which?|What is it?|Say it.)
(My|Our|The) {n} is called (what|how)?
(My|Our) {n}'s name is?
(My|Our) {n}'s name is what?
(The|That) {n} of mine, what is it called?
What does (my|our|the) {n} (go by|answer to|listen to|react to)?
Which word does (my|our|the) {n} hear as a name?
What (should|must|do) I (shout|write|say) to (call|get) (my|our|the) {n}?
What would you (say|shout|write) to (my|our|the) {n}?
(Greet|Call|Address|Welcome) (my|our|the) {n} by name.
Is there a name for (my|our|the) {n}?
Has (my|our|the) {n} (a|got a) name?
(Does|Did) (my|our|the) {n} have a name?
(Name|name) (of|for) (my|our|the) {n}?
(name|Name) of {n}?
{n} name?
{n}?
my {n}?
What name stands for (my|our|the) {n}?
Who('s| is) (my|our|the) {n}?
Who (do I|do we) mean by (my|our|the) {n}?
I have a {n}. (What is the name?|Called what?|Do you know the name?|Name it.)
I told you (about|the name of) (my|our) {n}. (What was it?|What was the name?|Which name?)
You (surely|must) know (my|our|the) {n}'s name.
Do you (have|keep) the name of (my|our|the) {n} in mind?
What is written on the door of (my|our|the) {n}?
""")
_NAMED = _lines("""
(my|our|the) {n}'s name
the name of (my|our|the|that) {n}
the name that (my|our|the) {n} has
the name (I|we) (gave|chose for|use for) (my|our|the) {n}
what (my|our|the) {n} is (called|named)
what (I|we|people) (call|name) (my|our|the) {n}
what to (call|shout to) (my|our|the) {n}
what name (my|our|the) {n} (has|goes by|carries)
how (my|our|the) {n} is (called|named)
how (I|we) call (my|our|the) {n}
which name (my|our|the) {n} (has|goes by|bears)
who (my|our|the) {n} is
""")
_FAVOURITE_DIRECT = _lines("""
(Which|What) {n} (do|would) I (like|love|prefer|enjoy|fancy|adore|choose|pick|want|take|go for)?
(Which|What) {n} do I (like|love|enjoy|adore|prefer) (most|best|more than any other|above all others|the most|the best)?
(Which|What) {n} (makes|keeps) me (happy|glad|smiling)?
(Which|What) {n} (is|was) (dear|dearest|closest) to (me|my heart)?
(Which|What) {n} (am I|have I always been) (fond of|crazy about|mad about|keen on|in love with)?
(What kind|What sort|Which kind) of {n} (do I like|am I fond of|do I love|do I prefer)?
(What|Which) is (my|the) (top|preferred|number one|best-loved|all-time favourite|dearest) {n}(| of mine)?
What( is|'s) the {n} (I|that I) (like|love|prefer|adore) (most|best|above all)?
What (is|would be) my {n} of choice?
If I could (choose|pick|have) (any|one|only one) {n}, which (one|would it be)?
Of all {n}s, which (one |)(is mine|do I like|do I prefer|do I love)?
Among all of them, which {n} do I (like|love|want)?
(Which|What) {n} (wins|comes first|is best|is number one) (with|for) me?
(What|Which) {n} could I not (do|live) without?
(What|Which) {n} (should|would) you (give|bring|buy|find) me?
When it comes to {n}, what do I (want|like|choose|prefer)?
(My|my) (favourite|favorite) {n}?
(favourite|favorite|Favourite|Favorite) {n}?
(Favourite|Favorite) {n} of mine?
(My|The) (favourite|favorite|best|top) {n} is (what|which)?
(My|The) (favourite|favorite) {n} is?
(Name|Guess|Say) the {n} I (love|like|prefer) (most|best).
I love one {n}. (Which?|Which one?|What is it?)
I have a favourite {n}. (Which?|What is it?|Name it.)
You know which {n} I (prefer|like|love), don't you?
What would I say is the best {n}?
What {n} would I (recommend|name first|never give up|take with me)?
""")
_FAVOURITE = _lines("""
my (favourite|favorite|preferred|top|best-loved) {n}
the {n} (I|that I) (like|love|prefer|adore|enjoy) (most|best|above all)
the {n} of my heart
which {n} I (like|love|prefer|enjoy|adore|choose)
which {n} is my (favourite|favorite)
which {n} I (like|love) (most|best)
what {n} I (like|love|prefer) (most|best)
what my (favourite|favorite) {n} is
what I like in {n}
""")
_HOME_DIRECT = _lines("""
Where (can|do|would|could) I (find|visit|meet|see|reach) (my|our) {n}?
(In|At) (what|which) (place|town|city) (is|does) (my|our) {n} (at home|live|stay|dwell|sleep)?
(What|Which) (place|town|city) (is|does) (my|our) {n} (call home|living in|live in|staying in)?
(What|Which) (place|town|city) is home to (my|our) {n}?
Where (would|should|must|do) I (go|travel|drive|send a letter) to (visit|see|reach) (my|our) {n}?
(My|Our) {n}'s (home|house|flat|address|city|town), where is (it|that)?
Where has (my|our) {n} (settled|moved to|made a home|found a home|gone to live)?
Where (is|does) (my|our) {n} (living now|based|reside|stay|dwell|have a home|at home)?
To see (my|our) {n}, where must I (travel|go|drive)?
If I visit (my|our) {n}, where (do|must|will) I (go|be|travel)?
(My|Our) {n} lives where?
(My|Our) {n} lives in?
And (my|our) {n}, living where?
Where's (my|our) {n}'s (home|house|flat|place)?
My {n}'s (home|city|town)?
""")
_HOME = _lines("""
where (my|our) {n} (lives|is living|lives now|resides|has settled|is at home|stays|dwells)
(my|our) {n}'s (home|town|city|address|place)
the (place|town|city) where (my|our) {n} lives
the home of (my|our) {n}
which (town|city|place) (my|our) {n} lives in
in which (town|city|place) (my|our) {n} lives
where to (find|visit) (my|our) {n}
""")
_WORK_DIRECT = _lines("""
How does (my|our) {n} (earn a living|make money|earn money|make a living|pay the rent)?
What( is|'s) (my|our) {n}'s (trade|profession|occupation|line of work|work|calling|business)?
What does (my|our) {n} do (all day|for work|for money|at work|professionally|as a job|every day)?
What (is|was) (my|our) {n} (by profession|by trade|at work|in working life)?
What (kind|sort) of (work|job) (does|has) (my|our) {n} (do|have|got)?
(My|Our) {n}'s (work|job|trade), what is it?
(Which|What) (job|work|profession|trade) (has|does) (my|our) {n} (|do|have|got)?
What line of work is (my|our) {n} in?
(My|Our) {n} works as what?
(My|Our) {n} works as?
And (my|our) {n}, working as what?
(My|my) {n}'s (job|work|profession)?
What has (my|our) {n} (become|learnt to be|trained as)?
""")
_WORK = _lines("""
(my|our) {n}'s (job|work|profession|trade|occupation)
what (my|our) {n} (does|does for a living|does for work|works as|does all day|is by trade)
the (job|work|profession) of (my|our) {n}
how (my|our) {n} (earns a living|makes money)
which (job|profession) (my|our) {n} has
""")
DIRECT: Mapping[str, Patterns] = {
    "named": _NAMED_DIRECT, "favourite": _FAVOURITE_DIRECT, "home": _HOME_DIRECT, "work": _WORK_DIRECT,
}  # fmt: skip
PHRASES: Mapping[str, Patterns] = {"named": _NAMED, "favourite": _FAVOURITE, "home": _HOME, "work": _WORK}

_OF_A_NOUN = _lines("""
How (old|big|tall|heavy|fast|clever|nice) is (my|our|the) {n}?
(What|Which) colour (is|has) (my|our|the) {n}?
When (did I|did we) (get|meet|find|lose|last see) (my|our|the) {n}?
Where (did I|did we) (get|meet|find|lose|leave) (my|our|the) {n}?
Why is (my|our|the) {n} (so sad|late|so quiet|angry|tired|happy|gone|ill)?
What does (my|our|the) {n} (eat|like|want|think|need|say|dislike|wear|look like)?
When is (my|our|the) {n}'s birthday?
Who (gave|sold|showed|brought) me (my|our|the) {n}?
Who (likes|saw|knows|helped|called) (my|our|the) {n}?
How (is|was) (my|our|the) {n} (today|yesterday|feeling|doing)?
How long have I (had|known) (my|our|the) {n}?
What did (my|our|the) {n} (do|say|eat|see) (yesterday|today|last night|this morning)?
What is (wrong|new|special) with (my|our|the) {n}?
How (much|often|many times) did (my|our|the) {n} (cost|cry|fall|win|sleep)?
What is your {n} called?
What is your {n}'s name?
Do you have a {n}?
Who is your {n}?
(Is|Was) (my|our|the) {n} (well|ill|at home|hungry|good)?
How many {n}s (do I have|are there|have I had)?
""")
_OF_A_FAVOURITE = _lines("""
(Which|What) {n} do I (hate|dislike|like least|avoid)?
What is your favourite {n}?
(Which|What) {n} do you (like|love|prefer)?
(Which|What) {n} does my (mother|father|sister|brother|friend|neighbour|boss) (like|love|prefer)?
What is my (mother|father|sister|brother|friend|neighbour|boss)'s favourite {n}?
Why do I like (that|this|my favourite) {n}?
When did I (first see|find|try|hear of|last have) my favourite {n}?
Who (showed|gave) me my favourite {n}?
How (many|much) {n} (do I have|did I have today)?
Where (is|was) (that|the) {n}?
Did I ever (lose|see|buy|have) a {n}?
(Which|What) {n} (did I have|was there) (yesterday|today|last year)?
Is my favourite {n} (good|old|rare|dear)?
""")
_OF_A_PERSON = _lines("""
How old is (my|our) {n}?
When is (my|our) {n}'s birthday?
What does (my|our) {n} (eat|like|want|think|collect|drive|play|study|read)?
What is (my|our) {n}'s (favourite colour|favourite food|hobby|surname|shoe size|phone number|dream)?
What is (my|our) {n} (afraid of|allergic to|learning|wearing|reading)?
Why is (my|our) {n} (so sad|late|so quiet|angry|tired|happy|ill)?
When (did I|did we) (meet|last see|visit) (my|our) {n}?
How (is|was) (my|our) {n} (today|feeling|doing)?
What did (my|our) {n} (do|say|eat) (yesterday|today|this morning)?
Where did (my|our) {n} (go|study|grow up) (yesterday|then|as a child)?
What colour are (my|our) {n}'s eyes?
Who is (my|our) {n}'s (wife|husband|doctor|teacher|boss)?
Does (my|our) {n} have (a car|a dog|children|a garden)?
""")
_OF_ME = _lines("""
What did I (do|eat|say|see|dream|buy|lose|read|cook|wear) (yesterday|today|last night|this morning|last week)?
What is my (phone number|blood type|star sign|address|height|weight|email|middle name)?
How (tall|heavy|rich|clever) am I?
Where did I (go|sleep|eat|leave my keys|park|meet you) (yesterday|today|last night|last week)?
Who did I (meet|see|call|visit|write to) (yesterday|today|last night|last week)?
When did I (last sleep|move|marry|start|leave|call) (here|there|her|him|)?
Why (am I|was I) (sad|late|tired|angry|here|so happy)?
How many (brothers|children|friends|books|cars|shoes) do I have?
What am I (wearing|thinking|holding|eating|cooking) (now|today|right now)?
Where do you live?
How old are you?
When is your birthday?
What is your (job|hobby|dream|surname|goal|favourite colour)?
Where were you born?
What are you afraid of?
""")
# What a fact about the thing or the person does not answer.
UNRELATED: Mapping[str, Patterns] = {
    "named": _OF_A_NOUN, "favourite": _OF_A_FAVOURITE, "home": _OF_A_PERSON, "work": _OF_A_PERSON, "own": _OF_ME,
}  # fmt: skip

# Of each own kind: phrases, then whole questions.
_OWN = {
    "name": (
        "my name; my own name; what I am called; how I am called; what my name is; who I am; what people call me; what to call me; my first name",
        "Who am I?; By what name do you know me?; How should you (address|call|greet) me?; My name?; What am I called?; (What|How) do (you|people|they|my friends) call me?; What (would|do) you say to me?; What is written on my passport?; Who is talking to you?; Who is (here|this|it)?; I have a name. Which?; Greet me by name.; Which name is mine?; Do you know who is talking?; What name did my parents give me?",
    ),
    "nickname": (
        "my nickname; my pet name; my short name; what my friends call me; the name my friends use",
        "What short name have I got?; My nickname?; Which (pet name|nickname|short name) do I have?; How do my (friends|mates|pals) (call|name) me?; What name do my (friends|mates) use?",
    ),
    "surname": (
        "my surname; my last name; my family name; my second name; what my family is called",
        "What is the last part of my name?; My (family|last|second) name?; Which (last|family) name have I got?; What (family|last) name do I (have|carry)?; What is my family called?; What comes after my first name?",
    ),
    "age": (
        "my age; how old I am; how many years I have lived; how old I have become; my years",
        "How many years have I lived?; My age?; What age (have I reached|am I at)?; How many birthdays have I had?; How many candles (are|belong) on my cake?; Since how many years am I alive?; How (young|old) (would you say I am|do you think I am)?; How long have I been alive?; Am I old? How old?",
    ),
    "birthday": (
        "my birthday; when my birthday is; the day I was born; when I was born; the date of my birthday; when to congratulate me",
        "When do I celebrate?; On which (day|date) (was I born|is my birthday)?; My birthday?; When must you congratulate me?; When do I (get presents|blow out candles|turn a year older|have my party)?; What (date|day) was I born?; My date of birth?; When am I a year older?",
    ),
    "city": (
        "where I live; my home; my home town; the place I live in; which (city|town|place) I live in; where my home is; where I am at home",
        "Where is my home?; Which (place|town|city) do I call home?; My home town?; Where do I sleep at night?; Where is my (house|flat|bed|door)?; Which (town|city|place) (is home to me|is mine)?; Where can (people|friends|they) (find|visit) me?; Where (have I settled|am I at home|do I stay|do I reside|am I based)?; I live where?; I live in?; Where would you send a letter to me?",
    ),
    "born": (
        "where I was born; my birthplace; my place of birth; the place I was born in; which (town|city) I was born in",
        "Where did I come into the world?; My birthplace?; In which place did my life begin?; Where did my mother give birth to me?; Where (was|did) I (born|start life)?; What (town|place) was I born in?; Where did I first see light?",
    ),
    "origin": (
        "where I come from; where I am from; my origin; my roots; where my roots are; which place I come from",
        "Where are my roots?; Which place am I from?; Where did I come here from?; Where is my family from?; My origin?; What is my country of origin?; Where do I originally come from?; From where am I?",
    ),
    "grew_up": (
        "where I grew up; the place I grew up in; where I was raised; where I was a child; my childhood home",
        "Where was I (a child|raised|brought up|young)?; Where did I spend my (childhood|youth|early years)?; Which place raised me?; Where did I (play|run|live) as a child?; Where is my childhood home?; In what (town|place) was I a child?",
    ),
    "job": (
        "my job; my profession; my work; my trade; what I do; what I do for a living; what I work as; how I earn my money",
        "How do I earn my (money|bread|living)?; My (profession|trade|occupation)?; What do I do (for a living|for work|all day|for money|professionally)?; What am I (by trade|by profession|at work)?; What( is|'s) my line of work?; I work as what?; I work as a?; What kind of work do I do?; What pays my rent?; What is my day job?",
    ),
    "employer": (
        "where I work; my employer; my workplace; who I work for; my firm; which firm I work for",
        "Who pays my wages?; Which (firm|company) (is mine|do I work for|employs me)?; Whose office do I sit in?; My (workplace|employer)?; Where do I spend my working day?; Where do I (go|drive) to work?; Who (employs|hired) me?; I work where?",
    ),
    "studies": (
        "what I study; my subject; my studies; what I am studying; the subject I study; my field",
        "What are my studies about?; Which field am I a student of?; What do I learn at university?; My (subject|studies|degree|field)?; What am I a student of?; What is my degree in?; What do I read at university?",
    ),
    "speaks": (
        "my language; which language I speak; what I speak; my mother tongue; the language I speak",
        "What language is mine?; In (which|what) language do I (talk|speak|think|dream)?; My (language|mother tongue)?; What do I speak at home?; Which tongue is mine?; How do I talk at home, in which language?",
    ),
    "learns": (
        "what I am learning; which language I am learning; what I learn; the language I learn",
        "What am I teaching myself?; Which language am I taking lessons in?; What do I (practise|train) (every day|now)?; Which language is new to me?; What new language do I learn?; What are my lessons about?",
    ),
    "instrument": (
        "my instrument; what I play; which instrument I play; the instrument I play",
        "What music do I make?; On what do I play?; My instrument?; What do I play (music|songs) on?; What do I make music with?; Which instrument (is mine|have I learnt)?; What can I play?",
    ),
    "hobby": (
        "my hobby; what I do in my free time; my pastime; how I spend my free time; what I do for fun",
        "How do I spend my (free time|evenings|Sundays|weekends)?; What do I do (for fun|to relax|after work|at weekends)?; My (pastime|hobby)?; What keeps me busy on Sundays?; What do I enjoy doing?; What do I like to do?",
    ),
    "supports": (
        "my team; which team I support; the team I support; who I support; my club",
        "Who do I (cheer|root|shout) for?; My (team|club)?; Which (club|team) has my heart?; Whose scarf do I wear?; Which (club|team) (is mine|do I follow|am I a fan of)?; I am a fan of whom?",
    ),
    "allergy": (
        "my allergy; what I am allergic to; what makes me ill; what I can't eat; what I must avoid",
        "What makes me (sneeze|itch|ill|sick)?; What must I not (touch|eat|touch or eat)?; My allergy?; What can't I bear in food?; What (should|must) (I|a cook) (avoid|leave out)?; What does my body not bear?; What is dangerous for me to eat?",
    ),
    "fear": (
        "what I am afraid of; my fear; my greatest fear; what scares me; what I fear; what frightens me",
        "What (scares|frightens|terrifies) me?; What gives me the creeps?; My (greatest |)fear?; What makes me (tremble|run away|scream)?; What do I (fear|run from)?; What am I (frightened|terrified) of?; What should never be in my room?",
    ),
    "dislike": (
        "what I dislike; what I do not like; what I hate; what I can't stand",
        "What do I (hate|detest|dislike)?; What can I not (stand|bear)?; What should you keep away from me?; What am I not fond of?; What (annoys|disgusts) me?; What do I never want?",
    ),
    "collects": (
        "what I collect; my collection; what my collection is of; what I gather",
        "What is in my collection?; What do I gather at home?; My collection?; What fills my shelves?; What am I a collector of?; What do I keep many of?; What do I always bring home for my collection?",
    ),
    "drives": (
        "my car; what I drive; which car I drive; what kind of car I have; the car I drive",
        "What stands in my garage?; What (vehicle|car|wheels) (have I got|do I own|do I have)?; My (ride|car)?; What do I (get around in|sit in when I drive)?; What make is my car?; What kind of car is mine?",
    ),
    "wakes": (
        "when I get up; when I wake up; what time I get up; when my alarm rings; my waking time",
        "When does my (alarm|clock|day) (ring|start|wake me)?; How early am I up?; When does my day start?; When do I (rise|open my eyes|leave my bed)?; At what (time|hour) am I up?; How early do I (rise|get up)?",
    ),
    "sleeps": (
        "my bedtime; when I go to bed; when I sleep; what time I go to bed; when I go to sleep",
        "When does my day end?; How late do I stay up?; My bedtime?; When do I (turn off the light|lie down|close my eyes|fall asleep|turn in)?; At what (time|hour) am I in bed?; How long am I up at night?",
    ),
    "shoes": (
        "my shoe size; the size of my shoes; what size my feet are; which shoes fit me",
        "What size are my (feet|boots|shoes)?; Which size of shoe fits me?; My shoe size?; How (big|long|large) are my feet?; Which shoes fit me, what size?; What size shall I buy for my feet?",
    ),
    "lucky_number": (
        "my lucky number; which number is my lucky one; the number that brings me luck",
        "Which number brings me luck?; My lucky number?; What number do I (bet on|play|trust)?; Which number is (lucky|good) for me?; What is the number of my luck?",
    ),
    "eyes": (
        "my eye colour; the colour of my eyes; what colour my eyes are; which colour my eyes have",
        "What do my eyes look like?; My eyes, (which|what) colour?; Which colour looks out of my face?; My eye colour?; What is the shade of my eyes?; If you looked into my eyes, what colour would you see?; How are my eyes coloured?",
    ),
    "hair": (
        "my hair colour; the colour of my hair; what colour my hair is; which colour my hair has",
        "What does my hair look like?; My hair, (which|what) colour?; Which colour is on my head?; My hair colour?; What is the shade of my hair?; How is my hair coloured?; What colour would you see on my head?",
    ),
    "dream": (
        "my dream; what I dream of; my great wish; what my dream is; what I would love to do",
        "What do I (dream|long) (of|for)?; My (great wish|dream)?; What would I love to (do|have|be) one day?; What do I wish for (most|above all)?; What would make my dreams come true?",
    ),
    "travel": (
        "where I want to go; which place I want to visit; my travel wish; where I would like to travel; the place I want to see",
        "Where should my next (journey|trip|holiday) go?; Which place do I long to see?; Where would I (fly|go|travel) (tomorrow|if I could|first)?; What place is on my list?; Where do I dream of going?; Which place must I see one day?",
    ),
    "breakfast": (
        "my breakfast; what I have for breakfast; what I eat in the morning; what I eat for breakfast",
        "What do I (have|eat|like) in the morning?; My breakfast?; What is on my plate (at breakfast|in the morning)?; With what does my day begin at table?; What do I start the day with?; What is my first meal?",
    ),
    "project": (
        "my project; what I am working on; what I am building; what my project is",
        "What keeps me busy now?; My project?; What am I (building|making|busy with|doing at the moment)?; What is (taking|eating) all my time?; On what do I work these days?",
    ),
    "goal": (
        "my goal; what I am aiming for; what I want to reach; my aim; what my goal is",
        "What am I aiming for?; My (goal|aim)?; What do I want to (reach|achieve|manage)?; What am I working towards?; Where do I want to get to in life?; What is my great aim?",
    ),
    "transport": (
        "how I get to work; how I go to work; my way to work; how I travel to work; what I take to work",
        "What takes me to work?; How do I travel in the morning?; My way to work?; (With|By) what do I (get|come|go) to work?; How do I (reach|come to|get to) (the office|my office|my job)?; What do I ride to work?; How is my commute?",
    ),
}  # fmt: skip
OWN: Mapping[str, tuple[Patterns, Patterns]] = {
    key: (_parted(phrases), _parted(direct)) for key, (phrases, direct) in _OWN.items()
}
