"""Talking to a GGUF: the client in the parent, llama.cpp in the child."""
