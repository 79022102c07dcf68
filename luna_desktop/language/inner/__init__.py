"""The way of teaching for a base that reads: facts with open keys, told and asked in anyone's words."""
