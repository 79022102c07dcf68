"""What things are: words by category, and the categories one must not set against each other."""

from functools import cache

# Things one counts: "a rose is a flower".
COUNTED: dict[str, str] = {
    "flower": "rose, tulip, daisy, lily, daffodil, orchid, sunflower, poppy, carnation, bluebell, "
    "marigold, snowdrop, crocus, geranium",
    "tree": "oak, pine, birch, maple, willow, elm, beech, fir, cedar, poplar, "
    "larch, spruce, chestnut, sycamore",
    "fruit": "apple, pear, banana, plum, peach, cherry, mango, lemon, strawberry, melon, "
    "grape, pineapple, raspberry, blueberry, apricot",
    "vegetable": "carrot, potato, cabbage, onion, leek, turnip, cauliflower, radish, parsnip, lettuce, "
    "cucumber, pumpkin, aubergine, sweet potato",
    "bird": "eagle, robin, owl, sparrow, swan, penguin, crow, pigeon, parrot, duck, "
    "goose, hen, stork, seagull, ostrich, magpie, blackbird",
    "fish": "salmon, trout, cod, herring, tuna, shark, carp, eel, sardine, haddock, "
    "mackerel, pike, goldfish, halibut",
    "insect": "ant, bee, beetle, butterfly, moth, wasp, mosquito, grasshopper, ladybird, dragonfly, "
    "cockroach, locust, hornet, earwig",
    "animal": "dog, cat, horse, cow, sheep, pig, lion, tiger, elephant, bear, wolf, fox, rabbit, goat, "
    "deer, camel, giraffe, monkey, donkey, squirrel, hedgehog, zebra, kangaroo",
    "reptile": "snake, lizard, turtle, crocodile, tortoise, alligator, gecko, chameleon, iguana, "
    "cobra, python, viper",
    "tool": "hammer, saw, spanner, screwdriver, chisel, axe, spade, rake, wrench, shovel, "
    "crowbar, hoe, pickaxe, trowel",
    "vehicle": "car, bus, lorry, van, taxi, bicycle, motorcycle, ambulance, train, tram, "
    "tractor, scooter, minibus, truck",
    "boat": "ferry, canoe, yacht, kayak, dinghy, gondola, barge, trawler, rowing boat, lifeboat",
    "piece of furniture": "chair, table, sofa, desk, wardrobe, bookcase, bed, stool, armchair, bench, "
    "sideboard, bookshelf, cot",
    "piece of clothing": "shirt, coat, skirt, jacket, sweater, dress, scarf, blouse, sock, glove, waistcoat, "
    "jumper, cardigan, raincoat, shawl, tie",
    "piece of jewellery": "ring, necklace, bracelet, brooch, earring",
    "musical instrument": "piano, guitar, violin, flute, trumpet, cello, harp, clarinet, trombone, "
    "saxophone, banjo, tuba, harmonica, accordion, mandolin",
    "building": "house, church, school, hospital, castle, hotel, museum, factory, barn, palace, "
    "cottage, cathedral, theatre, cinema, skyscraper, mosque, temple",
    "room": "kitchen, bedroom, bathroom, attic, classroom, nursery, lounge, cellar, "
    "dining room, living room, hallway",
    "worker": "plumber, builder, carpenter, miner, electrician, gardener, baker, mechanic, bricklayer, "
    "roofer, welder, tailor, waiter, cleaner, shepherd",
    "relative": "mother, father, sister, brother, aunt, uncle, cousin, nephew, niece, grandmother, "
    "grandfather, son, daughter, stepmother",
    "container": "box, bag, bottle, jar, basket, bucket, barrel, crate, jug, tub, "
    "can, vase, suitcase, sack, bowl",
    "toy": "doll, kite, rattle, teddy bear, yo-yo, rocking horse, puppet, spinning top",
    "shape": "circle, square, triangle, rectangle, oval, pentagon, hexagon, octagon, cube, cone, sphere",
    "part of the body": "arm, leg, head, nose, ear, knee, elbow, shoulder, finger, toe, hand, foot, neck, "
    "wrist, ankle, thumb, hip, chin, tongue",
    "gem": "diamond, ruby, emerald, sapphire, opal, topaz, amethyst",
    "unit": "metre, kilometre, inch, mile, litre, gram, kilogram, ounce, tonne, second, pint, yard",
    "machine": "computer, dishwasher, lawnmower, printer, robot, photocopier, fridge, washing machine, "
    "blender, vacuum cleaner, tumble dryer",
    "book": "novel, dictionary, atlas, encyclopedia, cookbook, textbook, guidebook, diary, phone book",
    "utensil": "fork, spoon, ladle, whisk, spatula, grater, corkscrew, rolling pin",
}

# Names and stuff: "Monday is a day", "tea is a drink".
UNCOUNTED: dict[str, str] = {
    "planet": "Mars, Venus, Jupiter, Saturn, Mercury, Neptune, Uranus",
    "country": "France, Germany, Italy, Spain, Japan, China, Brazil, Canada, Norway, Egypt, India, Poland, "
    "Greece, Sweden, Ireland, Peru, Denmark",
    "city": "London, Paris, Rome, Berlin, Madrid, Tokyo, Vienna, Oslo, Lisbon, Moscow, Athens, "
    "Dublin, Prague, Warsaw, Sydney, Chicago",
    "language": "English, French, German, Spanish, Italian, Polish, Dutch, Swedish, Russian, "
    "Japanese, Arabic, "
    "Greek, Danish, Welsh, Hindi, Turkish",
    "colour": "red, blue, green, yellow, brown, purple, pink, grey, black, white, beige, turquoise, maroon",
    "drink": "tea, coffee, milk, water, juice, lemonade, beer, wine, cocoa, champagne, cider, whisky",
    "dish": "soup, pizza, curry, stew, lasagne, salad, porridge, risotto, "
    "paella, goulash, omelette, moussaka",
    "sport": "tennis, football, hockey, golf, rugby, basketball, cricket, boxing, volleyball, badminton, "
    "wrestling, archery, rowing, judo, fencing",
    "game": "chess, poker, bingo, hopscotch, hide-and-seek, noughts and crosses, backgammon, solitaire",
    "day": "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
    "month": "January, February, March, April, May, June, July, August, September, October, "
    "November, December",
    "season": "spring, summer, autumn, winter",
    "metal": "gold, silver, iron, copper, tin, lead, steel, aluminium, bronze, brass, zinc, "
    "nickel, platinum, titanium",
    "fabric": "cotton, wool, silk, linen, velvet, denim, nylon, tweed, polyester, felt",
    "feeling": "joy, anger, fear, sadness, happiness, envy, pride, shame, guilt, grief, "
    "boredom, loneliness, jealousy, disgust, excitement",
    "subject": "history, geography, biology, chemistry, physics, mathematics, algebra",
    "spice": "pepper, cinnamon, nutmeg, saffron, paprika, cumin, turmeric, ginger, cardamom",
    "illness": "flu, measles, mumps, malaria, asthma, bronchitis, pneumonia, chickenpox, "
    "tonsillitis, tuberculosis, cholera, diabetes",
}

# Nobody is called "it".
PEOPLE = frozenset({"relative", "worker"})

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
