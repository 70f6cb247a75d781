"""The same work by other programs, side by side: each its own commands or calls, on data that it took in itself."""
