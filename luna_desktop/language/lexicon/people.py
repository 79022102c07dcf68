"""Who people are and what they do, the commonest words first."""

COUNTED: dict[str, str] = {
    "relative": "mother, father, sister, brother, mum, dad, son, daughter, aunt, uncle, husband, wife, "
    "cousin, grandmother, grandfather, granny, grandad, parent, grandparent, nephew, niece, grandson, "
    "granddaughter, grandchild, stepmother, stepfather, mother-in-law, father-in-law, sister-in-law, "
    "brother-in-law, son-in-law, daughter-in-law, stepbrother, stepsister, half-brother, half-sister, "
    "great-grandmother, great-grandfather, great-aunt, great-uncle",
    "worker": "farmer, builder, cook, cleaner, bus driver, gardener, postman, shop assistant, baker, "
    "waiter, waitress, chef, police officer, firefighter, mechanic, plumber, electrician, carpenter, "
    "hairdresser, secretary, lorry driver, taxi driver, fisherman, miner, butcher, barber, caretaker, "
    "milkman, tailor, window cleaner, dustman, factory worker, train driver, flight attendant, sailor, "
    "decorator, dinner lady, childminder, librarian, receptionist, cashier, zookeeper, maid, butler, "
    "porter, shepherd, blacksmith, bricklayer, roofer, welder, dressmaker, cobbler, lumberjack, road "
    "sweeper, chimney sweep, locksmith, plasterer, stonemason, docker",
    "health worker": "doctor, nurse, dentist, surgeon, paramedic, midwife, pharmacist, optician, "
    "physiotherapist, psychiatrist, chiropodist, health visitor",
    "scientist": "biologist, physicist, astronomer, botanist, zoologist, geologist, chemist, marine "
    "biologist, computer scientist, palaeontologist, meteorologist",
    "musician": "pianist, guitarist, drummer, violinist, trumpeter, cellist, organist, harpist, flautist, "
    "composer, piper, saxophonist, fiddler, trombonist, percussionist, bugler",
    "performer": "actor, singer, dancer, clown, comedian, magician, actress, acrobat, juggler, ballerina, "
    "puppeteer, tightrope walker, lion tamer, trapeze artist, ventriloquist, fire-eater",
    "artist": "painter, sculptor, potter, photographer, cartoonist, illustrator, portrait painter, graffiti "
    "artist, engraver",
    "writer": "author, poet, journalist, reporter, novelist, playwright, songwriter, blogger, biographer, "
    "scriptwriter, columnist",
    "athlete": "runner, swimmer, gymnast, sprinter, cyclist, rower, hurdler, high jumper, pole vaulter, "
    "weightlifter, marathon runner, long-distance runner",
    "ruler": "king, queen, emperor, empress, sultan, monarch, pharaoh, tsar, dictator, kaiser, shah",
    "leader": "president, prime minister, captain, headteacher, mayor, chief, general, commander, chairman, "
    "chairwoman, governor",
    "criminal": "thief, robber, burglar, murderer, pirate, smuggler, pickpocket, gangster, kidnapper, bank "
    "robber, shoplifter, bandit, highwayman, mugger, poacher, forger, vandal, hijacker, blackmailer, "
    "arsonist",
    "group of people": "family, team, crowd, army, band, crew, choir, gang, audience, club, orchestra, "
    "government, committee, jury, queue, tribe, council, mob, football team, congregation",
}
