"""One template source for trainer and chat, so the two can never drift apart.

A prompt is a sequence of segments rather than one string: control tokens are
marked ``special`` and everything a person or Luna wrote is not, so typed text
such as ``<|end|>`` can never become a control token (template injection).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["person", "luna"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a rendered prompt; ``special`` pieces are control tokens."""

    text: str
    special: bool


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """The control tokens around each turn.

    ``end`` closes every turn and is the end-of-generation token; it differs
    from the padding token by construction of the bases.
    """

    begin: str = ""
    person_prefix: str = "<|user|>"
    person_suffix: str = ""
    luna_prefix: str = "<|luna|>"
    end: str = "<|end|>"

    def render(self, turns: Sequence[Turn], *, reply: bool = True) -> tuple[Segment, ...]:
        """Segments for ``turns``; with ``reply`` the opening of Luna's next turn."""
        out: list[Segment] = []

        def special(text: str) -> None:
            if text:
                out.append(Segment(text, True))

        special(self.begin)
        for turn in turns:
            if turn.role == "person":
                special(self.person_prefix)
                out.append(Segment(turn.text, False))
                special(self.person_suffix)
            else:
                special(self.luna_prefix)
                out.append(Segment(turn.text, False))
                special(self.end)
        if reply:
            special(self.luna_prefix)
        return tuple(out)

    def jinja(self) -> str:
        """The same template for a GGUF's metadata, so other programs can chat too."""
        return (
            f"{_q(self.begin)}{{% for message in messages %}}"
            "{% if message['role'] == 'assistant' %}"
            f"{_q(self.luna_prefix)}{{{{ message['content'] }}}}{_q(self.end)}"
            "{% else %}"
            f"{_q(self.person_prefix)}{{{{ message['content'] }}}}{_q(self.person_suffix)}"
            "{% endif %}{% endfor %}"
            f"{{% if add_generation_prompt %}}{_q(self.luna_prefix)}{{% endif %}}"
        )


def _q(text: str) -> str:
    """``text`` as a jinja expression, so that no character of it is markup."""
    if not text:
        return ""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return "{{ '" + escaped + "' }}"
