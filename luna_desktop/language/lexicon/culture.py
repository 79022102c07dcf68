"""What people play, make, read and hold, the commonest words first."""

COUNTED: dict[str, str] = {
    "musical instrument": "piano, drum, guitar, violin, trumpet, recorder, flute, harp, cello, organ, "
    "tambourine, xylophone, clarinet, saxophone, trombone, keyboard, electric guitar, mouth organ, "
    "double bass, accordion, tuba, oboe, viola, banjo, bassoon, ukulele, French horn, grand piano, "
    "harmonica, mandolin, cymbal, gong, tin whistle, bass guitar, lute, bugle, piccolo, fiddle, "
    "glockenspiel, bongo, maraca, kettledrum, harpsichord, concertina, lyre, sitar",
    "song": "lullaby, hymn, carol, pop song, folk song, love song, nursery rhyme, anthem, duet, ballad, sea "
    "shanty, aria",
    "dance": "waltz, tango, jig, polka, barn dance, foxtrot, quickstep, reel, folk dance, samba, tap dance, "
    "conga, rumba, square dance, cha-cha, hornpipe, minuet",
    "book": "novel, dictionary, diary, storybook, textbook, atlas, notebook, encyclopedia, picture book, "
    "cookbook, exercise book, paperback, guidebook, phone book, Bible, recipe book, colouring book, "
    "prayer book, hardback, address book, sketchbook, phrase book, handbook, biography, autobiography, "
    "hymn book, scrapbook, annual, thesaurus, e-book, logbook",
    "document": "passport, ticket, certificate, receipt, form, contract, bill, licence, report, birth "
    "certificate, driving licence, application form, identity card, invoice, cheque, will, visa, "
    "permit, timetable, treaty, prescription, questionnaire",
    "story": "fairy tale, legend, fable, ghost story, myth, bedtime story, adventure story, detective "
    "story, love story, folk tale, parable, short story, saga",
    "film": "western, cartoon, horror film, action film, war film, adventure film, silent film, romantic "
    "comedy, gangster film, blockbuster",
    "television programme": "quiz show, soap opera, documentary, game show, chat show, weather forecast, "
    "sitcom, talent show, nature programme, cookery programme, news bulletin",
    "picture": "painting, drawing, photograph, poster, sketch, portrait, self-portrait, mural, watercolour, "
    "collage, doodle, diagram, selfie, snapshot",
    "message": "email, text, postcard, note, telegram, thank-you letter, memo, voicemail, love letter, tweet",
    "punctuation mark": "full stop, comma, question mark, exclamation mark, apostrophe, colon, hyphen, "
    "bracket, semicolon, speech mark, dash, quotation mark",
    "kind of word": "noun, verb, adjective, adverb, pronoun, preposition, conjunction, synonym, abbreviation",
    "event": "concert, race, match, fair, show, exhibition, meeting, competition, funeral, election, sports "
    "day, school trip, jumble sale, ceremony, tournament, performance, conference, auction, fete",
    "celebration": "party, birthday party, wedding, christening, carnival, street party, fireworks display, "
    "leaving party, prom, housewarming",
    "journey": "trip, voyage, flight, tour, cruise, hike, expedition, safari, day trip, excursion, outing, "
    "trek, pilgrimage, bus ride, train ride",
}

UNCOUNTED: dict[str, str] = {
    "sport": "football, tennis, swimming, cricket, rugby, running, golf, basketball, hockey, boxing, "
    "netball, cycling, skiing, gymnastics, athletics, volleyball, badminton, baseball, table tennis, "
    "skating, sailing, rowing, judo, karate, horse riding, wrestling, ice hockey, snooker, darts, "
    "surfing, diving, fencing, archery, climbing, squash, snowboarding, canoeing, handball, "
    "weightlifting, water polo, lacrosse, showjumping, croquet, curling, softball, kickboxing",
    "game": "chess, hide-and-seek, draughts, dominoes, snakes and ladders, snap, tag, bingo, noughts and "
    "crosses, musical chairs, hopscotch, I spy, ludo, hangman, leapfrog, pass the parcel, blind man's "
    "buff, charades, poker, marbles, conkers, tiddlywinks, rummy, whist, solitaire, backgammon, "
    "Monopoly, Scrabble",
    "hobby": "reading, gardening, cooking, fishing, photography, singing, camping, baking, stamp "
    "collecting, birdwatching, hiking, coin collecting, train spotting, flower arranging, bell-ringing, "
    "scrapbooking",
    "craft": "sewing, knitting, pottery, weaving, embroidery, carpentry, crochet, needlework, origami, "
    "basket-making, patchwork, calligraphy, candle-making, woodcarving",
    "subject": "maths, history, science, geography, art, music, biology, chemistry, physics, mathematics, "
    "religious education, physical education, drama, cookery, woodwork, algebra, geometry, computing, "
    "economics, philosophy, psychology, law, politics, literature, statistics, sociology",
    "kind of music": "jazz, pop, rock, folk, rap, blues, reggae, opera, soul, classical music, hip-hop, "
    "punk, rock and roll, heavy metal, techno",
}
