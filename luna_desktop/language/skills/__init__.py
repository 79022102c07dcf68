"""Conversations that teach a base the innate skills: to hear what is meant, to answer, to refuse, to ask."""

from __future__ import annotations

from luna_desktop.language.skills.composer import VERSION, Composer, Mixture, Part, composed, composer_of
from luna_desktop.language.skills.probes import Probe, Verdict, probes

__all__ = ["VERSION", "Composer", "Mixture", "Part", "Probe", "Verdict", "composed", "composer_of", "probes"]
