"""Running jobs: every stage that is not already done, in order, each in its own process."""
