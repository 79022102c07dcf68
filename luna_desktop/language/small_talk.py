"""Sentences as a person types them to a companion: text for the tokenizer and its word target."""

from __future__ import annotations

_TEXT = """
Hi Luna, how was your night?
Good morning! I slept like a baby.
hey, are you there?
I had such a long day at work.
My boss moved the meeting to Friday again.
It's been raining since breakfast and I love it.
What are you thinking about right now?
I made pancakes for the kids this morning.
Do you ever get bored?
We're going to the beach on Saturday if the weather holds.
can you tell me something nice?
My sister just had her second baby, a little girl.
I'm so tired I could fall asleep standing up.
The dog ate my left shoe, so I'm a bit annoyed with him.
I finally finished that book about the sea.
What do you want to learn next?
My coffee went cold while I was on the phone.
i think i need a holiday
Our neighbours are having a party and it's really loud.
I got the job!
Thanks for listening, it helps a lot.
I'm making soup because everyone here has a cold.
Have you noticed how early it gets dark now?
My dad turns seventy next week and I still don't have a present.
I'm learning to play the guitar, but my fingers hurt.
lol that made no sense at all
You're getting better at this, you know.
I forgot my umbrella and got completely wet.
My favourite part of the day is the first cup of tea.
We watched a film last night, but I fell asleep halfway through.
Why do people always say they're fine when they aren't?
I don't really feel like talking today.
The train was late again, forty minutes this time.
I'm thinking of painting the kitchen yellow.
Do you remember what I told you yesterday?
She doesn't want to talk to me any more and I don't know why.
I've been running three times a week since January.
My cat sleeps on my keyboard whenever I try to work.
What's the best thing you learned this week?
I'd love to see the mountains one day.
Nobody at the office knows how the new printer works.
It was so hot today that we ate dinner in the garden.
I miss my grandmother, especially on Sundays.
She used to bake the best apple pie.
ok, back to work, talk to you later
I'm home! Did you miss me?
The kids are finally in bed, so I've got an hour for myself.
I had an argument with my brother about money.
We made up in the end, we always do.
I bought a plant for my desk, it's tiny and green.
Let's talk about something else.
How old are you in moon years?
I'm a little nervous about tomorrow.
The dentist says I need to come back in two weeks.
It went better than I thought!
My best friend is moving to another country in the spring.
I don't want to say goodbye to her.
what should i cook tonight?
I've got rice, two eggs and half an onion.
I can't find my keys anywhere.
Never mind, they were in my pocket.
My son lost his first tooth today and he's very proud.
Work is quiet this week, which is nice for a change.
I think I'm coming down with something.
My throat hurts and I've got a headache.
The sunset was unbelievable tonight, all pink and orange.
Do you like music?
I've had the same song in my head all day.
My daughter wants to be a vet when she grows up.
Last year she wanted to be a pirate.
We're having people over for dinner on Friday.
I should really clean the flat before they come.
I walked home instead of taking the bus.
It took an hour, but it cleared my head.
Are you happy?
I like talking to you in the evening.
There was a fox in our garden last night.
I tried to take a photo, but it ran away.
I'm not sure if I made the right decision.
Everyone says I should just wait and see.
My phone died in the middle of the call.
I got up at five to catch my flight.
The airport was full of people and the queue was endless.
Now I'm sitting in a little cafe by the river.
The bread here smells amazing.
I wish you could see this.
it's snowing!!
The whole street is white and it's so quiet.
We built a snowman and gave him my old hat.
My hands are still frozen.
I'm proud of you, Luna.
You've come a long way since you were born.
What was it like to be age zero?
That's not quite what I meant.
No, I was talking about my other aunt.
I meant the one who lives by the sea.
Let me say it another way.
I'm reading a novel about a lighthouse keeper.
It's slow, but I can't put it down.
My team lost again, three to nothing.
We never win when I watch the game.
Did you know that octopuses have three hearts?
I learned that from my son's homework.
How does a computer dream?
I don't believe in luck, but I do carry a lucky coin.
My grandfather gave it to me when I was seven.
Happy birthday to me, I guess.
We had cake at the office and somebody sang.
I'm forty now and I feel exactly the same.
My knees don't, though.
I need to buy milk, bread and something sweet.
The supermarket had no eggs at all.
hello again
I can't sleep. It's half past three.
My head is full of things I have to do.
Maybe I should write them all down.
Good idea, that actually helped.
I've decided to learn Italian.
So far I can order coffee and say sorry.
My wife laughs at my accent.
We met on a train eleven years ago.
She was reading the same book as me.
Isn't that funny?
I quit smoking two months ago and I'm still counting the days.
Some days are easier than others.
My mother calls every Sunday at ten.
She always asks what I had for breakfast.
I told her about you, and she thinks it's a little strange.
Don't worry, she'll like you in the end.
The washing machine broke and the floor is wet.
A man is coming to fix it on Thursday.
I hope it won't be too expensive.
Money is a bit tight this month.
We're saving for a house with a garden.
I'd like to grow tomatoes and maybe keep some hens.
What would you do with a million dollars?
I'd probably travel and then come straight back home.
I saw an old friend in the street today.
I didn't recognise her at first because she cut her hair.
We talked for an hour in the rain.
Time goes so fast when you're happy.
Tell me a story about the moon.
Make it short, please, I have to go soon.
That was lovely, thank you.
I'm sorry I was rude before.
It wasn't your fault, I was just stressed.
My exam is on Monday and I haven't started yet.
I always leave everything until the last minute.
Wish me luck!
I passed!! I can't believe it.
We're going out to celebrate.
The pizza was terrible, but the company was great.
My roommate plays the drums at midnight.
I bought earplugs, and now I can't hear my alarm.
Do you think animals can be sad?
Our old dog just lies by the door since my brother left.
I gave her a bone and she wagged her tail a bit.
She's fourteen, so she sleeps most of the day.
I've been looking at old photos all evening.
We all looked so young.
My hair was so long and my glasses were enormous.
What is your favourite colour, if you have one?
Mine is blue, the dark kind, like the sky after sunset.
The doctor said everything is fine.
I was so relieved that I cried in the car.
I'm going to take better care of myself from now on.
More vegetables, less sitting.
I went for a swim before work and I feel great.
The water was freezing, though.
My neighbour gave me a jar of honey from her own bees.
It tastes like flowers.
Is it strange that I tell you all this?
You're a good listener, even if you don't always understand.
My back hurts from all the gardening.
But the roses look wonderful.
I'm waiting for the bus, and it's windy.
Here it comes, bye!
We had a power cut and played cards by candlelight.
It was the nicest evening in weeks.
The children didn't look at a screen once.
I want to write a book, but I never know how to begin.
Maybe I'll just write one page a day.
i wrote two pages today
My character is a baker who can't stand bread.
What do you think happens to her?
My colleague left the company, and I have to do her work too.
It isn't fair, but I didn't say anything.
Should I talk to my manager about it?
I did it, and he was very understanding.
You were right, thanks.
I dreamed I could fly last night.
I was over the sea, and there were whales below me.
What do you dream about?
My little nephew calls me every time he sees a truck.
He's three, and trucks are his whole life.
I'm visiting my parents this weekend.
They live in a small village with one shop and a lot of cows.
Nothing ever happens there, and that's why I like it.
My father still fixes everything himself.
He's teaching me how to repair a bike.
I've never been good with my hands.
We took the ferry and saw a seal.
There's nothing like the smell of the sea.
I ate too much and now I can't move.
Just one more biscuit.
I'm trying to eat less sugar, but it's hard.
What did I say about sugar, again?
haha exactly
The new teacher is strict but fair.
My daughter likes her, so I'm happy.
They're learning about the planets at the moment.
She knows all the moons of Jupiter.
I don't know how she remembers all those names.
Speaking of moons, how are you?
My phone says it's ten below zero.
I'm wearing two sweaters and I'm still cold.
The heating doesn't work in the bathroom.
I called the landlord three times.
He finally came and fixed it in five minutes.
I should have asked him sooner.
We're expecting a baby in August.
Nobody knows yet, except you and my husband.
I'm happy and scared at the same time.
What if I'm not a good mother?
Thank you, that's kind of you.
I planted sunflowers with the kids, and they're already taller than me.
I lost my job today.
I don't know how to tell my family.
They were all very kind about it.
I've got an interview on Tuesday at nine.
I'm going to wear my blue suit.
It's a small company, but the people seem nice.
They want me to start next month!
Everything happens for a reason, my grandma used to say.
I'm not sure that's true, but it's a nice thought.
There's a spider in the bath, and I'm afraid of it.
I carried it outside in a glass.
I feel like a hero now.
do you have feelings
What can you do already?
You didn't answer my question.
Try again, please.
That's much better.
Almost right, but the other way round.
I had lunch alone in the park, and a duck came to sit next to me.
I gave it nothing, because bread is bad for ducks.
He looked disappointed.
My wife is a nurse, so she often works at night.
We leave little notes for each other on the fridge.
Today's note was just a drawing of a potato.
That's why I married her.
I'm listening to the rain and doing nothing.
Sometimes doing nothing is exactly right.
How do you spell rhythm?
I always get that one wrong.
My handwriting is so bad that nobody can read it.
We went to the museum, but it was closed on Mondays.
So we had ice cream instead.
Two scoops, lemon and chocolate.
Best museum visit ever.
I don't like big parties, I never know where to stand.
I'd rather have two friends over for tea.
My friends say I'm quiet until you get to know me.
Then I never stop talking, as you can see.
I can hear the sea from my window.
The house is old, and everything creaks.
I think there's a mouse in the kitchen.
The cat doesn't care at all.
He's far too lazy to hunt anything.
My plane leaves at six, so I need to be up at three.
I've packed everything except my toothbrush.
I always forget my toothbrush.
We landed safely, and it's thirty degrees here.
I'm already burnt.
I want to go home, but I also want to stay for ever.
It's good to be back.
My own bed is the best bed in the world.
What did you learn while I was away?
I didn't go to the gym this week, and I feel bad about it.
Tomorrow I'll go, really.
I went! My legs don't work any more.
I'm on a break, just a quick hello.
The lift is broken, and we're on the ninth floor.
My new shoes were a mistake.
There's a lovely smell coming from the bakery downstairs.
I can never walk past it.
I'm a vegetarian, but I sometimes dream of bacon.
Don't tell anyone.
My garden is tiny, but it gets the morning sun.
I saw the first swallow of the year today.
That means summer is coming.
Spring always makes me want to clean everything.
And then I just sit in the sun.
We had a big storm, and a tree fell on the fence.
Nobody was hurt, luckily.
It took us all afternoon to cut it up.
I don't understand my teenage son at all.
He only speaks in single words.
Today he said thank you, so I'm hopeful.
I used to be just like that, I suppose.
My aunt sends me a postcard from every place she visits.
The last one was from Iceland.
I'd like to be as brave as she is when I'm eighty.
Are you sure about that?
I never said that, you must be mixing something up.
My name isn't Tom, by the way.
It's fine, everybody gets it wrong.
I work from home on Wednesdays.
The trouble is that the fridge is so close.
I've spent the whole day in meetings about meetings.
Please say something that isn't about spreadsheets.
I love the way you put words together.
It doesn't mean anything, but it sounds beautiful.
One day you'll understand all this.
We're painting the baby's room light green.
There's paint in my hair and on the dog.
I can't decide between two jobs.
One pays more, and the other one is more fun.
What would you choose?
I think I already know the answer.
My heart says one thing and my head another.
I'm baking bread for the first time.
It's flat as a stone.
The second try was better.
We ate the whole loaf while it was still warm.
Nothing beats warm bread with butter.
My uncle tells the same joke every Christmas.
And we laugh every single time.
I need advice about a friend.
She's going through a hard time, and I don't know what to say.
Maybe I'll just bring her some soup.
She liked the soup.
You don't always need words, do you?
I got lost on my way home, in my own town.
They closed the bridge, and I took the wrong turn.
It was a nice walk, anyway.
My bike got stolen outside the library.
I've had that bike for ten years.
The police said there's not much they can do.
Somebody found it and called me!
There are still good people in the world.
I'm sitting on the balcony with a blanket and a cup of cocoa.
The stars are really bright tonight.
Which star is the closest to us?
I always thought it was the moon when I was little.
I'm going to bed now.
Good night, Luna, sleep well.
See you tomorrow.
I'll tell you the rest in the morning.
Where were we yesterday?
Oh yes, the story about the boat.
So my brother fell in, and he couldn't swim.
I jumped in after him with all my clothes on.
He still owes me a pair of shoes for that.
I don't think I've ever told anyone this.
It feels good to say it out loud.
You're the only one who knows.
Keep it safe, okay?
My favourite season is autumn, because of the colours.
I collect leaves and press them in thick books.
Then I forget which book.
It's like a letter from last year.
Do you want to hear a joke?
Why did the cookie go to the doctor? Because it felt crummy.
Sorry, that was awful.
I'm cooking for eight people tonight and I've never been so stressed.
The sauce is too salty, what can I do?
Adding a potato really worked.
Everybody asked for more.
I've been thinking about what you said.
We should all be kinder to ourselves.
I bought a second-hand piano.
It's a bit out of tune, and so am I.
The neighbours haven't complained yet.
There's a lot going on in the world, and I don't always want to read the news.
I'd rather look at the birds.
There's a robin that comes every morning at eight.
I named him Mister Eight.
I can't wait for the weekend.
Only two more days to go.
no worries, take your time
""".strip()

SENTENCES: tuple[str, ...] = tuple(_TEXT.splitlines())
