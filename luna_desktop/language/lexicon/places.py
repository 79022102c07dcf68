"""Where one is and how one gets about, the commonest words first."""

COUNTED: dict[str, str] = {
    "building": "house, school, church, hospital, hotel, castle, museum, palace, theatre, cinema, factory, "
    "library, prison, farmhouse, town hall, police station, barn, cottage, tower, railway station, "
    "block of flats, office block, garage, temple, mosque, bungalow, cathedral, shed, hut, skyscraper, "
    "post office, fire station, lighthouse, mansion, windmill, chapel, university, college, cabin, "
    "sports centre, gym, greenhouse, abbey, warehouse, synagogue, monastery, power station, villa, log "
    "cabin, inn, igloo, manor house, clinic, hostel, convent, pagoda, observatory, stately home",
    "room": "kitchen, bedroom, bathroom, living room, classroom, dining room, sitting room, office, attic, "
    "hallway, playroom, cellar, lounge, waiting room, toilet, spare room, basement, nursery, loft, "
    "changing room, staffroom, pantry, laboratory, ballroom, conservatory, cloakroom, dungeon, laundry "
    "room, games room, guest room, courtroom, lobby, larder, shower room, box room, bedsit",
    "part of a house": "door, window, wall, roof, floor, ceiling, chimney, front door, staircase, back "
    "door, doorstep, balcony, porch, windowsill, doorway, gutter, drainpipe, skirting board",
    "shop": "supermarket, bakery, bookshop, sweet shop, corner shop, toyshop, pet shop, butcher's, "
    "newsagent's, chemist's, department store, greengrocer's, shoe shop, clothes shop, grocer's, "
    "charity shop, gift shop, florist's, fishmonger's, garden centre, delicatessen, boutique, "
    "jeweller's, antique shop, hardware shop, fish and chip shop, off-licence",
    "place to eat": "restaurant, cafe, canteen, pizzeria, snack bar, tea room, coffee shop, burger bar, "
    "bistro, steakhouse, school canteen",
    "structure": "bridge, tunnel, fence, dam, pier, monument, statue, flyover, arch, pylon, viaduct, jetty, "
    "aqueduct, oil rig, scaffold, bandstand",
    "road": "street, lane, motorway, avenue, main road, high street, alley, bypass, dual carriageway, "
    "country lane, cul-de-sac, ring road, side street, highway",
    "piece of land": "field, park, garden, farm, meadow, playground, lawn, orchard, football pitch, car "
    "park, vineyard, golf course, paddock, campsite, allotment, cemetery, rice field",
    "landform": "mountain, hill, island, valley, cave, cliff, desert, volcano, canyon, plateau, peninsula, "
    "sand dune, gorge, headland, ridge",
    "body of water": "sea, river, lake, ocean, pond, stream, canal, reservoir, swimming pool, lagoon, loch, "
    "brook, estuary, creek",
    "vehicle": "car, bus, train, bike, van, lorry, taxi, bicycle, tractor, truck, motorbike, police car, "
    "fire engine, ambulance, tram, motorcycle, scooter, cart, sports car, caravan, racing car, "
    "carriage, sledge, minibus, school bus, jeep, wagon, double-decker bus, limousine, goods train, "
    "steam train, tricycle, moped, go-kart, stagecoach, milk float, bulldozer, digger, tanker, tandem, "
    "dustcart, unicycle, camper van, chariot, steamroller, snowplough, rickshaw, hearse, trolleybus, "
    "snowmobile",
    "aircraft": "aeroplane, helicopter, jet, hot-air balloon, glider, jumbo jet, airliner, airship, "
    "seaplane, drone, bomber, biplane, fighter jet, hang-glider",
    "boat": "ferry, canoe, yacht, sailing boat, rowing boat, fishing boat, speedboat, dinghy, raft, "
    "lifeboat, kayak, barge, houseboat, gondola, motorboat, narrowboat, punt, tugboat, trawler, "
    "steamboat, pedalo, catamaran",
    "ship": "warship, cruise ship, battleship, pirate ship, oil tanker, ocean liner, cargo ship, aircraft "
    "carrier, galleon, icebreaker, destroyer, sailing ship",
    "part of a car": "wheel, steering wheel, tyre, brake, windscreen, bumper, clutch, seat belt, number "
    "plate, dashboard, gearbox, rear-view mirror, windscreen wiper, exhaust pipe, accelerator, petrol "
    "tank, handbrake, spark plug",
}
