"""Finding, looking into and installing the environments that stages run in."""
