"""What goes wrong on the way from a hub, in plain sentences with the way out."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx
from huggingface_hub import constants
from huggingface_hub.errors import (
    DisabledRepoError,
    EntryNotFoundError,
    FileMetadataError,
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from luna_desktop.domain import disk
from luna_desktop.domain.errors import LunaError
from luna_desktop.domain.hub import Wanted

NOT_FOUND = "hub-not-found"
OVERLOADED = frozenset((408, 500, 502, 503, 504))  # may be well again in a moment
_AGAIN = "What came already is kept: the same again goes on from there."
_AT_HOME = "Look at its network, and at HTTPS_PROXY where there is one."

# Why, and what to do.
_WORDS: Mapping[str, tuple[str, str]] = {
    "hub-nobody": (
        "{repo} is given only to those who accepted its licence, and no token here says who you are.",
        "Accept it at {page}, make a token with read access there, and give it with `hf auth login` or in "
        "HF_TOKEN; then try again.",
    ),
    "hub-gated": (
        "{repo} is given only to those who accepted its licence, and the account of your token has not yet, "
        "or was not let in.",
        "Accept it at {page} with that account, wait until access is granted, then try again.",
    ),
    "hub-token": (
        "{host} does not accept the token of this computer.",
        "Make a new one in your account there, and give it with `hf auth login` or in HF_TOKEN.",
    ),
    NOT_FOUND: (
        "{host} does not know {repo} at {revision}, or does not show it to you: it may have moved, or been "
        "removed.",
        "Look at {page}; or choose another base, or a folder of weights that you have.",
    ),
    "hub-busy": (
        "{host} lets no more be asked for now: too much was asked from here.",
        f"Try again {{wait}}; with a token in HF_TOKEN it allows more. {_AGAIN}",
    ),
    "hub-server": (
        "{host} has trouble of its own (it answers {status}), also after several attempts.",
        f"Try again later. {_AGAIN}",
    ),
    "hub-refused": ("{host} refuses it (it answers {status}).", f"Try again later. {_AGAIN}"),
    "hub-offline": ("HF_HUB_OFFLINE is set, which forbids it.", "Unset it and try again."),
    "hub-certificate": (
        "The certificate of {host} cannot be trusted: something between may be reading along.",
        "Look at the clock of this computer and at its proxy; SSL_CERT_FILE names more certificates.",
    ),
    "hub-proxy": (
        "The proxy does not let it through.",
        "Look at HTTPS_PROXY and the proxy of this computer.",
    ),
    "hub-address": ("{endpoint} is no address of a hub.", "Put it right, or unset HF_ENDPOINT."),
    "hub-unreachable": ("{host} cannot be reached: this computer may be offline.", f"{_AT_HOME} {_AGAIN}"),
    "hub-slow": (
        "{host} sent nothing for too long, also after several attempts.",
        f"Try again later. {_AGAIN}",
    ),
    "hub-cut": ("The connection was cut, also after several attempts.", f"Try again. {_AGAIN}"),
    "hub-strange": (
        "What answers as {host} does not speak as a model hub does.",
        "Where a network wants a sign-in first, sign in with a browser; and look at HF_ENDPOINT.",
    ),
    "hub-no-base": (
        "{repo} lacks config.json, tokenizer.json or weights as safetensors, and no other kinds of files are "
        "fetched.",
        "Choose another base.",
    ),
    "hub-damaged": (
        "{file} came damaged: it is not the file that the hub tells the hash of.",
        "It was thrown away, all else is kept. Try again.",
    ),
}
_SAID_AS = {"hub-nobody": "hub-gated"}
# The first that fits: the later ones are the wider ones.
_CONNECTION: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (OfflineModeIsEnabled, "hub-offline"),
    (ssl.SSLCertVerificationError, "hub-certificate"),
    (httpx.ProxyError, "hub-proxy"),
    ((httpx.InvalidURL, httpx.UnsupportedProtocol), "hub-address"),
    ((httpx.ConnectError, httpx.ConnectTimeout), "hub-unreachable"),
    (httpx.TimeoutException, "hub-slow"),
    (httpx.TransportError, "hub-cut"),
    ((FileMetadataError, httpx.TooManyRedirects, httpx.DecodingError), "hub-strange"),
)
_GONE = (RepositoryNotFoundError, RevisionNotFoundError, EntryNotFoundError, DisabledRepoError)


def host() -> str:
    """The hub that is asked, without the way there."""
    address = constants.ENDPOINT.partition("://")[2] or constants.ENDPOINT
    return address.rpartition("@")[2].strip("/")


def trouble(code: str, wanted: Wanted, **named: object) -> LunaError:
    """The words for ``code``."""
    why, do = _WORDS[code]
    endpoint = constants.ENDPOINT
    told = {
        "host": host(),
        "repo": wanted.repo,
        "revision": wanted.revision,
        "page": f"{endpoint}/{wanted.repo}",
        "endpoint": endpoint,
        **named,
    }
    what = f"{wanted.title} could not be fetched."
    return LunaError(_SAID_AS.get(code, code), what, why.format(**told), do.format(**told))


def told(error: BaseException, wanted: Wanted) -> LunaError | None:
    """What became of the download in words; None for a fault of ours."""
    for one in _causes(error):
        if isinstance(one, LunaError):
            return one
        if isinstance(one, HfHubHTTPError):
            return _answered(one, wanted)
        if (found := _unconnected(error, one, wanted) or _on_the_disk(one)) is not None:
            return found
    return None


def may_pass(error: BaseException) -> bool:
    """Whether trying again in a moment may help."""
    every = list(_causes(error))
    for one in every:
        if isinstance(one, HfHubHTTPError):
            return one.response.status_code in OVERLOADED
    if any(isinstance(one, ssl.SSLCertVerificationError | httpx.ProxyError) for one in every):
        return False
    passing = (httpx.NetworkError, httpx.TimeoutException, httpx.RemoteProtocolError)
    return any(isinstance(one, passing) for one in every)


def is_offline(error: BaseException) -> bool:
    """Whether no connection came about."""
    return any(isinstance(one, httpx.ConnectError | httpx.ConnectTimeout) for one in _causes(error))


def no_space(wanted: Wanted, needed: int, free: int, place: Path) -> LunaError:
    """Told before anything is fetched."""
    return LunaError(
        disk.FULL,
        f"There is no room for {wanted.title}.",
        f"{needed / 1e6:,.0f} MB are needed in {place}, and {free / 1e6:,.0f} MB are free.",
        "Free some space, or have HF_HOME name a folder on a larger disk.",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """``error`` and what it came from: the library wraps what the connection said."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen:
        seen.add(id(found))
        yield found
        found = found.__cause__ or found.__context__


def _answered(error: HfHubHTTPError, wanted: Wanted) -> LunaError:
    """A server answered, and not with what was asked for."""
    status, headers = error.response.status_code, error.response.headers
    named = headers.get("Retry-After", "").strip()
    wait = f"in {named} seconds" if named.isdigit() else "in some minutes"
    if isinstance(error, GatedRepoError) or status == 403:  # by its class it is not found, too
        code = "hub-nobody" if status == 401 else "hub-gated"
    elif "Invalid credentials" in headers.get("X-Error-Message", ""):
        code = "hub-token"
    elif isinstance(error, _GONE) or status in (401, 404, 410):
        code = NOT_FOUND
    elif status == 429:
        code = "hub-busy"
    else:
        code = "hub-server" if status >= 500 or status in OVERLOADED else "hub-refused"
    return trouble(code, wanted, status=status, wait=wait)


def _unconnected(error: BaseException, one: BaseException, wanted: Wanted) -> LunaError | None:
    """No server answered, or not to the end."""
    code = next((code for kinds, code in _CONNECTION if isinstance(one, kinds)), None)
    if code == "hub-unreachable" and any(isinstance(c, ssl.SSLCertVerificationError) for c in _causes(error)):
        code = "hub-certificate"
    return None if code is None else trouble(code, wanted)


def _on_the_disk(error: BaseException) -> LunaError | None:
    if not isinstance(error, OSError) or error.errno is None:
        return None
    place = Path(constants.HF_HUB_CACHE)
    if (found := disk.no_room(error, place)) is not None or not disk.is_refusal(error):
        return found
    return LunaError(
        "hub-cache-unwritable",
        "The base cannot be kept.",
        f"The folder {error.filename or place} cannot be written to.",
        "Make it writable, or have HF_HOME name another folder.",
    )
