"""Keys and tokens: those with a maker's mark, and those that only a machine can have drawn.

The marks are what the makers document; open lists such as those of gitleaks and detect-secrets helped to see
which makers matter.
"""

from __future__ import annotations

import re

from luna_desktop.language.secrets.checks import is_base64_key, is_drawn, is_made, is_secret_word
from luna_desktop.language.secrets.rule import LEADS, Rule

# How a maker's tokens begin, and how many letters follow at the least.
_MARKS = """
sk- 16, sk_live_ 10, sk_test_ 10, rk_live_ 10, rk_test_ 10, pk_live_ 10, pk_test_ 10, whsec_ 16, gsk_ 16, xai- 20, pplx- 20,
r8_ 20, m0- 16, hf_ 20, ghp_ 20, gho_ 20, ghu_ 20, ghs_ 20, ghr_ 20, github_pat_ 20, glpat- 16, gldt- 16, glrt- 16,
glcbt- 16, xoxa- 10, xoxb- 10, xoxc- 10, xoxd- 10, xoxe- 10, xoxo- 10, xoxp- 10, xoxr- 10, xoxs- 10, xapp- 10, AIza 30,
ya29. 20, GOCSPX- 20, npm_ 20, pypi- 20, rubygems_ 20, dckr_pat_ 20, shpat_ 20, shpss_ 20, shpca_ 20, shppa_ 20,
dop_v1_ 20, doo_v1_ 20, dor_v1_ 20, sq0atp- 20, sq0csp- 20, EAACEdEose0cBA 10, lin_api_ 20, ntn_ 20, dapi 32,
dp.pt. 20, dp.st. 20, fo1_ 20, FlyV1 20, glsa_ 20, glc_ 20, HRKU- 20, hvs. 20, hvb. 20, NRAK- 20, NRII- 20, PMAK- 20,
pscale_tkn_ 20, pscale_pw_ 20, pul- 20, sntrys_ 20, sntryu_ 20, sbp_ 20, tskey- 16, figd_ 20, ATATT3 20, ATBB 20,
ATCTT3 20, aio_ 20, nfp_ 20, rnd_ 20, xkeysib- 20, re_ 24, lsv2_ 20, bkua_ 20, CCIPAT_ 20, CFPAT- 20, key- 32,
AGE-SECRET-KEY- 20, xprv 40, duffel_live_ 20, EZAK 30, frame-u- 20, ICEPAY 20, SK 32, AC 32, jina_ 20, tvly- 16, nvapi- 20,
fw_ 20, e2b_ 20, sk-or- 20, secret_ 32, ops_ey 20, rpa_ 20, tk- 24, pat- 24, sl. 40, vercel_ 20, cio 32, oy2 40
"""
_MADE_BY = "|".join(
    rf"{re.escape(mark)}[\w.=-]{{{least},400}}"
    for mark, least in sorted(part.split() for part in re.split(r",\s+", _MARKS.strip()))
)
_LABELS = (
    r"(?:api|secret|access|private|auth|authentication|client|encryption|licen[cs]e|product|activation|ssh|bot|"
    r"refresh|session|bearer|personal access|deploy|app)[ _-]?(?:key|token|secret|id)|token|secret|apikey|jwt|cookie"
)
_IN_ADDRESS = (
    r"token|key|api_?key|access_?token|auth|secret|pass(?:word)?|pwd|sig|signature|code|session(?:id)?"
)

KEYS = (
    Rule("key", re.compile(r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY(?: BLOCK)?-----|PuTTY-User-Key-File-\d")),
    Rule("key", re.compile(r"\beyJ[\w-]{8,2000}\.[\w-]{8,2000}\.[\w-]{6,2000}")),
    Rule("key", re.compile(r"\bSG\.[\w-]{16,100}\.[\w-]{16,100}|\bsk\.eyJ[\w-]{10,400}\.[\w-]{10,100}")),
    Rule("key", re.compile(r"\b(?:A(?:KI|SI|RO|GP|ID)A|A3T[A-Z0-9])[A-Z0-9]{16}\b")),
    Rule("key", re.compile(rf"(?<![\w/.-])(?:{_MADE_BY})"), is_made),
    Rule("key", re.compile(r"\b\d{8,10}:AA[\w-]{30,40}")),  # Telegram's bots
    Rule("key", re.compile(r"\b[MNO][\w-]{23,28}\.[\w-]{6}\.[\w-]{27,40}")),  # Discord's bots
    Rule("key", re.compile(r"\b[0-9a-f]{32}-us\d{1,2}\b")),  # Mailchimp
    Rule(
        "key", re.compile(r"\b[5KL][1-9A-HJ-NP-Za-km-z]{50,51}\b|\b0x[0-9a-fA-F]{64}\b"), is_drawn
    ),  # wallets
    Rule(
        "key", re.compile(r"\b(?:[A-Z0-9]{5}-){3,5}[A-Z0-9]{5}\b"), lambda v: is_made(v) and not v.isdigit()
    ),
    Rule("key", re.compile(r"(?i:\bAccountKey=|\bSharedAccessKey=|\b_authToken=)(?P<v>\S{16,200})")),
    Rule("key", re.compile(r"\b(?i:bearer|basic)\s(?P<v>[\w.~+/-]{8,400}={0,2})"), is_made),
    Rule(
        "key",
        re.compile(
            r"(?i)https?://(?:hooks\.slack\.com/(?:services|workflows|triggers)/|(?:\w+\.)?discord(?:app)?\.com/api/webhooks/|"
            r"[\w.-]{1,60}\.webhook\.office\.com/|outlook\.office\.com/webhook/|hooks\.zapier\.com/hooks/|"
            r"maker\.ifttt\.com/trigger/|chat\.googleapis\.com/v1/spaces/|api\.telegram\.org/bot|"
            r"hook\.[\w.]{1,20}\.?make\.com/|[\w.-]{1,60}/api/webhook/|[\w.-]{1,60}\.logic\.azure\.com)\S{6,400}"
        ),
    ),
    Rule(
        "key", re.compile(rf"(?i)https?://\S{{3,300}}?[?&#](?:{_IN_ADDRESS})=(?P<v>[^&\s]{{8,400}})"), is_made
    ),
    Rule(
        "key", re.compile(rf"(?i)(?<![a-z])(?:{_LABELS})\b{LEADS}(?P<v>[\w.+/=~:-]{{8,400}})"), is_secret_word
    ),
    Rule(
        "key",
        re.compile(r"(?i)\b\w{0,30}(?:secret|token|api_?key)\w{0,10} ?[:=] ?[\"']?(?P<v>[^\s\"']{8,200})"),
        is_made,
    ),
)

# The least sure, after everything that looks like them: a sum of a file or a commit is none.
DRAWN = (
    Rule(
        "key",
        re.compile(
            r"(?<![\w/.@+-])(?<!commit )(?<!sha )(?<!sha256:)(?<!sha256 )(?<!md5 )(?<!md5: )(?<!hash )(?<!checksum )"
            r"[A-Za-z0-9+/_=-]{20,400}(?![\w@])"
        ),
        is_drawn,
    ),
    Rule("key", re.compile(r"(?<![\w/.@+=:-])[A-Za-z0-9+/]{40}(?![\w@+/=.-])"), is_base64_key),
)
