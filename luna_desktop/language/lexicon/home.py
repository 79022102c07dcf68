"""What stands about at home and at work, the commonest words first."""

COUNTED: dict[str, str] = {
    "piece of furniture": "chair, table, bed, desk, sofa, cupboard, armchair, wardrobe, stool, bench, "
    "bookcase, bookshelf, cot, sideboard, chest of drawers, bunk bed, cabinet, coffee table, kitchen "
    "table, rocking chair, settee, couch, high chair, deckchair, dressing table, bedside table, cradle, "
    "dining table, footstool, dresser, four-poster bed, filing cabinet, sofa bed, camp bed, hat stand",
    "piece of bedding": "blanket, pillow, sheet, duvet, quilt, pillowcase, mattress, bedspread, duvet "
    "cover, eiderdown",
    "light": "lamp, candle, torch, lantern, street light, headlight, light bulb, chandelier, traffic light, "
    "spotlight, floodlight, night light, table lamp, fairy light, oil lamp",
    "piece of crockery": "plate, cup, saucer, mug, teapot, teacup, coffee cup, egg cup, soup bowl, dinner "
    "plate, sugar bowl, milk jug, coffee pot, gravy boat",
    "utensil": "knife, fork, spoon, teaspoon, saucepan, frying pan, wooden spoon, ladle, whisk, sieve, "
    "grater, tin opener, rolling pin, tablespoon, chopstick, bread knife, bottle opener, potato masher, "
    "spatula, corkscrew, peeler, colander, chopping board, wok, lemon squeezer, pastry brush, "
    "nutcracker, garlic press",
    "cleaning tool": "broom, mop, duster, sponge, scrubbing brush, dustpan, dishcloth, feather duster, "
    "toilet brush, squeegee",
    "tool": "hammer, saw, spade, axe, drill, screwdriver, spanner, shovel, rake, chisel, paintbrush, "
    "pickaxe, hoe, mallet, wrench, trowel, crowbar, garden fork, penknife, tape measure, chainsaw, "
    "sledgehammer, hacksaw, pitchfork, scythe, sickle, spirit level, hatchet, soldering iron",
    "fastener": "button, zip, nail, screw, buckle, bolt, paper clip, safety pin, drawing pin, staple, "
    "clasp, popper, toggle, rivet",
    "container": "box, bag, bottle, basket, jar, bucket, can, jug, bin, bowl, packet, barrel, tub, sack, "
    "vase, suitcase, dustbin, crate, carton, tank, flask, lunch box, money box, beaker, urn, pail, "
    "cask, keg, trough, hamper, petrol can, test tube, casket, matchbox, watering can, jewellery box",
    "bag": "handbag, schoolbag, shopping bag, rucksack, backpack, satchel, briefcase, carrier bag, plastic "
    "bag, paper bag, shoulder bag, holdall, sports bag, bin bag, sponge bag, saddlebag, duffel bag",
    "piece of stationery": "pencil, pen, rubber, notepad, envelope, crayon, felt tip, pencil case, pencil "
    "sharpener, biro, stapler, glue stick, folder, highlighter, fountain pen, writing pad, hole punch, "
    "ring binder, clipboard",
    "machine": "computer, fridge, washing machine, robot, engine, vacuum cleaner, dishwasher, printer, "
    "microwave, freezer, toaster, sewing machine, lawnmower, crane, hairdryer, typewriter, tumble "
    "dryer, cash machine, photocopier, coffee machine, blender, ticket machine, food mixer, vending "
    "machine, food processor, slot machine, cement mixer, combine harvester, fax machine, milking "
    "machine, paper shredder",
    "device": "phone, television, radio, camera, mobile phone, laptop, tablet, alarm clock, remote control, "
    "smartphone, calculator, microphone, thermometer, telescope, microscope, loudspeaker, stopwatch, "
    "doorbell, smoke alarm, video camera, DVD player, burglar alarm, hearing aid, walkie-talkie, "
    "satnav, thermostat, compass, webcam",
    "toy": "doll, teddy bear, kite, balloon, train set, puppet, toy car, yo-yo, rocking horse, rattle, "
    "skipping rope, toy soldier, doll's house, spinning top, soft toy, building block, water pistol, "
    "rag doll, frisbee, glove puppet, jack-in-the-box, hula hoop, paper plane, toy train, model "
    "railway, boomerang, pogo stick, toy boat",
    "piece of sports equipment": "tennis racket, cricket bat, hockey stick, golf club, tennis ball, ski, "
    "surfboard, skateboard, snooker cue, shuttlecock, rugby ball, boxing glove, golf ball, ice skate, "
    "roller skate, snowboard, javelin, discus, dumbbell, trampoline, shin pad",
}
