"""The first version: additive changes only."""
