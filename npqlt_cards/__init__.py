"""The framework of England's NPQ for Leading Teaching as cards that teachers remember."""

__version__ = "0.1.0"
