"""What should not be taught without being asked for: passwords, keys, numbers, addresses.

The rules are data, one file for each matter; ``find`` is the algorithm that reads a text by them.
"""

from luna_desktop.language.secrets.checks import luhn, modulo_97
from luna_desktop.language.secrets.find import MAX_TEXT, Secret, find_secrets, held, held_exchange, held_fact

__all__ = ["MAX_TEXT", "Secret", "find_secrets", "held", "held_exchange", "held_fact", "luhn", "modulo_97"]
