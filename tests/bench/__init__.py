"""Benchmarks: run by hand, never collected."""
