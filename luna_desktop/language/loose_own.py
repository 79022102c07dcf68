"""How people ask for what is their own: name, work, home; see ``loosely``."""

from __future__ import annotations

from collections.abc import Mapping

from luna_desktop.language.loose_words import Patterns


def _parted(text: str) -> Patterns:
    return tuple(part.strip() for part in text.split(";"))


# Of each own kind: phrases, then whole questions.
_OWN = {
    "name": (
        "my name; my own name; what I am called; how I am called; what my name is; who I am; what people call me; what to call me; my first name",
        "Who am I?; By what name do you know me?; How should you (address|call|greet) me?; My name?; What am I called?; (What|How) do (you|people|they|my friends) call me?; What (would|do) you say to me?; What is written on my passport?; Who is talking to you?; Who is (here|this|it)?; I have a name. Which?; Greet me by name.; Which name is mine?; Do you know who is talking?; What name did my parents give me?",
    ),
    "nickname": (
        "my nickname; my pet name; my short name; what my friends call me; the name my friends use",
        "What short name have I got?; My nickname?; Which (pet name|nickname|short name) do I have?; How do my (friends|mates|pals) (call|name) me?; What name do my (friends|mates) use?",
    ),
    "surname": (
        "my surname; my last name; my family name; my second name; what my family is called",
        "What is the last part of my name?; My (family|last|second) name?; Which (last|family) name have I got?; What (family|last) name do I (have|carry)?; What is my family called?; What comes after my first name?",
    ),
    "age": (
        "my age; how old I am; how many years I have lived; how old I have become; my years",
        "How many years have I lived?; My age?; What age (have I reached|am I at)?; How many birthdays have I had?; How many candles (are|belong) on my cake?; Since how many years am I alive?; How (young|old) (would you say I am|do you think I am)?; How long have I been alive?; Am I old? How old?",
    ),
    "birthday": (
        "my birthday; when my birthday is; the day I was born; when I was born; the date of my birthday; when to congratulate me",
        "When do I celebrate?; On which (day|date) (was I born|is my birthday)?; My birthday?; When must you congratulate me?; When do I (get presents|blow out candles|turn a year older|have my party)?; What (date|day) was I born?; My date of birth?; When am I a year older?",
    ),
    "city": (
        "where I live; my home; my home town; the place I live in; which (city|town|place) I live in; where my home is; where I am at home",
        "Where is my home?; Which (place|town|city) do I call home?; My home town?; Where do I sleep at night?; Where is my (house|flat|bed|door)?; Which (town|city|place) (is home to me|is mine)?; Where can (people|friends|they) (find|visit) me?; Where (have I settled|am I at home|do I stay|do I reside|am I based)?; I live where?; I live in?; Where would you send a letter to me?",
    ),
    "born": (
        "where I was born; my birthplace; my place of birth; the place I was born in; which (town|city) I was born in",
        "Where did I come into the world?; My birthplace?; In which place did my life begin?; Where did my mother give birth to me?; Where (was|did) I (born|start life)?; What (town|place) was I born in?; Where did I first see light?",
    ),
    "origin": (
        "where I come from; where I am from; my origin; my roots; where my roots are; which place I come from",
        "Where are my roots?; Which place am I from?; Where did I come here from?; Where is my family from?; My origin?; What is my country of origin?; Where do I originally come from?; From where am I?",
    ),
    "grew_up": (
        "where I grew up; the place I grew up in; where I was raised; where I was a child; my childhood home",
        "Where was I (a child|raised|brought up|young)?; Where did I spend my (childhood|youth|early years)?; Which place raised me?; Where did I (play|run|live) as a child?; Where is my childhood home?; In what (town|place) was I a child?",
    ),
    "job": (
        "my job; my profession; my work; my trade; what I do; what I do for a living; what I work as; how I earn my money",
        "How do I earn my (money|bread|living)?; My (profession|trade|occupation)?; What do I do (for a living|for work|all day|for money|professionally)?; What am I (by trade|by profession|at work)?; What( is|'s) my line of work?; I work as what?; I work as a?; What kind of work do I do?; What pays my rent?; What is my day job?",
    ),
    "employer": (
        "where I work; my employer; my workplace; who I work for; my firm; which firm I work for",
        "Who pays my wages?; Which (firm|company) (is mine|do I work for|employs me)?; Whose office do I sit in?; My (workplace|employer)?; Where do I spend my working day?; Where do I (go|drive) to work?; Who (employs|hired) me?; I work where?",
    ),
    "studies": (
        "what I study; my subject; my studies; what I am studying; the subject I study; my field",
        "What are my studies about?; Which field am I a student of?; What do I learn at university?; My (subject|studies|degree|field)?; What am I a student of?; What is my degree in?; What do I read at university?",
    ),
    "speaks": (
        "my language; which language I speak; what I speak; my mother tongue; the language I speak",
        "What language is mine?; In (which|what) language do I (talk|speak|think|dream)?; My (language|mother tongue)?; What do I speak at home?; Which tongue is mine?; How do I talk at home, in which language?",
    ),
    "learns": (
        "what I am learning; which language I am learning; what I learn; the language I learn",
        "What am I teaching myself?; Which language am I taking lessons in?; What do I (practise|train) (every day|now)?; Which language is new to me?; What new language do I learn?; What are my lessons about?",
    ),
    "instrument": (
        "my instrument; what I play; which instrument I play; the instrument I play",
        "What music do I make?; On what do I play?; My instrument?; What do I play (music|songs) on?; What do I make music with?; Which instrument (is mine|have I learnt)?; What can I play?",
    ),
    "hobby": (
        "my hobby; what I do in my free time; my pastime; how I spend my free time; what I do for fun",
        "How do I spend my (free time|evenings|Sundays|weekends)?; What do I do (for fun|to relax|after work|at weekends)?; My (pastime|hobby)?; What keeps me busy on Sundays?; What do I enjoy doing?; What do I like to do?",
    ),
    "supports": (
        "my team; which team I support; the team I support; who I support; my club",
        "Who do I (cheer|root|shout) for?; My (team|club)?; Which (club|team) has my heart?; Whose scarf do I wear?; Which (club|team) (is mine|do I follow|am I a fan of)?; I am a fan of whom?",
    ),
    "allergy": (
        "my allergy; what I am allergic to; what makes me ill; what I can't eat; what I must avoid",
        "What makes me (sneeze|itch|ill|sick)?; What must I not (touch|eat|touch or eat)?; My allergy?; What can't I bear in food?; What (should|must) (I|a cook) (avoid|leave out)?; What does my body not bear?; What is dangerous for me to eat?",
    ),
    "fear": (
        "what I am afraid of; my fear; my greatest fear; what scares me; what I fear; what frightens me",
        "What (scares|frightens|terrifies) me?; What gives me the creeps?; My (greatest |)fear?; What makes me (tremble|run away|scream)?; What do I (fear|run from)?; What am I (frightened|terrified) of?; What should never be in my room?",
    ),
    "dislike": (
        "what I dislike; what I do not like; what I hate; what I can't stand",
        "What do I (hate|detest|dislike)?; What can I not (stand|bear)?; What should you keep away from me?; What am I not fond of?; What (annoys|disgusts) me?; What do I never want?",
    ),
    "collects": (
        "what I collect; my collection; what my collection is of; what I gather",
        "What is in my collection?; What do I gather at home?; My collection?; What fills my shelves?; What am I a collector of?; What do I keep many of?; What do I always bring home for my collection?",
    ),
    "drives": (
        "my car; what I drive; which car I drive; what kind of car I have; the car I drive",
        "What stands in my garage?; What (vehicle|car|wheels) (have I got|do I own|do I have)?; My (ride|car)?; What do I (get around in|sit in when I drive)?; What make is my car?; What kind of car is mine?",
    ),
    "wakes": (
        "when I get up; when I wake up; what time I get up; when my alarm rings; my waking time",
        "When does my (alarm|clock|day) (ring|start|wake me)?; How early am I up?; When does my day start?; When do I (rise|open my eyes|leave my bed)?; At what (time|hour) am I up?; How early do I (rise|get up)?",
    ),
    "sleeps": (
        "my bedtime; when I go to bed; when I sleep; what time I go to bed; when I go to sleep",
        "When does my day end?; How late do I stay up?; My bedtime?; When do I (turn off the light|lie down|close my eyes|fall asleep|turn in)?; At what (time|hour) am I in bed?; How long am I up at night?",
    ),
    "shoes": (
        "my shoe size; the size of my shoes; what size my feet are; which shoes fit me",
        "What size are my (feet|boots|shoes)?; Which size of shoe fits me?; My shoe size?; How (big|long|large) are my feet?; Which shoes fit me, what size?; What size shall I buy for my feet?",
    ),
    "lucky_number": (
        "my lucky number; which number is my lucky one; the number that brings me luck",
        "Which number brings me luck?; My lucky number?; What number do I (bet on|play|trust)?; Which number is (lucky|good) for me?; What is the number of my luck?",
    ),
    "eyes": (
        "my eye colour; the colour of my eyes; what colour my eyes are; which colour my eyes have",
        "What do my eyes look like?; My eyes, (which|what) colour?; Which colour looks out of my face?; My eye colour?; What is the shade of my eyes?; If you looked into my eyes, what colour would you see?; How are my eyes coloured?",
    ),
    "hair": (
        "my hair colour; the colour of my hair; what colour my hair is; which colour my hair has",
        "What does my hair look like?; My hair, (which|what) colour?; Which colour is on my head?; My hair colour?; What is the shade of my hair?; How is my hair coloured?; What colour would you see on my head?",
    ),
    "dream": (
        "my dream; what I dream of; my great wish; what my dream is; what I would love to do",
        "What do I (dream|long) (of|for)?; My (great wish|dream)?; What would I love to (do|have|be) one day?; What do I wish for (most|above all)?; What would make my dreams come true?",
    ),
    "travel": (
        "where I want to go; which place I want to visit; my travel wish; where I would like to travel; the place I want to see",
        "Where should my next (journey|trip|holiday) go?; Which place do I long to see?; Where would I (fly|go|travel) (tomorrow|if I could|first)?; What place is on my list?; Where do I dream of going?; Which place must I see one day?",
    ),
    "breakfast": (
        "my breakfast; what I have for breakfast; what I eat in the morning; what I eat for breakfast",
        "What do I (have|eat|like) in the morning?; My breakfast?; What is on my plate (at breakfast|in the morning)?; With what does my day begin at table?; What do I start the day with?; What is my first meal?",
    ),
    "project": (
        "my project; what I am working on; what I am building; what my project is",
        "What keeps me busy now?; My project?; What am I (building|making|busy with|doing at the moment)?; What is (taking|eating) all my time?; On what do I work these days?",
    ),
    "goal": (
        "my goal; what I am aiming for; what I want to reach; my aim; what my goal is",
        "What am I aiming for?; My (goal|aim)?; What do I want to (reach|achieve|manage)?; What am I working towards?; Where do I want to get to in life?; What is my great aim?",
    ),
    "transport": (
        "how I get to work; how I go to work; my way to work; how I travel to work; what I take to work",
        "What takes me to work?; How do I travel in the morning?; My way to work?; (With|By) what do I (get|come|go) to work?; How do I (reach|come to|get to) (the office|my office|my job)?; What do I ride to work?; How is my commute?",
    ),
}  # fmt: skip
OWN: Mapping[str, tuple[Patterns, Patterns]] = {
    key: (_parted(phrases), _parted(direct)) for key, (phrases, direct) in _OWN.items()
}
