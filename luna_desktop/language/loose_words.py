"""The wordings of ``loosely``: how people ask for what they once told, and for what they never did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Patterns = Sequence[str]


def _lines(block: str) -> Patterns:
    return tuple(block.strip().splitlines())


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
