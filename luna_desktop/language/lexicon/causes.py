"""What follows from what, for phase 2: two short clauses a line, so that both ways of joining them read well."""

CAUSES = """
the road was icy | the car slid
it rained all night | the garden was wet
she was hungry | she made a sandwich
the lamp was broken | the room was dark
he forgot his umbrella | he got wet
she missed the bus | she walked home
the shop was closed | we bought nothing
there was a noise outside | the dog barked
the soup was too hot | she waited a while
he was very tired | he went to bed early
the window was open | the room was cold
she studied hard | she passed the test
the cup fell over | the table got wet
there was no rain | the plants died
the sun was bright | he put on his sunglasses
the box was too heavy | he asked for help
she was thirsty | she drank some water
the door was locked | they could not get in
the film was boring | we left early
he ate too many sweets | his stomach hurt
the milk was old | the tea tasted strange
the wind was strong | the tree fell
the snow was deep | the school stayed closed
the battery was empty | the phone went off
she had a cold | she stayed in bed
the floor was wet | he slipped
he told a lie | his mother was angry
there was a mouse in the kitchen | the cat was excited
the oven was too hot | the bread burned
the train was late | they waited for an hour
the music was too loud | the neighbours complained
her shoes were too small | her feet hurt
the ice was thin | nobody went skating
he lost his key | he could not open the door
the joke was funny | everyone laughed
it was dark outside | she took a torch
the bag had a hole | the coins fell out
the room was untidy | he could not find his book
the cat came near | the bird flew away
the water was cold | we did not swim
she was kind to everyone | people liked her
the sky was clear | we could see the stars
he drove too fast | the police stopped him
the tyre was flat | we could not drive on
the road was closed | we took another way
the apples were ripe | we made a pie
the rope snapped | the boat drifted away
the stove was hot | the room got warm
she was lost | she asked the way
the street was noisy | he shut the window
the pan was hot | he burned his hand
she told the truth | they believed her
they played well | they won the game
the chair was broken | she sat on the floor
the grass was long | he fetched the mower
the story was sad | she cried
it was a holiday | the bank was closed
the wall was ugly | they bought some paint
water came in | the boat sank
it was cold outside | he put on a coat
the sea was rough | the boat stayed in the harbour
she ran very fast | she won the race
his hands were dirty | he washed them
the kettle was empty | she fetched some water
the address was wrong | the letter came back
the clock was wrong | we came too late
the cheese smelled good | the mouse came out
the ball hit the window | the glass broke
he did not listen | he made a mistake
the map was old | they got lost
the puppy was alone | she went home early
the night was cold | the lake froze
the bridge was narrow | only one car could cross
her hair was wet | she dried it
the test was easy | everyone passed
the ladder was too short | he could not reach the roof
he had no money | he could not pay
the bus was full | some people had to stand
the path was steep | they walked slowly
the knife was blunt | he could not cut the bread
the soup was too salty | nobody wanted more
the horse was thirsty | the farmer brought water
the light was red | the cars stopped
the alarm did not ring | he slept too long
her bike was broken | she took the train
the roof had a hole | the books got wet
there was no light | the flowers did not grow
the house was on fire | they called for help
the dog was muddy | the sofa got dirty
he practised every day | he became a good player
the teacher was ill | there was no lesson
the candle went out | they sat in the dark
she was afraid of spiders | she ran out of the room
the pot was too full | the water ran over
the fog was thick | the plane could not land
the tooth hurt | he went to the dentist
it was her birthday | her friends gave her presents
the shirt was torn | she got a needle and thread
the sauce was too spicy | he drank a lot of water
he was rude to her | she walked away
the village had no doctor | they drove to the city
the summer was dry | the river was low
a button came off | he could not close his coat
there was no petrol left | the car stopped
"""

CONDITIONS = """
you heat ice | it melts
you boil water | it turns into steam
you put water in the freezer | it becomes ice
you drop an egg | it breaks
you touch a hot stove | you burn your hand
you do not sleep | you get tired
you stand in the rain | you get wet
you eat too much | your stomach hurts
you mix blue and yellow | you get green
you mix red and white | you get pink
you mix red and yellow | you get orange
you do not water a plant | it dries out
you plant a seed | a plant can grow
you blow out a candle | the flame goes out
you turn off the lamp | the room gets dark
you press the switch | the light comes on
you ring the bell | someone opens the door
you throw a ball up | it falls down again
you put a stone in water | it sinks
you put wood in water | it floats
you leave milk in the sun | it turns sour
you leave ice cream in the sun | it melts
you leave bread in the oven too long | it burns
you put sugar in tea | it tastes sweet
you put salt in water | it tastes salty
you run fast | your heart beats faster
you hold your breath too long | you need air
you do not eat | you get hungry
you do not drink | you get thirsty
you cut your finger | it bleeds
you tickle a child | it laughs
you pull the tail of a cat | it scratches
you feed the birds | they come back
you smile at people | they often smile back
you tell a good joke | people laugh
you shout at a baby | it cries
you help a friend | your friend is glad
you tell lies | people stop trusting you
you break a promise | your friend is sad
you practise every day | you get better
you read a lot | you learn many words
you read in the dark | your eyes get tired
you brush your teeth | they stay healthy
you never brush your teeth | they get bad
you wash your hands | they get clean
you walk in mud | your shoes get dirty
you slip on ice | you fall
you drop a glass | it can break
you blow into a balloon | it gets bigger
you prick a balloon | it bursts
you stretch a rubber band too far | it snaps
you kick a ball | it rolls away
you push the swing | it moves
you close your eyes | you see nothing
you cover your ears | you hear less
you look at the sun | your eyes hurt
you stay in the sun too long | your skin burns
you go out without a coat in winter | you get cold
you stand near the fire | you get warm
you miss the last bus | you have to walk
you get up too late | you have to hurry
you lose your key | you cannot open the door
you forget your umbrella | the rain makes you wet
you cross the road without looking | it is dangerous
you follow the map | you find the way
you take the wrong road | you get lost
you save money | you can buy something later
you spend all your money | you have none left
you share your sweets | everyone gets some
you pay at the shop | you can take the things home
you open the window | fresh air comes in
you open the cage | the bird flies out
you leave the gate open | the dog runs away
you throw a stick | the dog brings it back
you scare a bird | it flies away
you touch a snail | it hides in its shell
you disturb bees | they sting
you cut paper | it becomes two pieces
you put paper in the fire | it burns
you put a wet shirt in the sun | it dries
you add two and two | you get four
you take one from three | two are left
you cut an apple in half | you have two pieces
you shuffle the cards | they get mixed
you win the race | you get a prize
you study hard | the test is easier
you ask a question | you may get an answer
you speak too softly | nobody hears you
you sing to a baby | it falls asleep
you charge the phone | its battery gets full
you never charge the phone | it goes off
you step on the brake | the car stops
the tank is empty | the car stops
the traffic light is red | the cars stop
the traffic light is green | the cars go
the sun goes down | it gets dark
the sun comes up | it gets light
winter comes | the days get shorter
summer comes | the days get longer
autumn comes | the leaves fall
spring comes | the flowers bloom
dark clouds come | it may rain
it rains for days | the river gets higher
it snows all night | the fields turn white
the wind is strong | the trees bend
the baby is tired | it falls asleep
the cat is happy | it purrs
the dog is happy | it wags its tail
the alarm rings | people wake up
the film is sad | people cry
the soup is too hot | you wait a little
the tyre has a hole | the air comes out
the rope breaks | the bucket falls
"""
