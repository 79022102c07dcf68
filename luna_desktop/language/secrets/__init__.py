"""What should not be taught without being asked for: passwords, keys, numbers, addresses.

The rules are data, one file for each matter; ``matching`` is the algorithm that reads a text by them. It is imported
with the first text: the patterns take a tenth of a second to compile.
"""

from luna_desktop.language.secrets.find import MAX_TEXT, Secret, find_secrets, held, held_exchange, held_fact

__all__ = ["MAX_TEXT", "Secret", "find_secrets", "held", "held_exchange", "held_fact"]
