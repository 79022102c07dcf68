"""Names, numbers, times and measures, the commonest words first."""

COUNTED: dict[str, str] = {
    "unit of time": "hour, minute, second, day, week, year, century, decade, fortnight, millennium, "
    "millisecond",
    "unit of money": "pound, penny, dollar, euro, cent, rupee, yen, peso, rouble, shilling, franc",
    "unit": "mile, metre, kilometre, centimetre, inch, litre, pint, kilogram, gram, millimetre, tonne, "
    "yard, ounce, gallon, degree, watt, volt, calorie, acre, hectare, millilitre, milligram, gigabyte, "
    "megabyte",
    "shape": "circle, square, triangle, star, rectangle, cube, oval, cross, sphere, cone, pyramid, "
    "cylinder, hexagon, pentagon, octagon, semicircle, crescent, prism, parallelogram, rhombus, "
    "trapezium, cuboid, quadrilateral, spiral, polygon, ellipse",
}

UNCOUNTED: dict[str, str] = {
    "planet": "Mars, Earth, Venus, Jupiter, Saturn, Mercury, Neptune, Uranus",
    "country": "England, France, Germany, Spain, Italy, Scotland, Ireland, China, Japan, India, Wales, "
    "Australia, Canada, Russia, Egypt, Greece, Brazil, Mexico, Poland, Portugal, Norway, Sweden, "
    "Denmark, Switzerland, Austria, Belgium, Finland, Iceland, Kenya, Nigeria, South Africa, New "
    "Zealand, Argentina, Jamaica, Pakistan, Bangladesh, Israel, Iraq, Iran, Cuba, Hungary, Ukraine, "
    "Thailand, Vietnam, Morocco, Peru, Chile, Ghana, Indonesia, Malaysia, South Korea, Saudi Arabia, "
    "Romania, Bulgaria, Croatia, Ethiopia, Uganda, Zimbabwe, Tanzania, Colombia, Nepal, Sri Lanka, "
    "Syria, Lebanon, Libya, Algeria, Tunisia, Sudan, Bolivia, Ecuador, Venezuela, Mongolia, Estonia, "
    "Latvia, Lithuania",
    "city": "London, Paris, New York, Rome, Manchester, Edinburgh, Liverpool, Berlin, Dublin, Birmingham, "
    "Glasgow, Madrid, Moscow, Tokyo, Sydney, Cardiff, Belfast, Athens, Amsterdam, Oxford, Cambridge, "
    "Leeds, Bristol, York, Barcelona, Vienna, Venice, Brussels, Lisbon, Oslo, Prague, Warsaw, "
    "Stockholm, Copenhagen, Helsinki, Budapest, Cairo, Jerusalem, Delhi, Mumbai, Beijing, Shanghai, "
    "Hong Kong, Bangkok, Istanbul, Chicago, Los Angeles, San Francisco, Boston, Toronto, Melbourne, "
    "Milan, Florence, Naples, Munich, Hamburg, Cologne, Geneva, Nairobi, Baghdad, Havana, Buenos Aires, "
    "Lima, Seoul",
    "language": "English, French, German, Spanish, Italian, Chinese, Welsh, Latin, Greek, Russian, Polish, "
    "Japanese, Arabic, Portuguese, Dutch, Hindi, Turkish, Swedish, Danish, Norwegian, Finnish, Irish, "
    "Gaelic, Hebrew, Urdu, Punjabi, Bengali, Hungarian, Czech, Korean, Thai, Vietnamese, Icelandic, "
    "Romanian, Bulgarian, Ukrainian, Croatian, Serbian, Cantonese, Swahili, Persian, Tamil, Zulu, "
    "Afrikaans, Catalan, Esperanto",
    "day": "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
    "month": "January, February, March, April, May, June, July, August, September, October, November, "
    "December",
    "season": "spring, summer, autumn, winter",
    "festival": "Christmas, Easter, Halloween, Diwali, Bonfire Night, Eid, Hanukkah, Passover, "
    "Thanksgiving, Chinese New Year",
    "time of day": "morning, evening, afternoon, night, midnight, noon, midday, bedtime, lunchtime, dawn, "
    "dusk, teatime, sunrise, sunset, breakfast time, twilight, nightfall, daybreak",
    "number": "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen, "
    "fourteen, fifteen, sixteen, seventeen, eighteen, nineteen, twenty, thirty, forty, fifty, sixty, "
    "seventy, eighty, ninety, zero, twenty-one, thirty-five, forty-two, ninety-nine",
    "direction": "north, south, east, west, left, right, north-east, north-west, south-east, south-west",
    "religion": "Christianity, Islam, Judaism, Hinduism, Buddhism, Sikhism, Taoism, Shinto, Jainism",
    "colour": "red, blue, green, yellow, black, white, brown, pink, grey, purple, navy blue, dark blue, "
    "light green, pale blue, scarlet, turquoise, beige, crimson, maroon, lilac, bright red, sky blue, "
    "khaki, mauve, indigo, magenta, bottle green, ivory, royal blue, dark brown",
}
