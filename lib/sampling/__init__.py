"""Strategies that choose what to read next. Pure: (population, size, seed, ...) -> Draw."""
