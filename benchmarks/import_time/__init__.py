"""Import-time analysis of large packages, side by side with lint-imports."""
