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
warm hot sunny | cool cold | next later after then | previous past before former
real true natural genuine | fake false artificial | stupid foolish silly
nasty bad cruel unpleasant rude | healthy strong | tiny small little short minor
hostile cruel nasty violent rude | special rare different important famous
ordinary common normal usual plain simple | fancy beautiful special
even flat straight smooth equal | cheerful happy glad joyful merry bright positive optimistic
shiny bright clean smooth | dull dim boring dark blunt gloomy cloudy | peaceful kind
violent wild cruel rough dangerous | strict hard serious rigid severe | lenient kind soft flexible
formal polite serious | clumsy careless | graceful beautiful smooth | bold brave courageous outgoing
timid cowardly weak | deserted empty vacant lonely | crowded full
valuable expensive important rare useful costly | worthless cheap useless poor
talkative loud outgoing | severe serious bad terrible awful | mild soft warm | lengthy long wide
brief short quick rapid | former first ancient early | latter last late
concrete solid real literal hard | abstract vague | read learn examine | talk speak tell
listen notice watch learn | smile laugh | frown cry | believe think accept | doubt deny refuse
support help assist defend praise | oppose attack refuse deny | gather collect join unite add save
straighten lengthen tighten | harden strengthen freeze | soften weaken loosen melt | heat melt
chill freeze | capture catch grab seize attack | release save rescue loosen dismiss detach
darken hide conceal | brighten shine reveal | deposit save spend add
withdraw take retreat receive subtract leave | dawdle stroll wander rest delay | hurry rush advance
move go walk come leave change | stay rest | boy child kid son brother husband groom pal friend
girl child kid daughter sister wife bride | husband groom father dad | wife bride mother mum
beginning birth start dawn cause input entrance morning
end death finish output effect exit tail outcome result | student beginner pupil child
teacher leader expert instructor professional | effect outcome result output
health strength pleasure | illness weakness sickness pain | height top ceiling | depth bottom floor
noon day | midnight night | fact truth reality theory | fiction fantasy lie story tale
leader boss manager employer master winner hero | follower employee servant | expert professional
beginner amateur | angel heaven hero virtue | devil hell villain vice enemy | giant hero
dwarf child | freedom liberty peace | slavery poverty war hell | predator enemy villain | prey loser
attic ceiling top | cellar bottom floor | benefit profit pleasure virtue
drawback weakness loss failure | shortage poverty demand loss weakness
surplus profit wealth supply majority | all everything everybody everywhere most many always whole
none nothing nobody nowhere never no least few | yesterday before past
tomorrow after later sooner next | exactly precise clearly | roughly nearly almost | loudly loud
softly quiet slowly | spring summer morning | autumn winter evening
good fine great terrific excellent superb nice wonderful marvellous lovely perfect amazing incredible
ready prepared | last final late | first initial main chief important early
same identical similar alike | hard firm solid tough stern strict | cold chilly icy frosty
fast speedy quick rapid | pretty attractive beautiful lovely charming delightful nice
kind caring friendly nice generous pleasant | real actual true genuine natural
extra additional more plus | short brief small little tiny miniature | sweet sugary delicious tasty
slow sluggish lazy idle weary tired | weak feeble delicate fragile ill sick
alive living active lively | dead lifeless empty | boring dull bland tasteless gloomy
interesting fascinating exciting thrilling amazing amusing
crazy mad silly weird bizarre strange odd angry cross | lost missing
enough sufficient plentiful abundant | exact precise correct right true
ugly hideous disgusting revolting horrible
horrible dreadful terrible awful scary frightening bad nasty
worried concerned nervous anxious upset distressed stressed tense | careful cautious
tiny miniature minor | round circular | even level flat smooth equal
bumpy uneven rough coarse crooked bent | fit healthy strong powerful energetic
wicked evil cruel brutal bad naughty mischievous | false fake wrong incorrect | crowded packed full
average ordinary normal usual common plain | shiny glossy bright gleam shine | windy breezy cool
foggy misty fog mist damp moist | loose slack | bold daring brave courageous
energetic lively active | intelligent brainy clever smart wise
grumpy moody angry cross annoyed irritated gloomy upset | clumsy awkward
skilful talented clever smart expert | deadly fatal dangerous risky harmful damaging poisonous toxic
precious valuable expensive costly | distant remote far | annual yearly | global worldwide
legal lawful | smelly stinky rotten mouldy disgusting filthy | dizzy giddy confused puzzled
shocked stunned surprised astonished amaze astound | creative inventive
bare naked empty vacant plain | bring fetch get obtain take collect | meet encounter greet welcome
clean wash | cut chop divide split | break smash destroy ruin tear rip squash crush
teach educate learn | draw sketch create make | use employ hire rent
win triumph beat defeat succeed | understand grasp learn discover
end conclude finish complete stop halt cease discontinue | plan arrange mean intend
guess estimate think ponder | smile grin giggle chuckle laugh | lead guide rule govern order command
complain grumble mumble mutter | promise vow | refuse decline forbid prohibit deny
continue proceed stay remain keep retain | turn rotate spin twirl | climb ascend rise lift raise
stick glue attach connect link tie fasten join unite | burn scorch heat | catch capture grab seize
chase pursue follow | worry fret | stare gaze watch observe inspect | scrutinise stare gaze examine
sew stitch mend repair | chew munch eat consume | melt thaw | squash crush push shove
scream shriek shout yell | whisper murmur mumble mutter speak talk | frown scowl
beg plead ask enquire | praise compliment admire respect love adore | blame accuse punish criticise
fool trick tease taunt tempt entice | swap exchange change alter | lend loan give donate contribute
hire rent borrow | dive plunge fall tumble sink descend | fly soar rise | crawl creep walk stroll
hang dangle | punch thump hit strike | nap doze sleep slumber rest relax
persuade convince tempt entice | suggest propose tell inform | warn alert tell inform scare frighten
greet welcome | hesitate pause delay postpone stop halt
quit resign leave depart stop cease discontinue surrender | waste squander spend lose
decorate adorn | die perish | pick pluck choose select collect gather grab
stretch extend broaden widen lengthen expand | sparkle glitter shine gleam | admit confess
avoid dodge flee escape | free release liberty freedom | explode burst | boast brag
home house flat apartment room | people folk | boy lad | woman lady | team squad
problem trouble danger peril | area region place location | world globe earth soil
song tune noise sound | dinner supper | jumper sweater | room chamber | queue line edge border
dog hound | rabbit bunny | amount quantity piece bit part section | company business job occupation
cost price | stomach belly | brain mind idea thought | torch flashlight lamp light | petrol gasoline
rubber eraser | chips fries | trainers sneakers | harbour port | beach shore edge border
hole pit gap space | field meadow | bush shrub | insect bug
king monarch boss manager captain skipper | soldier warrior | criminal crook thief robber
prisoner captive | champion winner hero victory | helper assistant
parcel package gift present box crate | diary journal | sound noise | taste flavour | colour shade
circle ring | bag sack bucket pail | cup mug | cupboard cabinet | basement cellar | attic loft
hut cabin home house | hotel inn | war conflict fight battle | medicine drug remedy cure
ghost spirit monster beast | heaven paradise | wizard sorcerer | shame disgrace
skill ability power might | bottom base | fire blaze heat warmth | dirt grime rubbish trash soil
jewel gem | party celebration | machine device engine motor | wood timber forest woods
toilet lavatory bucket | sign symbol | stain mark dirt | sign mark stain | flag banner
puzzle riddle | very extremely quite fairly truly really | only merely hardly barely
soon shortly immediately instantly afterwards later | above over | hello hi | goodbye farewell
always forever | usually generally often frequently mostly mainly | finally eventually
clearly obviously surely certainly | but however | slowly gradually
roughly approximately nearly almost quite fairly | afterwards later | badly poorly | abroad overseas
deliberately purposely | home house | big large main | problem trouble error mistake
peak summit edge border | anger rage war conflict | tough stubborn obstinate strong
friendly amiable helpful kind | quick speedy brief sudden abrupt
"""
