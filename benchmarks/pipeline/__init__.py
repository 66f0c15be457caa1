"""What the pipeline costs beside the work itself."""
