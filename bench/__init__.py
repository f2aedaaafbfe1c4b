"""Every published figure has its script here; `make bench` runs them and writes results.md."""
