"""Words of structure and contractions, most frequent first."""

# Pronouns, auxiliaries, conjunctions, prepositions, and adverbs that tell nothing of a noun.
STRUCTURE_WORDS = """
the I to and a of you it in is that my me for was on have with be this but are not so we just like what
at do if he they she her can all one your about up out there no or get when how as an from know some
had would by his good think who him them their more will time did really been then were now go because
very too here well yes please could our us where why which than should over into only back down off
again still even also much many these those before after being has any other am its let every never
always something someone anything anyone everything everyone nothing nobody everybody somebody anybody
does might must may shall own through until while each both few such same another most around away
myself yourself himself herself itself ourselves themselves mine yours hers ours theirs whose whom
between under since without against during though although whether ever already yet soon once twice
often sometimes usually maybe perhaps else almost enough quite rather pretty together apart instead
inside outside upon within across along behind beside near next toward towards above below beyond
among except unless whatever whoever whenever wherever however therefore otherwise besides despite per
via neither either nor none several
"""

FUNCTION_WORDS = f"""{STRUCTURE_WORDS}
half whole less least lot lots bit hello hi hey oh okay ok thanks
thank welcome sorry bye goodbye yeah yep nope wow hmm haha lol ah aha oops ouch hooray dear sure
today tomorrow yesterday tonight morning afternoon evening night noon midnight week weekend month year
day hour minute second moment later early late recently lately ago forever daily weekly
zero two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand
million first last third fourth fifth sixth seventh eighth ninth tenth dozen
Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
August September October November December spring summer autumn winter birthday Christmas
"""

CONTRACTIONS = """
I'm it's don't that's you're I've can't I'll didn't he's she's what's doesn't they're we're isn't there's
I'd you've let's won't wasn't we've you'll couldn't haven't wouldn't who's it'll we'll they've where's
aren't how's you'd hasn't shouldn't he'll she'll weren't they'll hadn't he'd she'd we'd they'd when's
why's ain't mustn't needn't that'll there'll here's everyone's someone's what're who'd who'll y'all
o'clock im dont cant thats youre ive gonna wanna gotta kinda
"""
