"""Running one stage in the interpreter of its environment, and hearing from it."""
