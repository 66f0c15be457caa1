"""Speech in, transcripts and subtitles out, one isolated environment per ML backend."""
