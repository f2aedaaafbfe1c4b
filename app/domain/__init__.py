"""The arithmetic of an estimate: exact, pure, standard library only."""
