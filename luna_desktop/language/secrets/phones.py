"""Telephone numbers: by how they are announced, and by the plans of the countries (``phonenumbers``)."""

from __future__ import annotations

import re

from luna_desktop.language.secrets.checks import is_counting
from luna_desktop.language.secrets.rule import Rule, digits_of, said

# Written as a telephone number is: +49 170 1234567, (030) 1234567, 0612345678, 555-123-4567
_WRITTEN = re.compile(
    r"(?<![\w.,:/+-])(?:\+\d{1,3}|00[1-9]\d{0,2}|\(0\d{1,5}\)|0\d{2,5}|\(\d{3}\)|\d{3}(?=[-. ]\d{3}[-. ]\d{4}\b))"
    r"(?:[ ./-]{0,2}\(?\d{1,8}\)?){1,6}(?![\w:])"
)
# Ten or eleven digits in a row, or as mobile numbers are grouped, may be anything: a country's plan decides.
_BARE = re.compile(
    r"(?<![\w.,:/+#$\u20ac\u00a3-])(?:\d{10,11}|\d{5} \d{5}|\d{3} \d{4} \d{4}|\d{5} \d{6})(?![\w%]|[.,:/-]\d| ?(?:people|euros?|dollars?))"
)
_REGIONS = ("US", "IN", "CN", "BR", "GB")  # those with numbers of so many digits; metadata is loaded for each
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}")
_CALLED = (
    r"(?:tele)?phone(?: number)?|mobile(?: number)?|cell(?: ?phone)?(?: number)?|landline|tel|whats ?app(?: number)?|handy(?:nummer)?|"
    r"signal|telegram|fax|my (?:home |work |new |old )?number|(?:his|her|their) number|(?:call|ring|reach|text|phone|message|dial)"
    r"(?: me| us| him| her| mum| mom| dad)?(?: back)?(?: on| at| under|:)|(?:call|ring|text|phone|dial) (?:me|us)|dial"
)  # fmt: skip
_NUMBER_SAID = said(5)


def _is_written(value: str) -> bool:
    # A run of digits may be any number: one without a plus or a bracket before it must be longer.
    digits = digits_of(value)
    enough = 7 if value.startswith(("+", "(")) else 9
    if not enough <= len(digits) <= 15 or _DATE.fullmatch(value.strip()):
        return False
    return not value.startswith("+") or _is_possible(value)


def _is_possible(value: str) -> bool:
    """Whether the country that ``value`` names with its + has numbers of this length."""
    import phonenumbers  # slow to load, and few messages hold a number

    try:
        number = phonenumbers.parse(value)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_possible_number(number)


def _is_mobile(value: str) -> bool:
    """Whether a country's plan has ``value`` as a mobile number."""
    import phonenumbers

    mobile = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE)
    digits = digits_of(value)
    return len(set(digits)) > 3 and any(
        phonenumbers.number_type(phonenumbers.parse(digits, region)) in mobile for region in _REGIONS
    )


PHONES = (
    Rule("phone", _WRITTEN, _is_written),
    Rule("phone", re.compile(rf"(?i)\b(?:{_CALLED})\b[^\d\n]{{0,20}}(?P<v>\d(?:[ .-]?\d){{5,14}})(?!\d|[.,:]\d)"), lambda v: not _DATE.fullmatch(v)),
    Rule("phone", re.compile(rf"(?i)\b(?:{_CALLED})(?:\b|(?<=:)).{{0,20}}?\b(?P<v>{_NUMBER_SAID})"), lambda v: not is_counting(v)),
    Rule("phone", re.compile(rf"(?i)\b(?P<v>{said(7)})"), lambda v: not is_counting(v)),
    Rule("phone", _BARE, _is_mobile),
)  # fmt: skip
