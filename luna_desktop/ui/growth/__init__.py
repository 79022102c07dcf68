"""Luna herself: the moon of her karma, her age, and how she grows."""
