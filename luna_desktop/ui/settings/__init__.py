"""The few choices a person has."""
