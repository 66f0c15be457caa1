"""The steps of a job; each is entered by name in the process of its own environment."""
