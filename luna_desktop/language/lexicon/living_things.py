"""Living things, their parts and their homes, the commonest words first."""

COUNTED: dict[str, str] = {
    "flower": "rose, daisy, tulip, lily, daffodil, sunflower, poppy, bluebell, buttercup, violet, primrose, "
    "snowdrop, orchid, marigold, dandelion, carnation, crocus, geranium, hyacinth, foxglove, sweet pea, "
    "forget-me-not, snapdragon, cornflower, peony, dahlia, chrysanthemum, cowslip, petunia, begonia, "
    "hollyhock, wallflower",
    "tree": "oak, pine, willow, maple, palm tree, apple tree, Christmas tree, birch, beech, elm, chestnut, "
    "fir, cedar, poplar, spruce, larch, sycamore, yew, fruit tree, pear tree, cherry tree, hawthorn, "
    "cypress, olive tree, rowan, alder, eucalyptus, redwood, acacia, baobab",
    "plant": "bush, fern, cactus, nettle, thistle, shrub, vine, bramble, reed, weed, water lily, house "
    "plant, seedling, sapling, bulrush, creeper, rose bush, tomato plant, holly bush, blackberry bush",
    "part of a plant": "leaf, root, seed, stem, branch, twig, petal, bud, stalk, thorn, pod, trunk, bulb, "
    "blossom, shoot",
    "bird": "duck, hen, robin, owl, eagle, goose, swan, parrot, pigeon, crow, chicken, turkey, sparrow, "
    "blackbird, penguin, seagull, cockerel, magpie, peacock, dove, ostrich, stork, hawk, cuckoo, "
    "woodpecker, canary, budgie, thrush, wren, kingfisher, heron, raven, vulture, falcon, flamingo, "
    "pelican, puffin, pheasant, starling, nightingale, skylark, goldfinch, jackdaw, partridge, emu, "
    "kestrel, buzzard, toucan, cockatoo, hummingbird, albatross, cormorant, quail, moorhen",
    "fish": "goldfish, shark, salmon, cod, tuna, trout, herring, haddock, sardine, eel, carp, pike, "
    "mackerel, plaice, halibut, swordfish, stingray, seahorse, catfish, piranha, minnow, stickleback, "
    "anchovy, kipper, flounder, sea bass, sturgeon, monkfish, clownfish, pilchard",
    "insect": "ant, bee, fly, butterfly, wasp, beetle, moth, ladybird, mosquito, grasshopper, bumblebee, "
    "dragonfly, flea, cockroach, gnat, midge, hornet, earwig, locust, greenfly, bluebottle, termite, "
    "honeybee, firefly, mayfly, stick insect, daddy-long-legs, horsefly, glow-worm, praying mantis",
    "animal": "dog, cat, horse, cow, sheep, pig, mouse, lion, monkey, elephant, tiger, bear, rabbit, wolf, "
    "fox, goat, rat, frog, donkey, deer, bull, camel, whale, hamster, squirrel, giraffe, zebra, "
    "hedgehog, kangaroo, dolphin, hare, mole, bat, toad, seal, panda, otter, badger, "
    "beaver, gorilla, leopard, polar bear, hippopotamus, rhinoceros, chimpanzee, koala, ape, newt, ox, "
    "ewe, reindeer, cheetah, jaguar, panther, weasel, ferret, stoat, buffalo, bison, antelope, llama, "
    "moose, walrus, sloth, skunk, raccoon, hyena, porcupine, baboon, orangutan, gazelle, gerbil, "
    "meerkat, mongoose, dormouse, chipmunk, wild boar, wallaby, mule, yak, puma, armadillo, anteater",
    "reptile": "snake, crocodile, tortoise, lizard, turtle, alligator, dinosaur, cobra, python, adder, "
    "viper, chameleon, rattlesnake, iguana, gecko, grass snake, boa constrictor, anaconda, terrapin",
    "creepy-crawly": "spider, worm, snail, slug, caterpillar, centipede, woodlouse, millipede, scorpion, "
    "maggot, earthworm, tarantula, leech",
    "sea creature": "crab, octopus, jellyfish, starfish, lobster, prawn, shrimp, squid, oyster, mussel, sea "
    "urchin, cockle, clam, limpet, hermit crab, cuttlefish, barnacle, scallop, sea anemone",
    "dog": "sheepdog, poodle, spaniel, terrier, bulldog, greyhound, collie, labrador, guide dog, corgi, "
    "dachshund, beagle, husky, whippet, chihuahua, rottweiler, golden retriever, mongrel, foxhound, "
    "guard dog",
    "horse": "pony, racehorse, mare, stallion, carthorse, filly, thoroughbred, mustang, gelding, shire "
    "horse, wild horse",
    "baby animal": "puppy, kitten, lamb, calf, chick, foal, piglet, cub, duckling, tadpole, gosling, fawn, "
    "cygnet, leveret",
    "group of animals": "herd, flock, pack, swarm, litter, shoal, colony, gaggle, brood",
    "home for animals": "nest, stable, kennel, hutch, den, cage, burrow, hive, web, pigsty, aquarium, "
    "cowshed, beehive, fish tank, birdcage, lair, henhouse, dovecote",
    "imaginary creature": "dragon, giant, ghost, fairy, witch, monster, wizard, mermaid, unicorn, elf, "
    "goblin, troll, vampire, ogre, werewolf, pixie, zombie, genie, gnome, phoenix, sea monster, "
    "leprechaun, centaur, griffin",
    "part of the body": "hand, eye, head, arm, leg, foot, face, mouth, nose, ear, finger, heart, neck, "
    "back, knee, tooth, shoulder, toe, brain, stomach, chest, tongue, thumb, elbow, lip, bone, throat, "
    "chin, cheek, wrist, ankle, heel, forehead, lung, muscle, jaw, waist, hip, eyebrow, bottom, fist, "
    "liver, kidney, thigh, shin, eyelid, eyelash, nostril, fingernail, toenail, armpit, vein, artery, "
    "palm, windpipe, eardrum",
    "bone": "skull, rib, backbone, collarbone, kneecap, shoulder blade, thigh bone, jawbone, shin bone, "
    "breastbone, cheekbone",
    "hairstyle": "ponytail, plait, fringe, bob, perm, pigtail, crew cut, quiff, topknot",
}
