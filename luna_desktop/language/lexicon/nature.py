"""The world, what it is made of, and how one feels in it, the commonest words first."""

COUNTED: dict[str, str] = {
    "storm": "thunderstorm, snowstorm, hurricane, blizzard, tornado, gale, sandstorm, rainstorm, typhoon, "
    "cyclone, whirlwind, hailstorm",
    "disaster": "earthquake, flood, plane crash, forest fire, famine, drought, explosion, shipwreck, "
    "avalanche, train crash, landslide, tsunami, tidal wave, volcanic eruption",
    "sound": "bang, crash, shout, whisper, scream, bark, laugh, roar, click, beep, whistle, splash, buzz, "
    "squeak, giggle, growl, sigh, groan, thud, hum, hiss, moan, snore, cheer, creak, howl, purr, miaow, "
    "chuckle, squeal, rumble, crackle, crunch, woof, moo, yell, sob, boom, murmur, tinkle, chime, "
    "snort, echo",
    "symptom": "cough, headache, fever, sore throat, runny nose, rash, stomach ache, high temperature, "
    "blocked nose, stiff neck, dizzy spell",
    "injury": "cut, bruise, burn, scratch, graze, broken leg, black eye, sprain, wound, bee sting, broken "
    "arm, twisted ankle, fracture, concussion",
    "weapon": "gun, sword, bomb, spear, rifle, dagger, pistol, cannon, bow and arrow, arrow, shotgun, "
    "machine gun, missile, revolver, crossbow, lance, torpedo, hand grenade, truncheon, harpoon, "
    "longbow, bayonet, cutlass, musket, catapult",
}

UNCOUNTED: dict[str, str] = {
    "metal": "gold, silver, iron, steel, copper, tin, lead, bronze, brass, aluminium, zinc, nickel, "
    "platinum, titanium, stainless steel, pewter, uranium, magnesium, cobalt",
    "rock": "granite, limestone, marble, slate, chalk, sandstone, flint, basalt, shale, pumice",
    "material": "wood, plastic, glass, paper, leather, cardboard, concrete, stone, clay, wax, straw, "
    "plaster, cement, porcelain, bamboo, suede, polystyrene, tarmac, cork, fur",
    "gas": "oxygen, hydrogen, nitrogen, carbon dioxide, helium, methane, carbon monoxide, neon, chlorine, "
    "ozone, argon, propane, butane",
    "liquid": "blood, ink, rainwater, sweat, saliva, bleach, liquid soap, antifreeze, seawater",
    "fuel": "petrol, coal, diesel, charcoal, firewood, paraffin, peat, kerosene",
    "kind of weather": "rain, snow, wind, sunshine, fog, thunder, frost, mist, hail, lightning, drizzle, "
    "sleet",
    "feeling": "love, anger, fear, joy, happiness, sadness, hope, worry, surprise, excitement, pride, "
    "shame, guilt, loneliness, boredom, jealousy, relief, horror, hatred, disappointment, "
    "embarrassment, delight, envy, grief, sorrow, panic, pity, terror, disgust, despair, fury, "
    "misery, anxiety, regret, frustration, gratitude, affection, sympathy, homesickness, nervousness, "
    "annoyance, confusion, curiosity, dread, remorse",
    "virtue": "honesty, kindness, courage, patience, bravery, wisdom, loyalty, generosity, politeness, "
    "fairness, modesty, thoughtfulness, forgiveness, gentleness, humility, mercy, tolerance",
    "fault": "laziness, greed, selfishness, rudeness, cruelty, dishonesty, meanness, vanity, carelessness, "
    "impatience, stubbornness, arrogance, clumsiness, bossiness, cowardice, untidiness",
    "illness": "flu, measles, chickenpox, mumps, asthma, tonsillitis, hay fever, food poisoning, diabetes, "
    "pneumonia, malaria, bronchitis, cancer, tuberculosis, cholera, whooping cough, appendicitis, "
    "scarlet fever, travel sickness, smallpox, typhoid, arthritis, leukaemia, epilepsy, polio",
    "crime": "murder, theft, burglary, robbery, shoplifting, kidnapping, fraud, blackmail, smuggling, "
    "arson, vandalism, mugging, hijacking, forgery, treason, bribery, pickpocketing, poaching",
}
