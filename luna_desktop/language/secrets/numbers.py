"""Numbers that stand for a person: documents, tax, insurance, medicine, cars, cards and accounts."""

from __future__ import annotations

import re

from luna_desktop.language.secrets.checks import is_card, is_cpf, is_made
from luna_desktop.language.secrets.rule import LEADS, MIXED, MUST_LEAD, NUMBER_OF, WHOLE, Rule, at_least, told

# What a number is called, and the kind it is of. Where "number" is said four digits will do, otherwise six.
_NAMED = (
    (
        "document",
        r"passport|(?<=my )id(?= (?:no|nr|number))|identity card|id card|national id|identity document|personal id|(?:driver'?s?|driving|drivers)"
        r"(?: ?\u2019s)? (?:licen[cs]e|permit)|driver\u2019s licen[cs]e|residence permit|green card|travel document|"
        r"(?:personal|identity|identification|student|employee|staff|voter|alien registration|membership|military)"
        r"(?= (?:id|no|nr|number|card))|personnummer|personalausweis(?:nummer)?|dni|nie|pesel|emirates id|nric|visa",
    ),
    (
        "tax",
        r"ni|nino|n\.i\.|national insurance|social security|social insurance|ssn|social|sin|tax(?:payer)?(?: id)?|tin|"
        r"itin|ein|utr|vat|steuer-?(?:id|nummer)|aadha+r|pan(?: card)?|cpf|cnpj|bsn|tfn|codice fiscale|nif|insee|"
        r"sozialversicherungs ?nummer|rfc|curp",
    ),
    (
        "insurance",
        r"(?:health |car |life |home |travel |medical |dental |motor )?insurance(?: policy| card| member)?|policy|"
        r"krankenversicherung|member(?:ship)?(?= (?:id|number|no))",
    ),
    (
        "medical",
        r"medical(?: record| id)?|mrn|nhs|patient(?: file| record)?|hospital|health (?:card|record|id|service)|"
        r"medicare|medicaid|prescription|chart(?= number)|ehic|health(?= number)",
    ),
    (
        "bank",
        r"(?:bank |savings |current |checking |giro |joint )?(?:account|acct|acc)|a/c|konto(?:nummer)?|kontonr|"
        r"routing|aba|bsb|clabe|bank(?= (?:number|code|nr|no))|iban|sort",
    ),
)  # fmt: skip
_BETWEEN = r"(?: of mine)?"


def _named() -> tuple[Rule, ...]:
    made: list[Rule] = []
    for kind, labels in _NAMED:
        value = rf"{MIXED}{WHOLE}"
        made.append(Rule(kind, told(rf"(?:{labels}){_BETWEEN}{NUMBER_OF}", value), at_least(4)))
        made.append(Rule(kind, told(rf"(?:{labels}){_BETWEEN}", value), at_least(6)))
        before = (
            rf"(?<![\w.,-])(?P<v>{value})(?i:,? (?:is|was) (?:my|our|his|her|the) (?:{labels})\b{NUMBER_OF}?)"
        )
        made.append(Rule(kind, re.compile(before), at_least(5)))
    return tuple(made)


_CARDS = r"(?:credit |debit |bank )?(?<!green )(?<!id )(?<!identity )(?<!pan )(?<!health )(?<!insurance )(?<!member )card|visa|master ?card|amex|american express|maestro|giro ?card"
_PLATE = r"[A-Z0-9\u00c4\u00d6\u00dc]{1,8}(?:[ -][A-Z0-9\u00c4\u00d6\u00dc]{1,5}){0,3}(?![\w])|[a-z]{1,3}\d{1,4}[a-z]{0,3}(?![\w])"
_PLATES = (
    r"(?:number|licen[cs]e|registration|car|reg)[ -]?plates?(?: number)?|plates?(?: number)?|registration(?: number)?|"
    r"(?:car|van|bike|vehicle)(?:['\u2019]s)? reg(?:istration)?(?: number)?|reg(?: number)?|kennzeichen"
)

# The three digits of a card are called a code, which other rules take for one that opens a door.
CARDS = (
    Rule("card", re.compile(r"(?i)\b(?:cvv2?|cvc2?|csc|card verification \w+|card security code)\b[^\d\n]{0,12}(?P<v>\d{3,4})\b")),
    Rule("card", re.compile(r"(?i)\b(?:security code|three digits|3 digits)\b[^.\d\n]{0,30}\bcards?\b[^\d\n]{0,12}(?P<v>\d{3,4})\b")),
    Rule("card", re.compile(rf"(?i)\b(?:{_CARDS})\b[^.\n\d]{{0,30}}\b(?:ends?|ending|ended|finishes)\b[^\d\n]{{0,12}}(?P<v>\d{{4}})\b")),
    Rule("card", re.compile(r"(?i)\blast (?:four|4)(?: digits| numbers)?(?: of (?:my|the|our) [\w ]{1,20}?)?(?: are| is|:)? (?P<v>\d{4})\b")),
    Rule("card", re.compile(r"(?i)\b(?:exp|expiry|expiration|valid (?:thru|through|until|to))\b(?: date)?[:. ]{0,2}(?:is |on |in )?(?P<v>(?:0?[1-9]|1[0-2]) ?[/-] ?(?:20)?[2-4]\d)\b(?![/-])")),
    Rule("card", re.compile(rf"(?i)\b(?:{_CARDS})\b[^.\n\d]{{0,20}}\b(?:expir\w+|runs out)\b[^\d\n]{{0,12}}(?P<v>(?:0?[1-9]|1[0-2]) ?[/-] ?(?:20)?[2-4]\d)\b(?![/-])")),
    Rule("card", told(rf"(?:{_CARDS})(?: number| no\.?| nr\.?)", r"\d(?:[ -]?\d){7,18}(?!\d)")),
)  # fmt: skip

NUMBERS = (
    Rule("card", re.compile(r"(?<![\d.,-])[2-6]\d{3}(?:[ -]?\d){9,15}(?![\d-])"), is_card),
    Rule("bank", re.compile(r"(?i)\bsort ?code\b[^\d\n]{0,12}(?P<v>\d\d[ -]?\d\d[ -]?\d\d)(?!\d)")),
    Rule("bank", re.compile(r"\b(?i:bic|swift)(?i: code)?(?i: is|:| =)? {0,2}(?P<v>[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?)\b")),
    Rule("bank", re.compile(r"(?i)\bbank details?\b[^\d\n]{0,25}(?P<v>\d[\d -]{5,30})")),
    *_named(),
    Rule("tax", re.compile(r"(?<![\d-])(?!000|666|9\d\d)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")),  # United States
    Rule("tax", re.compile(r"\b(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")),  # Britain
    Rule("tax", re.compile(r"\bQQ ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b")),
    Rule("tax", re.compile(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"), is_cpf),  # Brazil
    Rule("tax", re.compile(r"\b[A-Z]{6}\d{2}[A-EHLMPRST]\d{2}[A-Z]\d{3}[A-Z]\b")),  # Italy
    Rule("tax", re.compile(r"\b[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]\b")),  # India
    Rule("document", re.compile(r"\b[A-Z9]{5}\d{6}[A-Z9]{2}[A-Z0-9]{3}\b")),  # a British driving licence
    Rule("plate", told(_PLATES, _PLATE, MUST_LEAD), lambda v: at_least(1)(v) and len(v) >= 4 and not v.isdigit()),
    Rule("plate", re.compile(rf"(?i:\b(?:licen[cs]e|number) plate){LEADS}(?P<v>{_PLATE})"), is_made),
    Rule("document", re.compile(r"(?i)\bimei\b[^\d\n]{0,8}(?P<v>\d{14,16})\b")),
)  # fmt: skip

IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}(?![A-Z0-9])", re.IGNORECASE)
