"""Pairs of words that mean the same or nearly so; no word stands in two pairs."""

SYNONYMS: dict[str, str] = {
    "adjective": """
big large | small little | happy glad | sad sorrowful | quick rapid | clever smart | beautiful lovely
difficult tough | easy simple | ill sick | tired weary | rich wealthy | poor needy | brave courageous
afraid scared | calm peaceful | quiet silent | strange odd | funny amusing | wonderful marvellous
terrible awful | huge enormous | correct right | wrong incorrect | sure certain | lucky fortunate
whole entire | empty vacant | old elderly | modern contemporary | shy timid | rude impolite
polite courteous | friendly amiable | honest truthful | lazy idle | stubborn obstinate | damp moist
dirty filthy | tidy neat | dangerous risky | safe secure | important significant | necessary essential
useful helpful | weird bizarre | silly foolish | sleepy drowsy | slim slender | fat plump | cosy snug
delicious tasty | disgusting revolting | expensive costly | cheap inexpensive | fragile delicate
faithful loyal | angry cross | grateful thankful | harmful damaging | jealous envious | loud noisy
lonely lonesome | naughty mischievous | nervous anxious | normal usual | rare uncommon
scary frightening | strong powerful | sudden abrupt | upset distressed | cruel brutal | eager keen
annoyed irritated | broad wide | surprised astonished | puzzled confused | perfect flawless
pleasant nice | famous renowned | spotless immaculate | crucial vital | gloomy dismal | humorous comical
fertile fruitful | inquisitive curious | joyful merry | obvious evident | rough coarse | sincere genuine
tasteless bland | vain conceited
""",
    "verb": """
begin start | finish complete | close shut | speak talk | shout yell | cry weep | buy purchase
help assist | try attempt | ask enquire | answer reply | choose select | repair mend | get obtain
hate loathe | love adore | hide conceal | hurry rush | jump leap | keep retain | leave depart
like enjoy | make create | mix blend | need require | permit allow | pull tug | push shove | rest relax
scare frighten | show reveal | smell sniff | stop halt | throw toss | think ponder | walk stroll
want desire | build construct | collect gather | connect link | destroy ruin | discover find
divide split | explain clarify | fall tumble | grab seize | happen occur | injure hurt | join unite
lift raise | live dwell | offend insult | own possess | phone call | protect guard | quarrel argue
remember recall | save rescue | shake tremble | shine gleam | sleep slumber | stay remain | tear rip
tell inform | test examine | vanish disappear | watch observe | change alter | copy imitate
reduce lessen | drag haul | eat consume | flee escape | forgive pardon | wander roam | announce declare
donate contribute | cease discontinue | forbid prohibit | postpone delay | amaze astound | broaden widen
combine merge | hit strike | hug embrace | inspect scrutinise | mumble mutter | scatter disperse
steal pilfer | surrender yield | tease taunt | tempt entice | spin twirl
""",
    "noun": """
gift present | error mistake | street road | child kid | car automobile | doctor physician
job occupation | friend pal | boss manager | story tale | picture image | trip journey | rock stone
sea ocean | forest woods | shop store | sickness illness | money cash | prize award | rubbish trash
couch sofa | film movie | holiday vacation | flat apartment | sweets candy | biscuit cookie
lorry truck | teacher instructor | student pupil | fight battle | enemy foe | idea thought | fear dread
anger rage | joy delight | sorrow grief | power might | speed velocity | shape form | piece bit
pain ache | danger peril | courage bravery | edge border | liberty freedom | luck fortune | method way
middle centre | outcome result | purpose aim | peak summit | thief robber | hobby pastime | infant baby
nation country | author writer | bucket pail | carpet rug | chef cook | cemetery graveyard
clothes garments | mother mum | father dad | grandmother granny | conversation chat | instant moment
fog mist | ship vessel | snake serpent | soil earth | aroma scent | cab taxi | guest visitor
sight view | uproar commotion | remedy cure | salary wages | location place | chance opportunity
custom tradition
""",
    "other": """
maybe perhaps | often frequently | quickly rapidly | rarely seldom | nearly almost | also too
immediately instantly | entirely completely | mostly mainly | everyone everybody | beneath under
sometimes occasionally | inside within | surely certainly | truly really
""",
}
