"""A job is a folder: its request, its artifacts, their manifests, its logs and its lock."""
