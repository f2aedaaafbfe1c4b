"""One's own jobs: how far they are, and a way to stop them."""
