"""What one wears, and what it is made of, the commonest words first."""

COUNTED: dict[str, str] = {
    "piece of clothing": "coat, shirt, dress, skirt, sock, jacket, jumper, glove, scarf, tie, T-shirt, "
    "sweater, blouse, belt, vest, cardigan, raincoat, uniform, dressing gown, apron, waistcoat, "
    "nightdress, suit, overcoat, anorak, blazer, cloak, shawl, swimsuit, hoodie, tracksuit, "
    "sweatshirt, kilt, tunic, cape, gown, robe, stocking, bow tie, petticoat, poncho, sari, kimono, "
    "wedding dress, leotard, wetsuit, bikini, parka, duffel coat",
    "hat": "cap, helmet, crown, woolly hat, bonnet, top hat, straw hat, sun hat, beret, bowler hat, "
    "baseball cap, cowboy hat, party hat, turban, bobble hat, sombrero, flat cap, trilby, fez, beanie, "
    "deerstalker",
    "kind of footwear": "boot, shoe, sandal, slipper, trainer, football boot, flip-flop, clog, plimsoll, "
    "wellington, high-heeled shoe, running shoe, ballet shoe, walking boot, ski boot, moccasin, riding "
    "boot",
    "piece of jewellery": "ring, necklace, bracelet, earring, brooch, wedding ring, pendant, locket, "
    "bangle, tiara, anklet, nose ring, medallion",
    "gem": "diamond, pearl, ruby, emerald, sapphire, opal, amethyst, topaz, garnet, moonstone, aquamarine",
}

UNCOUNTED: dict[str, str] = {
    "fabric": "cotton, wool, silk, linen, velvet, nylon, denim, lace, satin, felt, tweed, tartan, canvas, "
    "polyester, corduroy, flannel, cashmere, muslin, gingham, lycra, hessian, chiffon, calico, "
    "towelling",
    "kind of make-up": "lipstick, mascara, nail varnish, eye shadow, blusher, face powder, eyeliner, lip "
    "gloss",
}
