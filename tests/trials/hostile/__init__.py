"""Hostile input, by the million: every way in, what is made to break it, and what must hold whatever comes.

``python -m tests.trials.hostile`` runs it; CONTRIBUTING tells how.
"""
