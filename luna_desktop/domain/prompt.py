"""One template source for trainer and chat, so the two can never drift apart.

A prompt is a sequence of segments rather than one string: control tokens are
marked ``special`` and everything a person or Luna wrote is not, so typed text
such as ``<|end|>`` can never become a control token (template injection).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["person", "luna"]
_CONTROL = re.compile(r"<[^<>\s]+>")


@dataclass(frozen=True, slots=True)
class Turn:
    """One utterance."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a rendered prompt; ``special`` pieces come from the template: control tokens, role names."""

    text: str
    special: bool


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """What stands around each turn; the defaults are the embryo's.

    ``end`` is exactly one token: it closes a reply and ends the generation (as any other control
    token does). ``after_end`` stands between it and the next turn. ``begin`` is the BOS, where the
    base wants one. ``system`` is said before the first turn, in a turn of its own that closes as the
    person's does. With ``trim`` the white space around a turn is left out, so that a tokenizer that
    would join it to the line break before it finds nothing to join.
    """

    begin: str = ""
    person_prefix: str = "<|user|>"
    person_suffix: str = ""
    luna_prefix: str = "<|luna|>"
    end: str = "<|end|>"
    after_end: str = ""
    system_prefix: str = ""
    system: str = ""
    trim: bool = False

    @property
    def control_tokens(self) -> tuple[str, ...]:
        """The tokens that the base's tokenizer must have as special ones, each once."""
        opening = (self.system_prefix, self.person_prefix, self.person_suffix, self.luna_prefix)
        found = [token for text in (*opening, self.after_end) for token in _CONTROL.findall(text)]
        return tuple(dict.fromkeys(token for token in (self.begin, *found, self.end) if token))

    def render(self, turns: Sequence[Turn], *, reply: bool = True) -> tuple[Segment, ...]:
        """Segments for ``turns``; with ``reply`` the opening of Luna's next turn."""
        out: list[Segment] = []

        def special(*texts: str) -> None:
            out.extend(Segment(text, True) for text in texts if text)

        special(self.begin)
        if self.system:
            special(self.system_prefix, self.system, self.person_suffix)
        for turn in turns:
            text = turn.text.strip() if self.trim else turn.text
            if turn.role == "person":
                special(self.person_prefix)
                out.append(Segment(text, False))
                special(self.person_suffix)
            else:
                special(self.luna_prefix)
                out.append(Segment(text, False))
                special(self.end, self.after_end)
        if reply:
            special(self.luna_prefix)
        return tuple(out)

    def jinja(self) -> str:
        """The same template for a GGUF's metadata, so other programs can chat too."""
        content = "{{ message['content'] | trim }}" if self.trim else "{{ message['content'] }}"
        own_system, system_turn = "", ""
        if self.system_prefix:
            system_turn = (
                "{% elif message['role'] == 'system' %}"
                f"{_q(self.system_prefix)}{content}{_q(self.person_suffix)}"
            )
        if self.system:
            own_system = (
                "{% if not messages or messages[0]['role'] != 'system' %}"
                f"{_q(self.system_prefix)}{_q(self.system)}{_q(self.person_suffix)}{{% endif %}}"
            )
        return (
            f"{_q(self.begin)}{own_system}{{% for message in messages %}}"
            "{% if message['role'] == 'assistant' %}"
            f"{_q(self.luna_prefix)}{content}{_q(self.end)}{_q(self.after_end)}"
            f"{system_turn}"
            "{% else %}"
            f"{_q(self.person_prefix)}{content}{_q(self.person_suffix)}"
            "{% endif %}{% endfor %}"
            f"{{% if add_generation_prompt %}}{_q(self.luna_prefix)}{{% endif %}}"
        )


EMBRYO = PromptTemplate()
# The default system turns of SmolLM2, Qwen ("You are a helpful AI assistant named SmolLM") and of
# Llama 3.1 and later (today's date) are left out: they say what is not so, or changes every day.
CHATML = PromptTemplate(
    person_prefix="<|im_start|>user\n",
    person_suffix="<|im_end|>\n",
    luna_prefix="<|im_start|>assistant\n",
    end="<|im_end|>",
    after_end="\n",
    system_prefix="<|im_start|>system\n",
    trim=True,
)
LLAMA3 = PromptTemplate(
    begin="<|begin_of_text|>",
    person_prefix="<|start_header_id|>user<|end_header_id|>\n\n",
    person_suffix="<|eot_id|>",
    luna_prefix="<|start_header_id|>assistant<|end_header_id|>\n\n",
    end="<|eot_id|>",
    system_prefix="<|start_header_id|>system<|end_header_id|>\n\n",
    trim=True,
)
TEMPLATES = {"embryo": EMBRYO, "ChatML": CHATML, "Llama 3": LLAMA3}


def _q(text: str) -> str:
    """``text`` as a jinja expression, so that no character of it is markup."""
    if not text:
        return ""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return "{{ '" + escaped + "' }}"
