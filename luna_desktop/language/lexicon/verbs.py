"""Verbs, each line a few verbs with the forms one meets; most frequent first."""

VERBS = """
be is am are was were been being have has had having do does did done doing
go goes went gone going say says said saying get gets got gotten getting make makes made making
know knows knew known knowing think thinks thought thinking take takes took taken taking
see sees saw seen seeing come comes came coming want wants wanted wanting look looks looked looking
use uses used using find finds found finding give gives gave given giving tell tells told telling
work works worked working call calls called calling try tries tried trying ask asks asked asking
need needs needed needing feel feels felt feeling become becomes became becoming
leave leaves left leaving put puts putting mean means meant meaning keep keeps kept keeping
let lets letting begin begins began begun beginning seem seems seemed seeming help helps helped helping
talk talks talked talking turn turns turned turning start starts started starting
show shows showed shown showing hear hears heard hearing play plays played playing
run runs ran running move moves moved moving like likes liked liking live lives lived living
love loves loved loving believe believes believed believing hold holds held holding
bring brings brought bringing happen happens happened happening write writes wrote written writing
sit sits sat sitting stand stands stood standing lose loses lost losing pay pays paid paying
meet meets met meeting learn learns learned learnt learning change changes changed changing
understand understands understood understanding watch watches watched watching
follow follows followed following stop stops stopped stopping speak speaks spoke spoken speaking
read reads reading spend spends spent spending grow grows grew grown growing open opens opened opening
walk walks walked walking win wins won winning teach teaches taught teaching
remember remembers remembered remembering forget forgets forgot forgotten forgetting
buy buys bought buying wait waits waited waiting send sends sent sending build builds built building
stay stays stayed staying fall falls fell fallen falling cut cuts cutting reach reaches reached reaching
eat eats ate eaten eating drink drinks drank drunk drinking sleep sleeps slept sleeping
drive drives drove driven driving ride rides rode ridden riding fly flies flew flown flying
swim swims swam swum swimming sing sings sang sung singing dance dances danced dancing
cook cooks cooked cooking bake bakes baked baking clean cleans cleaned cleaning wash washes washed washing
wear wears wore worn wearing carry carries carried carrying break breaks broke broken breaking
hope hopes hoped hoping wish wishes wished wishing plan plans planned planning
visit visits visited visiting travel travels traveled travelled travelling study studies studied studying
close closes closed closing answer answers answered answering wonder wonders wondered wondering
laugh laughs laughed laughing cry cries cried crying smile smiles smiled smiling
worry worries worried worrying care cares cared caring miss misses missed missing
hate hates hated hating enjoy enjoys enjoyed enjoying prefer prefers preferred
guess guesses guessed guessing decide decides decided deciding agree agrees agreed agreeing
name names named naming finish finishes finished finishing kill killed die dies died dying
wake wakes woke woken waking draw draws drew drawn drawing paint paints painted painting
catch catches caught catching throw throws threw thrown throwing fight fights fought fighting
sell sells sold selling save saves saved saving hurt hurts hurting fix fixes fixed fixing
share shares shared sharing choose chooses chose chosen choosing order orders ordered ordering
marry marries married marrying invite invites invited inviting join joins joined joining
explain explains explained explaining listen listens listened listening rest rests rested resting
rain rains rained raining snow snows snowed snowing shine shines shone shining
plant plants planted planting water watered watering feed feeds fed feeding
add adds added adding allow allows allowed allowing appear appears appeared appearing
arrive arrives arrived arriving avoid avoids avoided avoiding beat beats beaten beating
bite bites bit bitten biting blow blows blew blown blowing borrow borrows borrowed borrowing
breathe breathes breathed breathing burn burns burned burnt burning celebrate celebrated celebrating
check checks checked checking climb climbs climbed climbing collect collects collected collecting
complain complained complaining compare compared comparing cost costs costing count counts counted counting
cover covers covered covering create creates created creating cross crossed crossing
dream dreams dreamed dreamt dreaming drop drops dropped dropping earn earns earned earning
end ends ended ending enter enters entered entering exist exists existed existing
expect expects expected expecting fail fails failed failing fear fears feared fill fills filled filling
fit fits fitted fitting focus focused focusing fold folded folding force forced forcing
forgive forgave forgiven
freeze freezes froze frozen freezing gather gathered gathering hand handed hang hangs hung hanging
hide hides hid hidden hiding hit hits hitting hug hugs hugged hugging hunt hunted hunting
hurry hurried hurrying
imagine imagines imagined imagining improve improves improved improving include includes included including
jump jumps jumped jumping kick kicks kicked kicking kiss kissed kissing knock knocked knocking
land landed landing last lasted lasting lay laid laying lead leads led leading lend lends lent lending
lie lies lied lying lift lifts lifted lifting lock locked locking manage manages managed managing
matter matters mattered measure measured measuring mention mentioned mentioning mind minded
mix mixed mixing notice notices noticed noticing offer offers offered offering own owns owned owning
pack packs packed packing park parked parking pass passes passed passing pick picks picked picking
point points pointed pointing practise practice practiced practising practicing
pray prayed praying
prepare prepares prepared preparing pretend pretended pretending promise promises promised promising
protect protects protected protecting prove proved proven pull pulls pulled pulling push pushes pushed pushing
quit quits quitting raise raised raising receive received receiving recommend recommended
relax relaxes relaxed relaxing repair repaired repairing repeat repeats repeated repeating reply replied
return returns returned returning ring rings rang rung ringing rise rises rose risen rising
sail sailed sailing score scored search searched searching seek sought serve served serving
set sets setting settle settled shake shook shaken shaking shop shopped shopping shout shouted shouting
shut shuts shutting smell smells smelled smelling smoke smoked smoking sound sounds sounded
spell spells spelled spelling steal stole stolen stick stuck sticking strike struck
suffer suffered suffering suggest suggested suggesting suppose supposed support supported supporting
surprise surprised surprising survive survived sweep swept taste tastes tasted tasting
tear tore torn test tests tested testing thank thanked thanking touch touched touching
train trains trained training translate translated treat treated trust trusts trusted trusting
wave waved waving weigh weighs weighed welcome welcomed whisper whispered wipe wiped wrap wrapped
yell yelled accept accepted accepting admit admitted adopt adopted adopting apologise apologize apologized
apply applied applying argue argued arguing attend attended bother bothers bothered bow breathe
calm calmed cancel cancelled canceled chat chats chatted chatting cheer cheered chew chewed
combine combined continue continues continued continuing control controlled cough coughed dare dared
defend defended delay delayed deliver delivered delivering depend depends describe described describing
deserve deserves destroy destroyed develop developed developing dig dug digging disagree disagreed
disappear disappeared discover discovered discuss discussed discussing divide divided doubt
dress dressed dry dried drying earn encourage encouraged escape escaped examine explore explored exploring
fetch float floated flow flows glow guard guide guided handle handled heal healed heat heated hire hired
hop ignore ignored intend introduce introduced invent invented inspire inspired juggle jog jogging judge
knit knits knitted knitting lean leaned lick licked limit limited load loaded melt melted melting mend mended
obey observe open paid peel pour poured pouring press pressed print printed produce produced provide provided
publish published punish realise realize realized realised record recorded recording reduce reduced refuse
refused regret regretted remain remains remained remind reminds reminded remove removed rent rented renting
replace replaced report reported rescue rescued respect respected retire retired retiring roll rolled
rub rule rush rushed scare scared scream screamed sew sewed sewing shave shower skate skating ski skiing
skip skipped slide slip slipped solve solved solving sort sorted spill spilled split spread stare stared
stir stretch stretched stretching struggle struggled struggling swear switch switched tie tied trade
trip vote voted wander wandered warn warned waste wasted wink yawn zip
"""
