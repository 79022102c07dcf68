"""What the README tells a person to type exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from luna_desktop.cli.main import build_parser
from tests.project.tree import ROOT, named

DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


def code_lines(text: str) -> list[str]:
    """Lines of code blocks and single pieces of inline code."""
    blocks = re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return lines + re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


def luna_calls() -> list[str]:
    """Whole calls; prose that only names a verb (`luna chat`) is covered by the next test."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return sorted({line for line in code_lines(text) if re.match(r"luna \S+ \S", line)})


@pytest.mark.parametrize("call", luna_calls())
def test_every_luna_call_is_a_real_one(call: str) -> None:
    build_parser().parse_args(shlex.split(call)[1:])


def test_every_verb_is_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    actions = [a for a in build_parser()._actions if a.metavar == "VERB"]
    for verb in actions[0].choices or ():
        assert f"luna {verb}" in text, verb


def test_every_make_target_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named_targets = {m for line in code_lines(text) for m in re.findall(r"^make ([a-z-]+)$", line)}
    assert {"run", "test"} <= named_targets <= targets


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_link_within_the_project_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text(encoding="utf-8"))
    inner = [link for link in links if "://" not in link and not link.startswith("mailto:")]
    missing = [link for link in inner if not (document.parent / link).exists()]
    assert not missing, missing


def test_ci_runs_what_the_readme_says() -> None:
    assert "\nmake test\n" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
