"""From a transcript to cues, and from cues to subtitle files."""
