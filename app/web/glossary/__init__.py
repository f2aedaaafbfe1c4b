"""The words of the field: one list, a page of it, and the way to it from where people stumble."""
