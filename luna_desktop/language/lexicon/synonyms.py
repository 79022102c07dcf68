"""Pairs of words that mean the same or nearly so; no word stands in two pairs."""

SYNONYMS: dict[str, str] = {
    "adjective": """
big large | small little | happy glad | sad sorrowful | quick rapid | clever smart | beautiful lovely
good fine | great terrific | ready prepared | last final | first initial | same identical | hard firm
cold chilly | fast speedy | pretty attractive | kind caring | real actual
difficult tough | easy simple | ill sick | tired weary | rich wealthy | poor needy | brave courageous
afraid scared | calm peaceful | quiet silent | strange odd | funny amusing | wonderful marvellous
terrible awful | huge enormous | correct right | wrong incorrect | sure certain | lucky fortunate
main chief | extra additional | similar alike | short brief | sweet sugary | slow sluggish | weak feeble
alive living | dead lifeless | boring dull | interesting fascinating | crazy mad | lost missing
whole entire | empty vacant | old elderly | modern contemporary | shy timid | rude impolite
polite courteous | friendly amiable | honest truthful | lazy idle | stubborn obstinate | damp moist
dirty filthy | tidy neat | dangerous risky | safe secure | important significant | necessary essential
useful helpful | weird bizarre | silly foolish | sleepy drowsy | slim slender | fat plump | cosy snug
delicious tasty | disgusting revolting | expensive costly | cheap inexpensive | fragile delicate
faithful loyal | angry cross | grateful thankful | harmful damaging | jealous envious | loud noisy
enough sufficient | exact precise | ugly hideous | horrible dreadful
exciting thrilling | excellent superb | amazing incredible | worried concerned | careful cautious
tiny miniature | round circular | even level | fit healthy
wicked evil | false fake | crowded packed
lonely lonesome | naughty mischievous | nervous anxious | normal usual | rare uncommon
scary frightening | strong powerful | sudden abrupt | upset distressed | cruel brutal | eager keen
annoyed irritated | broad wide | surprised astonished | puzzled confused | perfect flawless
pleasant nice | famous renowned | spotless immaculate | crucial vital | gloomy dismal | humorous comical
fertile fruitful | inquisitive curious | joyful merry | obvious evident | rough coarse | sincere genuine
tasteless bland | vain conceited
average ordinary | shiny glossy | windy breezy | foggy misty | icy frosty
bumpy uneven | loose slack | crooked bent | bold daring | energetic lively
intelligent brainy | grumpy moody | clumsy awkward | skilful talented | strict stern
deadly fatal | poisonous toxic | precious valuable | plentiful abundant | distant remote
annual yearly | global worldwide | legal lawful | smelly stinky
rotten mouldy | stressed tense | dizzy giddy | shocked stunned | creative inventive
charming delightful | bare naked
""",
    "verb": """
begin start | finish complete | close shut | speak talk | shout yell | cry weep | buy purchase
help assist | try attempt | ask enquire | answer reply | choose select | repair mend | get obtain
bring fetch | meet encounter | clean wash | cut chop | break smash
teach educate | draw sketch | use employ | win triumph | understand grasp | end conclude
hate loathe | love adore | hide conceal | hurry rush | jump leap | keep retain | leave depart
like enjoy | make create | mix blend | need require | permit allow | pull tug | push shove | rest relax
scare frighten | show reveal | smell sniff | stop halt | throw toss | think ponder | walk stroll
want desire | build construct | collect gather | connect link | destroy ruin | discover find
plan arrange | mean intend | guess estimate | beat defeat | smile grin | lead guide
order command | complain grumble | promise vow | refuse decline | continue proceed
turn rotate | climb ascend | stick glue | burn scorch | catch capture | chase pursue | worry fret
divide split | explain clarify | fall tumble | grab seize | happen occur | injure hurt | join unite
lift raise | live dwell | offend insult | own possess | phone call | protect guard | quarrel argue
remember recall | save rescue | shake tremble | shine gleam | sleep slumber | stay remain | tear rip
tell inform | test examine | vanish disappear | watch observe | change alter | copy imitate
reduce lessen | drag haul | eat consume | flee escape | forgive pardon | wander roam | announce declare
donate contribute | cease discontinue | forbid prohibit | postpone delay | amaze astound | broaden widen
combine merge | hit strike | hug embrace | inspect scrutinise | mumble mutter | scatter disperse
steal pilfer | surrender yield | tease taunt | tempt entice | spin twirl
stare gaze | tie fasten | sew stitch | chew munch | melt thaw | squash crush
scream shriek | whisper murmur | giggle chuckle | frown scowl | beg plead | praise compliment
blame accuse | fool trick | rule govern | swap exchange | lend loan | hire rent
dive plunge | fly soar | crawl creep | hang dangle
punch thump | nap doze | persuade convince | suggest propose | warn alert | greet welcome
hesitate pause | quit resign | waste squander | decorate adorn | die perish
pick pluck | stretch extend | sparkle glitter | admit confess | respect admire | avoid dodge
free release | explode burst | boast brag
""",
    "noun": """
gift present | error mistake | street road | child kid | car automobile | doctor physician
home house | people folk | boy lad | woman lady | team squad | problem trouble | area region
world globe | song tune
job occupation | friend pal | boss manager | story tale | picture image | trip journey | rock stone
sea ocean | forest woods | shop store | sickness illness | money cash | prize award | rubbish trash
couch sofa | film movie | holiday vacation | flat apartment | sweets candy | biscuit cookie
dinner supper | jumper sweater | room chamber | queue line | dog hound
rabbit bunny | amount quantity | part section | company business | cost price | stomach belly | brain mind
lorry truck | teacher instructor | student pupil | fight battle | enemy foe | idea thought | fear dread
anger rage | joy delight | sorrow grief | power might | speed velocity | shape form | piece bit
pain ache | danger peril | courage bravery | edge border | liberty freedom | luck fortune | method way
middle centre | outcome result | purpose aim | peak summit | thief robber | hobby pastime | infant baby
nation country | author writer | bucket pail | carpet rug | chef cook | cemetery graveyard
clothes garments | mother mum | father dad | grandmother granny | conversation chat | instant moment
fog mist | ship vessel | snake serpent | soil earth | aroma scent | cab taxi | guest visitor
sight view | uproar commotion | remedy cure | salary wages | location place | chance opportunity
custom tradition
torch flashlight | petrol gasoline | rubber eraser | chips fries | trainers sneakers
harbour port | beach shore | hole pit | field meadow | bush shrub | insect bug | king monarch
soldier warrior | criminal crook | prisoner captive | champion winner | helper assistant | captain skipper
parcel package | diary journal | noise sound | taste flavour | colour shade | circle ring
box crate | bag sack | cup mug | cupboard cabinet | lamp light | basement cellar | attic loft
hut cabin | prison jail | hotel inn | war conflict | medicine drug | ghost spirit
monster beast | heaven paradise | wizard sorcerer | shame disgrace | skill ability | bottom base | gap space
fire blaze | heat warmth | dirt grime | jewel gem | party celebration | machine device | engine motor
wood timber | toilet lavatory | sign symbol | stain mark | flag banner | puzzle riddle
""",
    "other": """
maybe perhaps | often frequently | quickly rapidly | rarely seldom | nearly almost | also too
immediately instantly | entirely completely | mostly mainly | everyone everybody | beneath under
sometimes occasionally | inside within | surely certainly | truly really
very extremely | only merely | soon shortly | above over | hello hi | goodbye farewell | always forever
usually generally | finally eventually | clearly obviously | quite fairly | but however
slowly gradually | roughly approximately | hardly barely | afterwards later
badly poorly | abroad overseas | deliberately purposely
""",
}
