"""Adjectives and adverbs, most frequent first."""

ADJECTIVES = """
good new old great big small little long short high low young different large important bad right wrong
best better worst worse bigger biggest smaller smallest larger largest older oldest younger youngest
taller tallest shorter longer longest higher faster slower happier nicer easier harder
happy sad tired nice kind fine free full empty sure able real true false ready easy hard difficult simple
beautiful pretty ugly cute lovely sweet funny strange weird crazy silly serious boring interesting exciting
excited bored nervous anxious afraid scared angry mad upset annoyed lonely alone calm quiet loud noisy
hot cold warm cool wet dry sunny rainy cloudy windy snowy foggy stormy humid icy bright dark light heavy
clean dirty fresh rotten ripe raw spicy salty sour bitter delicious tasty hungry thirsty sick ill healthy
well strong weak fit fat thin slim tall wide narrow deep shallow thick flat round square sharp dull smooth
rough soft hard hot fast slow quick early late near far close open shut busy lazy active awake asleep alive
dead rich poor cheap expensive lucky unlucky famous popular common rare special normal usual unusual strange
perfect terrible awful horrible amazing wonderful fantastic brilliant excellent awesome incredible magical
clever smart wise stupid foolish brave shy proud polite rude honest friendly gentle patient careful careless
helpful useful useless grateful thankful hopeful peaceful playful cheerful curious creative generous selfish
jealous guilty innocent embarrassed ashamed confused surprised shocked worried relaxed stressed exhausted
sleepy dizzy comfortable uncomfortable safe dangerous broken lost hidden secret public private personal
favourite favorite main whole single married divorced engaged pregnant older elderly adult modern ancient
local foreign national international social political medical natural human electric digital
red blue green yellow black white brown grey gray orange purple pink golden silver blonde colourful colorful
wooden plastic metal golden woolen cotton leather first second next last final previous recent current
daily weekly possible impossible likely unlikely certain necessary enough extra total equal similar same
opposite separate certain clear unclear obvious exact correct incorrect wrong fair unfair legal
huge tiny enormous giant gigantic massive medium middle central left upper lower top bottom front
northern southern eastern western American British English French German Spanish Italian Chinese Japanese
Indian Canadian Mexican African European Russian Irish Polish Dutch Greek Swedish
blind deaf bald curly straight loose tight bare crowded messy tidy neat cosy cozy fluffy furry hairy
sticky slippery dusty muddy stale frozen boiled fried baked grilled vegetarian vegan organic sweet
stubborn strict moody grumpy bossy loyal faithful reliable responsible independent confident ambitious
talented gifted skilled experienced professional amateur retired unemployed part-time full-time
romantic dramatic scary creepy spooky gloomy miserable depressed hopeless helpless desperate
glad pleased delighted thrilled satisfied disappointed frustrated furious bitter tender warm-hearted
"""

ADVERBS = """
not so just now then here there really very too also only still even again never always often sometimes
usually already soon ever back away maybe perhaps probably actually finally especially exactly
almost quite pretty rather well badly quickly slowly carefully easily hardly nearly suddenly
immediately recently lately later early together alone apart everywhere somewhere anywhere nowhere
upstairs downstairs outside inside abroad home forward backwards sideways straight left right
clearly certainly definitely absolutely completely totally fully partly mostly mainly exactly simply
basically generally normally rarely seldom hardly barely slightly extremely incredibly terribly
seriously honestly truly deeply strongly softly quietly loudly gently kindly happily sadly luckily
unfortunately hopefully obviously apparently anyway anymore though instead otherwise meanwhile
eventually originally currently nowadays tonight overnight somehow somewhat altogether
twice once properly correctly wrongly perfectly beautifully differently directly personally
"""
