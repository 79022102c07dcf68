"""Luna's innate language: fact kinds, forms, curricula, episodes. Standard library only."""
