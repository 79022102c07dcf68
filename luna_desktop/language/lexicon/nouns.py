"""Nouns, most frequent first, with the plurals one meets often."""

NOUNS = """
time people person thing things way man men woman women child children life world home house day days
year years night work job school family friend friends name place places hand hands eye eyes head face
mother father mom dad mum parents brother sister brothers sisters son daughter kids baby boy girl boys girls
husband wife partner girlfriend boyfriend grandmother grandfather grandma grandpa grandparents uncle aunt
cousin nephew niece twin twins stepfather stepmother guy guys neighbour neighbor colleague boss
money food water room car door book books word words story stories question questions answer answers
idea ideas problem problems reason reasons part parts side end top line game games team music song songs
movie movies film films show television TV phone computer laptop internet email message letter news photo
photos picture pictures video camera screen keyboard website app password number numbers address
dog dogs cat cats puppy kitten pet pets bird birds fish horse horses cow pig sheep goat chicken duck hen
rabbit hamster mouse mice rat parrot snake lizard turtle frog bear lion tiger wolf fox deer elephant
monkey giraffe zebra whale dolphin shark bee bees butterfly spider ant insect fly owl eagle penguin swan
breakfast lunch dinner supper meal snack bread butter cheese milk egg eggs meat beef pork ham bacon sausage
rice pasta pizza soup salad sandwich burger potato potatoes tomato tomatoes onion carrot garlic pepper salt
sugar honey jam cake cakes cookie cookies biscuit pie chocolate candy ice cream coffee tea juice beer wine
apple apples banana orange lemon grape grapes strawberry strawberries cherry peach pear plum melon mango
pineapple berry nuts beans peas corn mushroom cabbage lettuce spinach cucumber pumpkin curry noodles sauce
oil flour vegetable vegetables fruit recipe restaurant cafe kitchen table chair chairs bed sofa couch desk
shelf lamp window windows wall floor roof ceiling stairs garden yard gate fence garage bathroom bedroom
bath shower toilet mirror towel soap brush toothbrush comb blanket pillow sheet curtain carpet clock watch
key keys bag box bottle cup glass glasses plate bowl knife fork spoon pan pot oven stove fridge freezer
kettle microwave machine washing dishes laundry trash rubbish broom candle battery umbrella wallet purse
shirt shirts trousers pants jeans skirt dress coat jacket sweater jumper hat cap scarf gloves socks shoes
shoe boots belt tie uniform pyjamas pajamas clothes pocket button ring necklace earrings jewelry
weather sun moon star stars sky cloud clouds rain snow wind storm thunder lightning fog ice frost heat
temperature season earth planet space sea ocean lake river stream beach island mountain mountains hill
valley forest wood woods tree trees leaf leaves branch root flower flowers rose tulip daisy grass plant
plants seed bush field farm desert sand stone rock soil mud fire smoke air nature park
city town village street road corner bridge station airport hospital church library museum theatre theater
cinema shop store market supermarket mall bank office factory hotel pub bar gym pool stadium zoo
country state nation border capital countryside map north south east west direction distance mile miles
kilometre bus train plane taxi bike bicycle motorcycle truck van boat ship ticket seat wheel engine
traffic trip journey holiday holidays vacation tour flight passport luggage suitcase tent camp
teacher student students pupil doctor nurse dentist lawyer police officer soldier firefighter farmer cook
chef waiter driver pilot engineer scientist artist writer author actor actress singer musician painter
builder carpenter plumber electrician mechanic manager secretary clerk cashier hairdresser baker butcher
gardener programmer designer photographer journalist librarian judge king queen prince princess president
class classes lesson lessons homework exam exams test grade course college university degree subject
maths math mathematics science history geography biology chemistry physics art language languages English
spelling grammar page paper pen pencil notebook dictionary newspaper magazine poem poetry novel
sport sports football soccer basketball tennis baseball hockey cricket rugby golf volleyball swimming
running cycling hiking yoga boxing chess cards puzzle toy toys doll ball kite player coach race match
goal medal prize competition fun hobby hobbies guitar piano violin drums flute trumpet band concert
dance dancing singing painting drawing photography gardening cooking baking reading writing fishing
body heart mind brain hair ear ears nose mouth tooth teeth tongue lip lips neck shoulder arm arms elbow
wrist finger fingers thumb nail chest back stomach belly leg legs knee foot feet toe toes skin bone
bones blood muscle voice breath health pain headache fever cold cough flu cancer allergy allergies disease
medicine pill pills appointment surgery operation ambulance accident wound diet weight sleep
love hope fear joy happiness sadness anger hate pride shame guilt worry stress anxiety surprise
feeling feelings mood dream dreams wish memory memories thought thoughts secret truth lie trust
luck success failure mistake mistakes chance choice decision plan plans change advice help support
promise respect patience courage freedom peace war fight trouble danger safety law rule rules crime
prison court government election vote party tax society culture tradition religion god faith
birthday birthdays wedding marriage divorce funeral anniversary party gift gifts present presents card
Easter festival ceremony guest guests visitor invitation event date age childhood
birth death youth generation future past present beginning middle history century
business company customer client meeting project task deadline interview salary wage price cost bill
bills rent mortgage loan debt savings budget sale discount product service contract career experience
skill skills training promotion shift colleague colleagues coworker staff
size shape color colour colors colours circle square triangle kind sort type piece pieces pair group
set row list half quarter couple bunch amount level degree point case example fact facts detail
details information knowledge sense meaning matter difference difficulty effect cause result
situation condition position opinion view attitude habit habits behavior behaviour character personality
sound noise silence smell taste touch sight light dark darkness shadow fire colour heat energy power
electricity gas metal gold silver iron wood plastic glass cotton wool leather rubber
tool tools hammer saw screwdriver nail nails screw drill axe rope ladder bucket spade shovel scissors
needle thread string tape glue wire chain stick
conversation chat talk speech joke jokes laugh laughter smile kiss hug tear tears cry
robot software program file folder data code error button mouse printer speaker headphones charger
addition kilo pound pounds gram litre metre inch foot dollar dollars euro euros cent penny
adventure hero ghost witch wizard dragon monster fairy magic castle crown treasure pirate
answer attention attempt balance bench blood blog bottom break breeze brick bug camp channel chapter
coast collection comedy community concern congratulations contact corner crowd cry
daylight dessert diary dinosaur dust edge education effort emergency entrance environment exercise
exit expert expression fan fashion favour favor feather figure fool fortune frame fur furniture
genius goodness growth habitat harbor hell heaven hometown honesty horror hug imagination instrument
interest item jungle kingdom lady leader lack lane laugh lawn lap league length limit loss lover
manner mark mate metal mission mixture mood mystery neck neighborhood neighbourhood nest net network
nonsense note notes object opportunity option owner pain path patient pattern pause percent performance
period permission photo pile playground poet pond pool port post poster prayer pressure process
progress purpose quality quantity queue quiz quote rainbow range rate record relationship relief rescue
research retirement reward rhythm riddle risk role route routine salmon sample scene schedule
sentence series signal sign silence sink skeleton sky slice soul source spirit spot stage stranger
step stop storm stuff style sunrise sunset sunshine surface symbol system target tail temple term text
theme therapist therapy title tone topic tower track trade trail trick triumph tube tune tunnel universe
user valley value variety version victory video villain volume walk warmth wave waves wealth web wedding
whisper wildlife wing wings winner wonder worker workers worth yesterday youth zone
"""
