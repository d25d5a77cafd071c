"""Axial coding: the board, the codebook, suggestions, history."""
