"""What things are: words by category, and the categories one must not set against each other."""

from functools import cache

# Things one counts: "a rose is a flower".
COUNTED: dict[str, str] = {
    "flower": "rose, tulip, daisy, lily, daffodil, orchid, sunflower, poppy, carnation, bluebell",
    "tree": "oak, pine, birch, maple, willow, elm, beech, fir, cedar, poplar",
    "fruit": "apple, pear, banana, plum, peach, cherry, mango, lemon, strawberry, melon",
    "vegetable": "carrot, potato, cabbage, onion, leek, turnip, cauliflower, radish, parsnip, lettuce",
    "bird": "eagle, robin, owl, sparrow, swan, penguin, crow, pigeon, parrot, duck",
    "fish": "salmon, trout, cod, herring, tuna, shark, carp, eel, sardine, haddock",
    "insect": "ant, bee, beetle, butterfly, moth, wasp, mosquito, grasshopper, ladybird, dragonfly",
    "animal": "dog, cat, horse, cow, sheep, pig, lion, tiger, elephant, bear, wolf, fox, rabbit, goat",
    "reptile": "snake, lizard, turtle, crocodile, tortoise, alligator, gecko, chameleon, iguana",
    "tool": "hammer, saw, spanner, screwdriver, chisel, axe, spade, rake, wrench, shovel",
    "vehicle": "car, bus, lorry, van, taxi, bicycle, motorcycle, ambulance, train, tram",
    "boat": "ferry, canoe, yacht, kayak, dinghy, gondola, barge, trawler",
    "piece of furniture": "chair, table, sofa, desk, wardrobe, bookcase, bed, stool, armchair, bench",
    "piece of clothing": "shirt, coat, skirt, jacket, sweater, dress, scarf, blouse, sock, glove, waistcoat",
    "piece of jewellery": "ring, necklace, bracelet, brooch, earring",
    "musical instrument": "piano, guitar, violin, flute, trumpet, cello, harp, clarinet, trombone, saxophone",
    "building": "house, church, school, hospital, castle, hotel, museum, factory, barn, palace",
    "room": "kitchen, bedroom, bathroom, attic, classroom, nursery, lounge, cellar",
    "worker": "plumber, builder, carpenter, miner, electrician, gardener, baker, mechanic, bricklayer",
    "relative": "mother, father, sister, brother, aunt, uncle, cousin, nephew, niece, grandmother",
    "container": "box, bag, bottle, jar, basket, bucket, barrel, crate, jug, tub",
    "toy": "doll, kite, rattle, teddy bear, yo-yo, rocking horse, puppet, spinning top",
    "shape": "circle, square, triangle, rectangle, oval, pentagon, hexagon",
    "part of the body": "arm, leg, head, nose, ear, knee, elbow, shoulder, finger, toe, hand, foot, neck",
    "gem": "diamond, ruby, emerald, sapphire, opal, topaz, amethyst",
    "unit": "metre, kilometre, inch, mile, litre, gram, kilogram, ounce, tonne",
    "machine": "computer, dishwasher, lawnmower, printer, robot, photocopier, fridge, washing machine",
    "book": "novel, dictionary, atlas, encyclopedia, cookbook, textbook, guidebook",
    "utensil": "fork, spoon, ladle, whisk, spatula, grater, corkscrew, rolling pin",
}

# Names and stuff: "Monday is a day", "tea is a drink".
UNCOUNTED: dict[str, str] = {
    "planet": "Mars, Venus, Jupiter, Saturn, Mercury, Neptune, Uranus",
    "country": "France, Germany, Italy, Spain, Japan, China, Brazil, Canada, Norway, Egypt, India, Poland",
    "city": "London, Paris, Rome, Berlin, Madrid, Tokyo, Vienna, Oslo, Lisbon, Moscow, Athens",
    "language": "English, French, German, Spanish, Italian, Polish, Dutch, Swedish, Russian, "
    "Japanese, Arabic",
    "colour": "red, blue, green, yellow, brown, purple, pink, grey, black, white",
    "drink": "tea, coffee, milk, water, juice, lemonade, beer, wine, cocoa",
    "dish": "soup, pizza, curry, stew, lasagne, salad, porridge, risotto",
    "sport": "tennis, football, hockey, golf, rugby, basketball, cricket, boxing, volleyball, badminton",
    "game": "chess, poker, bingo, hopscotch, hide-and-seek, noughts and crosses",
    "day": "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
    "month": "January, February, March, April, May, June, July, August, September, October, "
    "November, December",
    "season": "spring, summer, autumn, winter",
    "metal": "gold, silver, iron, copper, tin, lead, steel, aluminium, bronze, brass, zinc",
    "fabric": "cotton, wool, silk, linen, velvet, denim, nylon",
    "feeling": "joy, anger, fear, sadness, happiness, envy, pride, shame, guilt, grief",
    "subject": "history, geography, biology, chemistry, physics, mathematics, algebra",
    "spice": "pepper, cinnamon, nutmeg, saffron, paprika, cumin, turmeric",
    "illness": "flu, measles, mumps, malaria, asthma, bronchitis, pneumonia, chickenpox",
}

PLURALS: dict[str, str] = {"fish": "fish", "dish": "dishes"}

# A word of the one may well belong to the other too, so neither is ever the wrong answer.
_OVERLAPS = """
animal bird | animal fish | animal insect | animal reptile | vehicle boat | vehicle machine | tool machine
tool utensil | sport game | metal colour | gem piece of jewellery | spice vegetable | fruit vegetable
container utensil | building room | toy game | subject language | planet metal | machine toy
container piece of furniture | unit container | shape gem | musical instrument toy | musical instrument tool
utensil machine | fruit tree | flower tree | fish dish | vegetable dish | sport subject | boat machine
boat toy | room container | fruit colour | piece of clothing piece of jewellery | month season
piece of jewellery shape | gem colour | vehicle toy | book subject
"""


@cache
def overlapping() -> frozenset[frozenset[str]]:
    """Pairs of categories that may share members."""
    names = [*COUNTED, *UNCOUNTED]
    pairs: set[frozenset[str]] = set()
    for text in _OVERLAPS.replace("\n", "|").split("|"):
        pair = next(
            (frozenset((a, b)) for a in names for b in names if f"{a} {b}" == text.strip()), frozenset[str]()
        )
        if text.strip():
            assert pair, f"unknown category in {text!r}"
            pairs.add(pair)
    return frozenset(pairs)
