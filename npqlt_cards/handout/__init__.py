"""What is handed out beside the decks: crib sheets of the statements."""
