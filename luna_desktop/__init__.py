"""Luna Desktop: a companion that starts knowing nothing and truly grows."""

__version__ = "0.1.0"
