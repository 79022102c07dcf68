"""Reads conversations that were held elsewhere. Pure: files in, transcripts out."""
