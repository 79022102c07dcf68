"""Words too near in meaning for one to be a wrong answer where another is the right one."""

KIN = """
success victory winner hero | stroll wander roam walk | huge big large enormous | good better best nice
bad worse worst terrible awful | tired sleepy weary drowsy | rock soil earth stone | dark dim
bright light sunny | rise increase expand advance | fall decrease shrink | start begin
stop finish halt retreat | finish complete succeed | win succeed | lose fail | defeat failure loss loser
joy pleasure delight | sorrow pain grief despair | fight attack battle quarrel argue
thin skinny slim slender narrow | thick plump fat wide broad | loud noisy noise
calm quiet silent peaceful silence | hate loathe curse | love adore bless praise like enjoy want desire
clever smart wise wisdom | foolish silly folly | rude impolite cruel
kind polite friendly generous courteous amiable pleasant nice | brave courageous courage
afraid scared cowardly timid shy nervous anxious | modern contemporary late | old ancient elderly past
young early fresh | easy simple | difficult hard complicated tough | wet damp moist
false wrong incorrect | true right correct sure certain honest truthful truth reality
dirty filthy messy | clean tidy neat fresh | raw fresh | cooked hot | cheap poor
rich wealthy expensive costly wealth | give send throw | take receive get obtain catch | buy purchase
leave depart go arrive | enter come arrive | speak talk tell whisper answer reply | shout yell cry
ask enquire | build create construct make mend repair | destroy ruin break tear rip | grab seize take
get keep obtain own possess retain | save keep spend protect guard | show reveal lead | hide conceal
follow watch observe | remember recall think ponder learn | connect join attach link unite include marry
divide split detach exclude | allow permit accept | forbid refuse deny | help assist | work create
sleep rest relax slumber | live stay remain dwell | die vanish disappear | rise stand lift raise
sink fall tumble | shake tremble | shine gleam | throw toss | push shove send | pull tug drag haul
hurry rush | jump leap | hurt injure offend insult hit | change alter
reduce lessen shorten decrease shrink weaken loosen subtract | strengthen tighten increase
add multiply | import buy | export sell | punish criticise curse | reward praise | find discover
near here inside in within | far there outside out apart | up above over on upstairs
down below under off | before sooner forwards | after later | now always
never seldom rarely no nobody nothing | often always sometimes frequently occasionally
yes plus more most many | less least few minus without | everybody everything everywhere everyone
nobody nothing nowhere | with together | first best | upper inner top | lower bottom | front head
back tail | south bottom | north top | day morning sunrise dawn | night evening dusk sunset
friend guest host pal | enemy villain foe | war attack fight battle | peace order silence
heaven joy peace | birth start dawn | top ceiling | bottom floor | buyer host
courage strength virtue power | weakness cowardice vice poverty | lie fantasy | hope optimist pleasure
despair pessimist | entrance arrival | departure exit | profit wealth money cash supply
loss poverty demand | past day | strong powerful hardworking hard | weak soft fragile delicate humble
proud outgoing | rough hard sharp messy | smooth soft straight | loose open flexible
tight closed rigid narrow straight | full whole entire complete | empty vacant absent
fast quick rapid early | slow late lazy idle | upset sad distressed sorrowful
angry cross annoyed irritated | happy glad pleasant positive optimistic funny
sad negative pessimistic serious | funny amusing interesting
beautiful lovely wonderful pleasant perfect marvellous | ugly terrible
strange odd weird bizarre rare uncommon | common normal usual similar | safe secure
dangerous risky harmful | damaging scary frightening | useful helpful necessary important
useless boring | honest truthful faithful loyal | innocent honest | guilty bad
alive awake active present | dead asleep absent passive | wild natural rough | tame domestic
urban modern | rural natural | inner internal private | outer external public foreign
big major high upper long maximum | small minor low short little minimum | deep low | shallow thin
sweet delicious tasty | sour stale disgusting revolting | puzzled confused surprised astonished
story tale film movie picture image idea thought | street road way method
trip journey holiday vacation | sea ocean ship vessel | sickness illness pain ache
anger rage fear dread | luck fortune | piece bit
teacher instructor chef cook author writer doctor physician boss manager
child kid infant baby student pupil | adult mother father mum dad grandmother granny | flat apartment
danger peril | conversation chat job occupation | prize award gift present | purpose aim outcome result
street border edge | peak summit | instant moment | maybe perhaps surely certainly truly really
nearly almost mostly mainly entirely completely | also too
immediately instantly quickly rapidly sooner now | inside within beneath under | everyone everybody
forest woods | car automobile lorry truck | biscuit cookie sweets candy | couch sofa carpet rug
shop store | speed power velocity might | liberty freedom power | hobby pastime job | nation country
enemy foe thief robber | collect gather get choose select | choose select want
explain clarify tell inform show answer | happen occur begin start | test examine try attempt watch ask
try attempt | mix blend join connect | flee escape leave depart vanish | forgive pardon save rescue
copy imitate | eat consume | phone call speak | smell sniff | scare frighten | cry weep
need require want desire | stop close shut | stay keep rest
cease discontinue stop halt finish depart leave | announce declare tell speak inform talk
donate contribute give | postpone delay | amaze astound scare frighten
broaden widen expand lengthen strengthen | combine merge join unite mix blend add
hit strike push attack | inspect scrutinise examine test watch observe notice
mumble mutter whisper speak talk | scatter disperse throw toss divide | steal pilfer take grab seize
surrender yield lose give fail retreat | tease taunt offend insult | tempt entice | hug embrace love
ascend rise lift raise | descend fall sink tumble | dismantle destroy divide detach break
assemble build collect gather construct create attach | hire buy borrow | ignore forget
notice find observe watch | spotless immaculate clean flawless perfect tidy neat
crucial vital essential necessary important significant major mandatory
gloomy dismal sad dark dim sorrowful | humorous comical funny amusing | fertile fruitful useful helpful
inquisitive curious eager keen | joyful merry happy glad
obvious evident clear certain sure literal true | coarse rough rude
sincere genuine honest truthful true natural faithful | tasteless bland boring | vain conceited proud
hollow empty vacant | solid hard tough strong | ambiguous vague figurative
clear precise simple transparent | scarce rare few uncommon | plentiful common
senior old elderly upper major | junior young minor lower | barren empty useless | aroma scent
cab taxi car automobile lorry truck | guest visitor | sight view picture image
uproar commotion noise fight battle quarrel | salary wages money cash prize award
chance opportunity luck fortune | custom tradition way method | remedy cure
"""
