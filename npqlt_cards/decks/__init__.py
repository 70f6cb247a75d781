"""Deck files and what they hold: areas, statements, notes and cards."""
