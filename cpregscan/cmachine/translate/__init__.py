"""Translates parsed C functions to Python source."""
