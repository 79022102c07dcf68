"""Passwords, PINs, codes, recovery words and the answers to security questions."""

from __future__ import annotations

import re

from luna_desktop.language.secrets.checks import are_recovery_words, is_made, is_password, is_wallet
from luna_desktop.language.secrets.rule import IS, LEADS, MUST_LEAD, Rule, said, told, told_after

_ANY = r"\S{3,100}"
_STRONG = (
    r"pass ?-?(?:word|code|phrase)|passwords|pwd|passwd|kennwort|passwort|mot de passe|contrase\u00f1a|senha|wachtwoord|"
    r"l\u00f6senord|has\u0142o|(?:wi-?fi|wlan|network|router|hotspot|wpa2?)(?: network)? (?:key|pass|pw|code|login)|pw"
)
_WEAK = r"pass|log-?in|credentials|psk"
# "My pass is swordfish", and nothing after it that would make it a sentence about the pass.
_ENDS = r"(?=\s*(?:[.!?,;)\n]|$|and |but ))"

PASSWORDS = (
    Rule("password", re.compile(r"://[^\s/:@]{1,100}:(?P<v>[^\s/@]{3,100})@")),
    Rule("password", told(_STRONG, _ANY, MUST_LEAD), is_password),
    Rule("password", told(_STRONG, _ANY), is_made),
    Rule(
        "password",
        re.compile(
            r"(?i)(?<![\w-])\w{0,30}(?:pass(?:w(?:or)?d)?|pwd|pw)[\"']? ?[:=] ?[\"']?(?P<v>[^\s\"',;]{3,100})"
        ),
        is_password,
    ),
    Rule("password", told(_WEAK, _ANY, MUST_LEAD), is_made),
    Rule("password", re.compile(rf"(?i)\b(?:my|our|the) pass{IS}\s{{1,2}}(?P<v>[\w-]{{4,40}}){_ENDS}"), is_password),
    Rule(
        "password",
        re.compile(rf"(?i)\b(?:log-?in|credentials|account|user ?name|user)(?: details| data)?{MUST_LEAD}"
                   r"[^\s/|]{2,60} ?(?:/|\||,? pass(?:word)?:?) ?(?P<v>[^\s/]{3,100})"),
        is_password,
    ),
    Rule(
        "password",
        re.compile(r"(?i)\blog(?:ged|s|ging)? ?-?(?:in|on|into \w+) (?:with|as|using) \S{2,60}(?: and| /|,|/) ?(?P<v>\S{3,100})"),
        is_made,
    ),
    Rule("password", told_after(_ANY, _STRONG), is_made),
    Rule("password", re.compile(rf"(?i)[\"'\u201c](?P<v>[^\"'\u201c\u201d\s]{{3,40}})[\"'\u201d] (?:is|was) (?:my|our|the)(?: \w+){{0,2}} (?:{_STRONG})\b")),
    Rule(
        "password",
        re.compile(rf"(?i)\bpass(?:word|code)s?\b[^.!?\n]{{0,40}}? (?:to|into|called|named|set to|use|using|with) [\"'\u201c]?(?P<v>{_ANY})"),
        is_made,
    ),
    # Several words in a row that make no sentence.
    Rule("password", told(r"pass ?-?phrases?", r"[a-z]{3,15}(?:[ -][a-z]{3,15}){3,11}", MUST_LEAD), are_recovery_words),
    # At the end of what was said, whatever led there: "can you keep this password for me? tr33house"
    Rule(
        "password",
        re.compile(r"(?im)\b(?:password|passcode|passphrase|pw|pwd)\b[^\n]{0,40}?[:?,] (?:\w{1,10} )?(?P<v>[^\s,]{5,60})[.!?]?$"),
        is_made,
    ),
)  # fmt: skip

_PINS = r"pins?(?:[ -]?(?:code|number|nummer))?|(?:card|bank|sim|phone|atm|debit|credit) pins?|puk(?: code)?"
_NUMBER = r"\d(?:[ -]{0,2}\d){3,7}"
_SIDE = r"(?:left|right|[lr])"
_TURNS = (  # of a dial: "12 left, 33 right, 7"
    rf"(?i:(?:{_SIDE}[ -]?\d{{1,2}}|\d{{1,2}}[ -]?{_SIDE}\b)"
    rf"(?:[ ,-]{{1,2}}(?:then )?(?:{_SIDE}[ -]?)?\d{{1,2}}(?:[ -]?{_SIDE}\b)?){{1,5}})"
)
_CODE = (
    rf"(?:[#*]?(?:[A-Z]?\d(?:[ ,-]{{0,2}}\d){{2,11}}[A-Z]?)[#*]?|{_TURNS}|(?i:{said(3)}))(?![\d%]|[.,:]\d)"
)
_LOCKED = (
    r"doors?|safe|alarm|gate|garage|entry|entrance|entryphone|locker|lock|padlock|key ?box|key ?safe|lock ?box|building|"
    r"house|flat|apartment|office|access|intercom|vault|suitcase|briefcase|shed|bike|phone|tablet|ipad|screen|unlock|"
    r"verification|security|voicemail|one[- ]time|2fa|two[- ]factor|otp|backup|confirmation|login|lift|elevator|"
    r"front|back|keypad|wifi|bluetooth|parental|airbnb"
)
_LOCK_CODE = (
    rf"(?:{_LOCKED})(?:['\u2019]s)?(?: \w{{1,12}})?[ -](?:code|combination|combo|pin|passcode|keycode)s?"
)

CODES = (
    Rule("pin", told(_PINS, rf"(?:{_NUMBER}(?![\d%]|[.,:]\d)|(?i:{said(2)}))")),
    Rule("pin", told_after(_NUMBER, _PINS)),
    Rule("code", told(_LOCK_CODE, _CODE)),
    Rule("code", told(rf"(?:code|combination|combo) (?:for|to|of|at|on|in) (?:the |my |our |his |her )?(?:[\w'\u2019]{{1,15}} ){{0,2}}?(?:{_LOCKED})", _CODE)),
    Rule("code", told_after(_CODE, rf"{_LOCK_CODE}|code|combination")),
    Rule("code", re.compile(rf"(?i)\b(?:{_LOCKED})(?: \w{{1,10}})?,? (?:opens|unlocks|disarms|is opened|is unlocked|is disarmed|gets opened)(?: with| by| using| on)?(?: the)?(?: code| combination| number)?:? (?P<v>{_CODE})")),
    Rule("code", re.compile(rf"(?i)\b(?:to|and you) (?:get in|come in|enter|open|unlock|disarm)\b[^.\n]{{0,30}}?,? (?:press|type|enter|use|dial|punch in|key in|it'?s) (?P<v>{_CODE})")),
    Rule("code", re.compile(rf"(?i)\b(?:press|type|enter|dial|punch in|key in|punch|use|need|needs) (?P<v>{_CODE}) (?:at|on|into?|for|to (?:open|unlock|disarm)) (?:the |my |our )?(?:\w{{1,12}} )?(?:{_LOCKED})\b")),
    Rule("code", re.compile(r"(?i)\b(?:my|our|the) (?:secret |entry |access |new )?(?:code|combination|combo)(?: is|'s|:| =) (?P<v>[#*]?\d(?:[ -]?\d){3,9}[#*]?)(?![\d%]|[.,:]\d| (?:lines|words|pages|characters))")),
    Rule("code", re.compile(r"(?i)\b(?:otp|one[- ]time (?:code|password|pin)|verification code|2fa code|backup codes?|g-)\b[^\d\n]{0,15}(?P<v>\d{3,4}[ -]?\d{3,4})\b")),
)  # fmt: skip

_MAIDEN = (
    r"(?:mother|mum|mom|mam|mama|mummy|mommy)(?:['\u2019]?s)? (?:maiden|birth|unmarried|family) (?:sur)?name"
)
_ASKED = r"(?:security|(?<=my )secret|(?<=our )secret|memorable) (?:question|answer|word|name|place|date)s?(?: answer)?"

OTHER_WORDS = (
    Rule(
        "recovery",
        re.compile(
            r"(?i)\b(?:(?:recovery|seed|back ?up|mnemonic|wallet|secret)[ -](?:words?|phrase|seed)|mnemonic|seed)\b[^.:\n]{0,30}?"
            r"(?::| are| is| =)\s{0,3}(?:\d+[.)] )?(?P<v>[a-z]{3,10}(?:[ ,]{1,2}(?:\d{1,2}[.)] ?)?[a-z]{3,10}){3,23})"
        ),
        are_recovery_words,
    ),
    Rule("recovery", re.compile(r"(?m)(?:^|: ?)(?P<v>[a-z]{3,8}(?: [a-z]{3,8}){11,23})[.!]?$"), is_wallet),
    Rule("question", told(_MAIDEN, r"[\w'\u2019-]{2,40}", MUST_LEAD), is_password),
    Rule("question", told_after(r"[A-Z][\w'\u2019-]{1,40}", _MAIDEN)),
    Rule("question", told(_ASKED, r"[\w'\u2019-]{3,40}", MUST_LEAD), is_password),
    Rule("question", re.compile(rf"(?i)\banswer to (?:my|the|our) (?:secur\w+|secret) question{LEADS}(?P<v>[\w'\u2019-]{{3,40}})"), is_password),
)  # fmt: skip
