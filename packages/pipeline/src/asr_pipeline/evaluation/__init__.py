"""How good a result is: its words, the times of its words, and how long it took."""
