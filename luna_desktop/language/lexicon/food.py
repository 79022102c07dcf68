"""What one eats and drinks, the commonest words first."""

COUNTED: dict[str, str] = {
    "fruit": "apple, orange, banana, pear, strawberry, lemon, cherry, grape, peach, plum, pineapple, melon, "
    "raspberry, mango, blackberry, blueberry, coconut, apricot, lime, grapefruit, watermelon, fig, kiwi "
    "fruit, tangerine, satsuma, nectarine, blackcurrant, gooseberry, cranberry, pomegranate, "
    "clementine, passion fruit, redcurrant, papaya, lychee, guava, damson, elderberry, avocado",
    "vegetable": "potato, carrot, onion, cabbage, pea, cauliflower, lettuce, cucumber, pumpkin, leek, "
    "turnip, parsnip, radish, beetroot, runner bean, sweet potato, broad bean, spring onion, aubergine, "
    "courgette, Brussels sprout, marrow, red cabbage, shallot, artichoke, yam",
    "nut": "peanut, walnut, almond, hazelnut, cashew, acorn, Brazil nut, pistachio, pecan, conker, pine nut",
    "kind of bread": "loaf, bread roll, baguette, bagel, pitta, naan, chapatti, tortilla, flatbread, "
    "ciabatta, breadstick, bap",
    "cake": "birthday cake, chocolate cake, bun, doughnut, muffin, cupcake, scone, sponge cake, wedding "
    "cake, fairy cake, fruit cake, brownie, Swiss roll, carrot cake, gateau, eclair, rock cake, teacake",
    "biscuit": "cookie, cracker, chocolate biscuit, ginger biscuit, digestive, wafer, custard cream, "
    "oatcake, gingerbread man, macaroon",
    "sweet": "lollipop, toffee, mint, chocolate, jelly baby, marshmallow, jelly bean, peppermint, boiled "
    "sweet, humbug, gobstopper, candy cane, caramel, gumdrop, wine gum",
    "snack": "sandwich, crisp, hot dog, burger, sausage roll, toastie, kebab, pasty, samosa, pretzel, "
    "cereal bar, pork pie, spring roll, rice cake",
}

UNCOUNTED: dict[str, str] = {
    "food": "bread, cheese, rice, meat, butter, pasta, toast, jam, honey, cereal, yogurt, popcorn, "
    "marmalade, mashed potato, muesli, candyfloss, tofu, couscous, haggis",
    "meat": "beef, pork, ham, bacon, steak, mince, poultry, corned beef, roast beef, venison, mutton, "
    "salami, veal, gammon",
    "green vegetable": "broccoli, spinach, celery, asparagus, kale, watercress, cress, okra, chard",
    "crop": "wheat, barley, maize, rye, sugar cane, sugar beet, oilseed rape, millet",
    "cheese": "Cheddar, cream cheese, mozzarella, cottage cheese, goat's cheese, Parmesan, brie, feta, "
    "Stilton, Edam, Camembert, blue cheese, Red Leicester, Gouda, halloumi, ricotta",
    "kind of pasta": "spaghetti, macaroni, ravioli, tagliatelle, penne, fusilli, cannelloni, tortellini",
    "dish": "soup, pizza, curry, stew, salad, fish and chips, porridge, lasagne, shepherd's pie, spaghetti "
    "bolognese, macaroni cheese, cottage pie, beans on toast, scrambled egg, egg and chips, sushi, stir-fry, hotpot, paella, chilli con carne, sausage and mash, risotto, "
    "goulash, moussaka, toad-in-the-hole, cauliflower cheese, chow mein, ratatouille, kedgeree",
    "dessert": "ice cream, jelly, custard, apple pie, trifle, rice pudding, apple crumble, chocolate "
    "mousse, cheesecake, fruit salad, Christmas pudding, sorbet, treacle tart, bread pudding, lemon "
    "meringue pie, tiramisu",
    "sauce": "ketchup, gravy, mayonnaise, mustard, tomato sauce, mint sauce, salad cream, apple sauce, soy "
    "sauce, cheese sauce, brown sauce, bread sauce, pesto, tartare sauce",
    "ingredient": "sugar, salt, flour, yeast, baking powder, vinegar, olive oil, margarine, icing sugar, "
    "brown sugar, treacle, cornflour, lard, suet",
    "spice": "pepper, ginger, cinnamon, nutmeg, chilli powder, curry powder, paprika, "
    "saffron, turmeric, cumin, mixed spice, aniseed, cardamom",
    "herb": "parsley, basil, thyme, sage, rosemary, coriander, oregano, dill, lavender, tarragon, marjoram, "
    "fennel, lemongrass",
    "drink": "water, tea, milk, coffee, juice, lemonade, beer, wine, cocoa, hot chocolate, "
    "cola, cider, champagne, whisky, mineral water, brandy, "
    "rum, vodka, sherry, lager, iced tea, green tea, soda water, tonic water, ginger "
    "ale, espresso, buttermilk",
    "meal": "breakfast, lunch, dinner, supper, brunch, afternoon tea, Sunday lunch, Christmas dinner, high "
    "tea",
}
