"""Where somebody lives, and where their mail goes, that of paper and the other."""

from __future__ import annotations

import re

from luna_desktop.language.secrets.rule import Rule, told

_WAYS = (
    r"street|st|road|rd|avenue|ave|lane|ln|drive|boulevard|blvd|court|terrace|close|crescent|square|parkway|"
    r"highway|gardens|grove|mews|quay"
)
# Of these "I live in Hampton Court" makes a sight, "I live at Hampton Court" a home.
_GREAT_HOUSES = r"House|Hall|Court|Towers?|Heights|Mill"
_HOUSES = (
    r"Cottages?|House|Farm|Farmhouse|Lodge|Villas?|Manor|Barns?|Mill|Hall|Court|Rectory|Vicarage|Grange|Croft|Mansions?|"
    r"Towers?|Heights|Bungalow|Chalet|Gatehouse|Mews|Residences?|Apartments?|Flats?"
)
_NAME = r"[A-Z\u00c0-\u00de][\w'\u2019.-]{0,30}"
_HOME = (
    r"(?i:\b(?:live|lives|living|lived|reside[sd]?|stay|stays|staying|moved|moving|wohne|wohnt|habite|vivo|"
    r"home is|address(?:'s| is|:)|house is|send (?:it|that|them|the \w+)|deliver(?:ed)?(?: it| them)?|ship(?: it| them)?|pick me up|find me|come over)\b"
    r"(?: currently| now| here| together| alone| out| over| down| up| back)?(?: at| in| to| on)?)"
)
_POSTCODES = r"post(?:al)? ?-?codes?|zip(?: ?-?codes?)?|plz|postleitzahl|eircode|pin ?code(?= is \d{6})"
_UK = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"

ADDRESSES = (
    # With a number: "221B Baker Street", "12 elm road", "350 5th Ave"
    re.compile(rf"\b\d{{1,5}}[A-Za-z]?,? (?:[A-Z][\w'.-]{{0,30}} ){{1,4}}(?i:{_WAYS}|place|hill|row|way)\b"),
    re.compile(
        rf"\b\d{{1,5}}[a-z]?,? (?!way|one|lane|long|dead|busy|quiet|miles?|km|more|old|new|big|different|small|other)"
        rf"[a-z]{{3,20}} (?:{_WAYS})\b(?! (?:lights?|food|musicians?|cats?|dogs?|trips?|signs?|names?|corners?|games?|artists?))"
    ),
    re.compile(rf"\b\d{{1,5}} (?:[NSEW]\.? |(?:North|South|East|West) )?\d{{1,3}}(?:st|nd|rd|th) (?i:{_WAYS})\b"),
    re.compile(
        r"\b[\w\u00c0-\u024f-]{2,40}(?:stra(?:\u00dfe|sse)|str\.|gasse|weg|platz|allee|damm|ufer|laan|straat|gatan|vej) "
        r"\d{1,4} ?[a-z]?\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b\d{1,4},? (?:bis |ter )?(?:rue|avenue|boulevard|place|all\u00e9e|impasse|quai) (?:d[eu]s? |de la |de l')?[A-Z]\w+"),
    re.compile(
        r"\b(?:via|viale|calle|piazza|plaza|rua|ulica|ul\.|avenida|corso|carrer) (?:[\w'.]{1,30} ){0,3}[\w'.]{2,30},? (?:n\.? ?)?\d{1,4}\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:\u0443\u043b\.?|\u0443\u043b\u0438\u0446\u0430) \w{2,30},? (?:\u0434\.? ?)?\d{1,4}", re.IGNORECASE),
    re.compile(rf"\b(?i:flat|apartment|apt|unit|suite|room) \d{{1,4}}[A-Za-z]?,? (?:{_NAME} ){{1,3}}(?:{_HOUSES}|(?i:{_WAYS}))\b"),
    # Without one: a house that has a name, or a street with its town
    re.compile(rf"{_HOME} (?:the )?(?:{_NAME} ){{1,3}}(?:(?!{_GREAT_HOUSES})(?:{_HOUSES})|(?:{_GREAT_HOUSES})(?=, [A-Z]))\b(?!['\u2019]s)"),
    re.compile(rf"(?i:\b(?:live|lives|lived|living|stay|staying) at) (?:the )?(?:{_NAME} ){{1,3}}(?:{_GREAT_HOUSES})\b(?!['\u2019]s)"),
    re.compile(
        r"(?i:\b(?:live|lives|lived|living|stay|staying) (?:at|in)) (?!(?:my|our|his|her|their|your|a|an|the|this|that|some|one|student|old|council)\b)"
        r"[a-z]{3,20} (?:cottage|lodge|villa|manor|barn|rectory|vicarage|grange|bungalow|farmhouse|mansions)\b(?! near)"
    ),
    re.compile(rf"(?i:\b(?:live|lives|living|lived|reside|stay|staying) at) (?:the )?{_NAME}(?: {_NAME}){{0,3}}, {_NAME}"),
    re.compile(rf"{_HOME} (?:{_NAME} ){{1,3}}(?i:{_WAYS}|place|hill|row|way)(?:,| in| near)? {_NAME}"),
    re.compile(rf"(?i:\b(?:my|our|home|postal|house|mailing|billing|shipping|delivery)) (?i:address(?:'s| is| was|:)) (?:{_NAME},? ){{1,5}}(?:{_HOUSES}|(?i:{_WAYS}))\b"),
    re.compile(
        r"\b(?:my|our|home|postal|house|mailing|billing|shipping|delivery) address(?:'s| is| was|:) (?=[^.!?\n]{0,60}\d)[^.!?\n]{3,80}",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:p\.?o\.?|post office|postfach)(?: ?box)? \d{1,6}\b", re.IGNORECASE),
    # Post codes
    re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b"),  # Britain
    re.compile(r"\b[A-Z]\d[A-Z] \d[A-Z]\d\b"),  # Canada
    re.compile(r"\b[A-Z][a-z]+,? [A-Z]{2} \d{5}(?:-\d{4})?\b"),  # Springfield, IL 62704
    re.compile(r"\b\d{4} [A-Z]{2},? [A-Z][a-z]+\b"),  # 1016 AB Amsterdam
    re.compile(r"\b(?:DE?|AT?|CH|NL|FR?|BE?|LU?|DK|SE|PL|CZ)-\d{2,3} ?\d{2,3},? [A-Z]\w+"),
    re.compile(rf"{_HOME} (?:near |around )?(?!(?:19|20)\d\d )\d{{4,5}} {_NAME}"),
    re.compile(rf"{_HOME} {_NAME}(?: {_NAME})?,? (?!(?:19|20)\d\d\b)\d{{4,5}}\b(?! (?:people|years))"),
    re.compile(rf"(?:{_NAME}|\d[a-z]?), \d{{5}} {_NAME}"),  # Lindenhof, 10115 Berlin
    re.compile(rf"^\d{{5}} {_NAME}[.!]?$"),
    re.compile(r"\u3012 ?\d{3}-?\d{4}"),
    # China, Japan, Korea: the largest place first, the number last
    re.compile(
        r"[\u4e00-\u9fff]{1,6}[\u90fd\u9053\u5e9c\u770c](?=[\u3040-\u9fff]{0,16}\d)[\u3040-\u9fff]{1,16}\d{1,4}(?:\u4e01\u76ee|\u756a\u5730?|\u53f7|\u865f|[-\u2212\u30fc]\d{1,4}){0,4}"
    ),
    re.compile(
        r"[\u3040-\u9fff]{1,10}[\u5e02\u533a\u753a\u6751\u5340][\u3040-\u9fff]{0,12}(?:\d{1,4}[-\u2212\u30fc]\d{1,4}|\d{1,3}\u4e01\u76ee|\d{1,4}\u756a)"
    ),
    re.compile(r"[\u4e00-\u9fff]{1,8}[\u8def\u8857\u9053\u5df7\u5f04]\d{1,5}[\u53f7\u865f]"),
    re.compile(r"[\uac00-\ud7a3]{1,8}(?:\uc2dc|\uad6c|\uad70|\ub3d9)? ?[\uac00-\ud7a3\d]{1,10}(?:\ub85c|\uae38) ?\d{1,4}"),
)  # fmt: skip

_PROVIDERS = r"gmail|googlemail|outlook|hotmail|yahoo|icloud|gmx|web|proton(?:mail)?|aol|live|mail|t-online|posteo|fastmail"
_ENDINGS = r"com|org|net|de|co|uk|io|fr|es|it|nl|at|ch|eu|edu|gov|info|me|us|ca|au|jp|in|br|se|no|dk|fi|pl|be|ie|nz|dev|app"
# "I work at booking dot com" names a company.
_NO_NAME = (
    r"(?!(?:work|works|worked|working|look|looks|looked|looking|buy|bought|shop|order|ordered|found|saw|see|is|are|was|it|"
    r"them|me|us|up|here|there|people|job|started|arrived|met|meet|again|online|cheaper|available|stay|stayed|them|one|"
    r"out|site|account|support|service|aimed|good|at)\b)"
)

PLACES = (
    *(Rule("address", pattern) for pattern in ADDRESSES),
    Rule("address", told(_POSTCODES, rf"(?:{_UK}|\d{{3,6}}(?:[ -]\d{{3,4}})?|(?i:{_UK})|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d\d ?[A-Z\d]{{4}})(?![\w]|[.,]\d)")),
    # A place on the map, said to be one: "we live at 52.5200, 13.4050"
    Rule("address", told(r"coordinates|gps|location|home|house|live at|i'm at", r"-?\d{1,2}\.\d{3,8}\u00b0? ?[NS]?, ?-?\d{1,3}\.\d{3,8}(?!\d)")),
)  # fmt: skip
EMAILS = (
    Rule("email", re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b")),
    Rule(
        "email",
        re.compile(
            rf"(?i)\b{_NO_NAME}[\w+-]{{1,30}}(?:(?:\.| ?[\[(]?(?:dot|punkt|point)[\])]? ?)[\w+-]{{1,30}}){{0,3}}"
            rf"(?: at | ?[\[({{<] ?at ?[\])}}>] ?|@ | @ ?)[\w-]{{1,40}}(?: ?[\[({{<]? ?(?:dot|punkt) ?[\])}}>]? ?[\w-]{{1,40}}){{0,2}}"
            rf" ?[\[({{<]? ?\b(?:dot|punkt)\b ?[\])}}>]? ?(?:{_ENDINGS})\b"
        ),
    ),
    Rule(
        "email",
        re.compile(
            rf"(?i)\b{_NO_NAME}[\w.+-]{{2,40}}(?: at | ?[\[({{] ?at ?[\])}}] ?)(?:{_PROVIDERS})(?:\.| ?[\[({{]?dot[\])}}]? ?)(?:{_ENDINGS})\b"
        ),
    ),
    Rule(
        "email", re.compile(rf"(?i)\b[\w.+-]{{1,40}} ?[\[({{] ?at ?[\])}}] ?[\w-]{{1,40}}\.(?:{_ENDINGS})\b")
    ),
)
