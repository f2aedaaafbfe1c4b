"""Analyses of a project: the list, and each as its form A to F."""
