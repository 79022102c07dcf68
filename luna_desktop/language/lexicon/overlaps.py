"""Which categories may share words, so that neither is ever the wrong answer for the other's."""

# All the categories of a line may share words.
# "a: b, c": a may share words with b, and with c.
# (Numbers and baby animals share none, but "ten is ..." stands in "a kitten is ...".)
OVERLAPS = """
animal, bird, fish, insect, reptile, creepy-crawly, sea creature, dog, horse, baby animal, imaginary \
creature
flower, tree, plant, part of a plant, fruit, vegetable, green vegetable, nut, herb, spice, crop
fruit, vegetable, green vegetable, nut, herb, spice, crop, kind of bread, cake, biscuit, sweet, snack, \
food, meat, cheese, kind of pasta, dish, dessert, sauce, ingredient, meal, drink, liquid
food: animal, bird, fish, insect, sea creature, baby animal, flower, plant, part of a plant, part of the \
body, bone, fastener
meat: animal, bird, fish, reptile, sea creature, baby animal, part of the body, bone, injury
dish: animal, bird, fish, sea creature, baby animal, part of the body, piece of crockery, container, \
utensil, device
ingredient: animal, bird, fish, sea creature, baby animal, flower, plant, part of a plant, part of the \
body
snack: animal, bird, fish, sea creature, dog, part of a plant
drink: plant, flower, part of a plant, unit, colour, kind of music, game, sport, sound
meal: event, celebration, time of day, festival, fish
sweet: plant, flower, building, shape, device, rock, fault
cake: imaginary creature, hairstyle, cleaning tool, shape, language
biscuit: bird, toy, sound, shape, game
kind of bread: hairstyle, shape
dessert: cleaning tool, shape
colour: flower, tree, plant, part of a plant, fruit, vegetable, green vegetable, nut, herb, spice, crop, \
sweet, food, meat, sauce, ingredient, dessert, cheese, metal, gem, rock, material, fabric, fuel, liquid, \
gas, animal, bird, fish, insect, kind of make-up, feeling, kind of music, piece of land, piece of \
jewellery, sport, aircraft
relative, worker, health worker, scientist, musician, performer, artist, writer, athlete, ruler, leader, \
criminal, imaginary creature
worker: animal, dog, horse, insect, bird, shop, cleaning tool, machine, device, liquid, piece of \
furniture, kind of footwear, vehicle, boat, game, part of the body, subject, toy
athlete: horse, dog, animal, piece of clothing, part of a plant
ruler: animal, insect, bird, tool, piece of stationery, device, unit
criminal: animal, fish, reptile, bird, utensil, aircraft, crime, kind of music
relative: animal, horse, kind of music, subject
leader: part of the body, metal
scientist: shop
health worker: shop
performer: shape, song, animal
group of people: group of animals, building, room, shop, place to eat, weapon, piece of sports \
equipment, piece of jewellery, piece of furniture, celebration, event, journey, document, reptile, unit, \
container, ship, boat
group of animals: container, bag, country, piece of land, landform, building, feeling, crime, journey, \
aircraft
tool, utensil, cleaning tool, machine, device, light, fastener, container, bag, piece of crockery, piece \
of stationery, piece of sports equipment, toy, weapon, musical instrument, piece of furniture, part of a \
car, part of a house
piece of clothing, hat, kind of footwear, piece of jewellery, gem, fabric, bag, fastener, piece of \
bedding, piece of sports equipment, toy, container
vehicle, aircraft, boat, ship, machine, device, weapon, toy, piece of sports equipment, container
building, room, part of a house, shop, place to eat, structure, home for animals, piece of land
piece of land, landform, road, body of water, structure, building
sport, game, hobby, craft, subject, event, dance, celebration, journey
book, document, story, film, television programme, picture, message, song
metal, gem, rock, material, fabric
fuel, gas, liquid, rock, material
kind of weather, storm, disaster, event, sound
illness, symptom, injury, feeling
feeling, virtue, fault, crime
day, month, season, festival, unit of time, celebration, event
unit, unit of time, unit of money
shape: gem, piece of jewellery, toy, musical instrument, piece of sports equipment, structure, building, \
container, road, light, punctuation mark, part of a plant, part of the body, weapon, tool, planet, \
document, piece of land
part of the body: unit, bone, container, piece of furniture, weapon, building, tree, part of a plant, \
baby animal, animal, vegetable, hat, piece of crockery, kind of footwear, fastener, musical instrument, \
punctuation mark, injury, symptom, liquid, direction, structure, document, hairstyle, leader
bone: tool, book, structure, boat
hairstyle: home for animals, unit of money, event, festival, fish, cleaning tool, sound, injury, crop, \
piece of clothing, sport
animal: unit, fastener, piece of stationery, device, vehicle, kind of footwear, piece of sports \
equipment, toy, fault, city, cleaning tool, structure
dog: toy, game, vehicle
horse: unit of money, vehicle, aircraft, piece of sports equipment, toy
bird: machine, toy, country, illness, sound, piece of stationery
fish: weapon, game
insect: fastener, vehicle, aircraft, sport, event, punctuation mark
creepy-crawly: sport, unit
reptile: language, kind of footwear
sea creature: cleaning tool
imaginary creature: toy, machine, city
fruit: device, sound, rock
flower: musical instrument, virtue, book
plant: cleaning tool, container, building, machine, virtue, book, material, fabric
part of a plant: sound, weapon, material, fabric
tree: container, material
crop: fabric, material
nut: fastener, game, toy
musical instrument: sound, crime, dance
piece of furniture: room, unit, structure, piece of bedding, home for animals
piece of bedding: piece of stationery, material, craft
light: kind of weather, time of day, structure, event, gas
container: room, unit, structure, home for animals, metal, material
utensil: unit, road, metal, material
piece of crockery: unit, boat, country, material, craft
tool: game, injury, dance, book, metal, punctuation mark
fastener: punctuation mark, kind of weather, material
piece of stationery: material, message, document, book, game, home for animals, kind of make-up, rock, \
liquid, craft
machine: structure, metal
device: unit, book, message, season, dance, home for animals
toy: aircraft, rock, hobby, building, game, sound, home for animals, craft
piece of sports equipment: sport, event, game
part of a car: hat, kind of footwear, season
piece of clothing: landform, material, craft
hat: unit of money, material
kind of footwear: city, material
piece of jewellery: sound, game
kind of make-up: liquid, material
gem: aircraft, game
fabric: picture, craft
vehicle: building, room
boat: building
aircraft: storm, sound
piece of land: unit, shop
home for animals: unit of money
part of a house: punctuation mark, material, journey
structure: sport, game, punctuation mark
shop: craft
building: craft
place to eat: event
road: journey, material
body of water: season, injury, liquid, disaster
landform: country, rock
sport: city, weapon, vegetable, fruit
game: virtue, sound, rock, television programme
hobby: city, picture, crime
craft: picture, material
subject: language, religion, kind of word, sound, kind of music, picture, book, story, film, television \
programme
kind of music: song, dance, event, sound, feeling, rock, material, metal
song: dance, number, sound
dance: number
document: sound, material, unit, crime
message: sound, unit of money, material
picture: crime
film: event, feeling
television programme: event
punctuation mark: event, kind of word, unit
kind of word: number, sound
time of day: number, unit of time, meal, event
month: song, journey
city: country, material
planet: metal, material, rock
country: piece of land
language: meal, food, dish
religion: festival
liquid: kind of weather
kind of weather: illness, symptom
gas: weapon
sound: symptom, disaster, feeling
injury: disaster, journey
material: unit, food
unit of money: feeling
body of water: sound, part of the body
metal: fuel
part of a plant: document, book, container, bag, part of a car, light, group of animals
plant: musical instrument, fuel
part of a car: group of animals
building: kind of music
piece of land: subject, fabric
relative: flower
worker: drink, dessert
leader: device, piece of furniture
ruler: kind of bread
musician: sea creature, fish, bird
athlete: piece of furniture, fabric, vehicle, shape
criminal: machine
health worker: fish
group of people: piece of clothing, shape
piece of clothing: event, meat
document: unit of money, subject
picture: shape, game
hobby: sound, kind of music
game: fastener
feeling: number, celebration
unit of time: number
fuel: piece of stationery
home for animals: device
month: flower, tree, plant
planet: imaginary creature, sweet
language: animal, liquid
country: spice
city: liquid, kind of make-up
bird: fabric
ship: game
aircraft: rock, material
piece of furniture: document, picture, piece of land
piece of crockery: event, picture
tool: event
sport: material
kind of music: television programme
number: baby animal
"""
