"""Pairs of opposites by word class; no word stands in two pairs, so each has one answer.

Under ``prefix`` the one word is the other with un-, in- or dis-: taught, but never asked in
the exam, where the spelling alone would give the answer away.
"""

OPPOSITES: dict[str, str] = {
    "adjective": """
hot cold | big small | long short | high low | young old | good bad | happy sad | rich poor | fast slow
light dark | strong weak | hard soft | easy difficult | full empty | wet dry | clean dirty | open closed
loud quiet | early late | wide narrow | thick thin | deep shallow | rough smooth | sharp blunt
cheap expensive | safe dangerous | brave cowardly | wise foolish | polite rude | kind cruel
cool warm | next previous | real fake | clever stupid | nice nasty | healthy ill | tiny huge | friendly hostile
generous stingy | true false | alive dead | awake asleep | present absent | beautiful ugly | sweet sour
raw cooked | fresh stale | modern ancient | public private | simple complicated | common rare
tight loose | straight crooked | positive negative | active passive | major minor | single married
guilty innocent | lazy hardworking | tidy messy | bright dim | proud humble | shy outgoing
serious funny | interesting boring | similar different | inner outer | upper lower | internal external
ordinary special | plain fancy | odd even | cheerful gloomy | shiny dull | peaceful violent
domestic foreign | wild tame | sober drunk | permanent temporary | natural artificial
optimistic pessimistic | flexible rigid | transparent opaque | vertical horizontal | urban rural
first last | best worst | better worse | maximum minimum | singular plural | plump skinny | sunny cloudy
helpful harmful | fertile barren | hollow solid | ambiguous clear | literal figurative
strict lenient | formal casual | clumsy graceful | bold timid | crowded deserted | valuable worthless
talkative silent | mild severe | lengthy brief | former latter | abstract concrete
mandatory optional | scarce plentiful | senior junior | vague precise
""",
    "verb": """
start stop | begin finish | come go | give take | buy sell | push pull | win lose | remember forget
love hate | laugh cry | arrive depart | enter leave | ask answer | teach learn | borrow lend
read write | talk listen | smile frown | believe doubt | move stay | support oppose
build destroy | rise fall | increase decrease | accept refuse | allow forbid | attack defend
throw catch | save spend | float sink | freeze melt | live die | sit stand | work rest | succeed fail
praise criticise | import export | whisper shout | sleep wake | add subtract | multiply divide
expand shrink | include exclude | attach detach | break mend | show hide | lead follow | advance retreat
admit deny | reward punish | send receive | hit miss | inhale exhale | lengthen shorten | bless curse
sow reap | tighten loosen | strengthen weaken | marry divorce | ascend descend | assemble dismantle
hire dismiss | conceal reveal | ignore notice
gather scatter | bend straighten | harden soften | heat chill | capture release | darken brighten
deposit withdraw | hurry dawdle
""",
    "noun": """
day night | summer winter | morning evening | friend enemy | war peace | top bottom | front back
boy girl | brother sister | husband wife | son daughter | beginning end | teacher student
north south | east west | heaven hell | success failure | victory defeat | strength weakness | truth lie
joy sorrow | wealth poverty | birth death | adult child | buyer seller | winner loser | hero villain
spring autumn | cause effect | health illness | height depth | noon midnight | fact fiction | leader follower
profit loss | entrance exit | ceiling floor | arrival departure | past future | host guest
majority minority | order chaos | hope despair | sunrise sunset | head tail | ancestor descendant
employer employee | optimist pessimist | pleasure pain | courage cowardice | wisdom folly | input output
supply demand | reality fantasy | silence noise | dawn dusk | virtue vice | amateur professional
theory practice
expert beginner | angel devil | giant dwarf | bride groom | freedom slavery | predator prey | attic cellar
master servant | benefit drawback | shortage surplus
""",
    "other": """
up down | in out | on off | always never | before after | here there | above below | near far | yes no
all none | yesterday tomorrow
more less | with without | forwards backwards | inside outside | upstairs downstairs
everything nothing | everybody nobody | everywhere nowhere | often seldom | quickly slowly
together apart | over under | left right | now then | most least | many few | sooner later | plus minus
loudly softly | exactly roughly
""",
    "prefix": """
lucky unlucky | possible impossible | correct incorrect | careful careless | patient impatient
useful useless | visible invisible | legal illegal | equal unequal | certain uncertain | fair unfair
able unable | familiar unfamiliar | pleasant unpleasant | comfortable uncomfortable
necessary unnecessary | known unknown | regular irregular | complete incomplete | honest dishonest
agree disagree | appear disappear | lock unlock | pack unpack | dress undress | connect disconnect
load unload | obey disobey | advantage disadvantage | important unimportant
""",
}
