"""JSON over the same services as the pages, one package a version."""
