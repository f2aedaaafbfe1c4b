"""Help pages: the keys."""
