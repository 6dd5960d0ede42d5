"""Replays calls that fill a hash table, where a run before has read the same."""
