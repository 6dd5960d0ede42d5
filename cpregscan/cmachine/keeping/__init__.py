"""Keeps a program's translations from one run to the next, for trees that differ in a few files."""
