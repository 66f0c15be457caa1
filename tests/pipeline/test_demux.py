"""Any media to 16 kHz mono: real containers and codecs, made by PyAV."""

import math
import wave
from itertools import pairwise

import av
import pytest
from asr_pipeline.errors import MediaError
from asr_pipeline.jobs.context import StageContext
from asr_pipeline.stages import demux

CODECS = {
    "wav": "pcm_s16le",
    "flac": "flac",
    "mp3": "libmp3lame",
    "m4a": "aac",
    "ogg": "libopus",
    "mp4": "aac",
    "mkv": "ac3",
}


def run(source):
    fractions = []
    context = StageContext(source.parent, {"source": source}, {}, fractions.append)
    demux.run(context)
    assert context.written == ["audio.wav"]
    assert fractions == sorted(fractions)
    with wave.open(str(source.parent / "audio.wav")) as file:
        assert file.getparams()[:3] == (1, 2, 16000)
        return file.readframes(file.getnframes())


def transcode(wav, target, codec, rate=48000, layout="stereo"):
    with av.open(str(wav)) as source, av.open(str(target), "w") as output:
        stream = output.add_stream(codec, rate=rate, layout=layout)
        resampler = av.AudioResampler(
            format=stream.format, layout=layout, rate=rate, frame_size=stream.frame_size or None
        )
        for frame in [*source.decode(audio=0), None]:
            for ready in resampler.resample(frame):
                output.mux(stream.encode(ready))
        output.mux(stream.encode(None))
    return target


@pytest.mark.parametrize("suffix", CODECS)
def test_every_format_becomes_the_same_tone(suffix, tone, tmp_path):
    folder = tmp_path / "media"
    folder.mkdir()
    samples = run(transcode(tone(), folder / f"sound.{suffix}", CODECS[suffix]))
    assert len(samples) / 2 / 16000 == pytest.approx(3.0, abs=0.1)
    values = memoryview(samples).cast("h")[16000:32000]
    crossings = sum(a < 0 <= b for a, b in pairwise(values))
    assert crossings == pytest.approx(440, abs=3)
    assert math.sqrt(sum(value**2 for value in values) / len(values)) > 3000


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (16000, 1), (44100, 2), (192000, 8)])
def test_rates_and_channels(rate, channels, tone):
    samples = run(tone(rate=rate, channels=channels, seconds=1.0))
    assert len(samples) / 2 == pytest.approx(16000, abs=40)


def test_16_khz_mono_is_not_touched(tone):
    path = tone()
    with wave.open(str(path)) as file:
        assert run(path) == file.readframes(file.getnframes())


def test_a_truncated_file_gives_what_is_left_of_it(tone, tmp_path, caplog):
    folder = tmp_path / "media"
    folder.mkdir()
    whole = transcode(tone(), folder / "sound.flac", "flac")
    cut = folder / "cut.flac"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert 0.5 < len(run(cut)) / 2 / 16000 < 2.5


@pytest.mark.parametrize("name", ["text.wav", "text.mp3", "text.mp4", "list.m3u8", "text.srt"])
def test_text_is_no_media_whatever_its_name(name, tone, tmp_path):
    source = tmp_path / name
    source.write_text(f"#EXTM3U\n#EXTINF:3,\n{tone()}\n" + "plain text\n" * 200)
    with pytest.raises(MediaError, match="not a media file"):
        run(source)
    assert not (tmp_path / "audio.wav").exists()


def test_video_without_sound(tmp_path):
    source = tmp_path / "silent.mp4"
    with av.open(str(source), "w") as output:
        stream = output.add_stream("mpeg4", rate=10)
        stream.width = stream.height = 64
        for _ in range(5):
            output.mux(stream.encode(av.VideoFrame(64, 64, "yuv420p")))
        output.mux(stream.encode(None))
    with pytest.raises(MediaError, match="no audio stream"):
        run(source)


def test_an_audio_stream_without_samples(tone, tmp_path):
    with pytest.raises(MediaError, match="no samples"):
        run(tone(seconds=0))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tone.wav"]


def with_times(wav, target, late):
    """Store a file's sound so that `late`, a function of seconds, delays what comes then.

    There is a picture from the start on, as in a film.
    """
    with av.open(str(wav)) as source, av.open(str(target), "w") as output:
        picture = output.add_stream("mpeg4", rate=10)
        picture.width = picture.height = 64
        sound = output.add_stream("pcm_s16le", rate=16000, layout="mono")
        output.mux(picture.encode(av.VideoFrame(64, 64, "yuv420p")))
        output.mux(picture.encode(None))
        for frame in source.decode(audio=0):
            frame.pts += int(late(frame.time) * 16000)
            output.mux(sound.encode(frame))
        output.mux(sound.encode(None))
    return target


@pytest.mark.parametrize(
    ("late", "silent"),
    [
        (lambda seconds: 1.0, (0.0, 1.0)),
        (lambda seconds: 2.0 if seconds >= 1.0 else 0.0, (1.0, 3.0)),
        (lambda seconds: 0.05 if seconds >= 1.0 else 0.0, None),
    ],
    ids=["it begins after the picture", "a part is missing", "a hair's breadth"],
)
def test_sound_stays_in_step_with_the_picture(tone, tmp_path, late, silent, caplog):
    folder = tmp_path / "film"
    folder.mkdir()
    samples = memoryview(run(with_times(tone(), folder / "film.mkv", late))).cast("h")
    if silent is None:
        assert len(samples) == 3 * 16000
        assert not caplog.records
        return
    start, end = (int(one * 16000) for one in silent)
    assert len(samples) == pytest.approx(3 * 16000 + end - start, abs=1600)
    assert not any(samples[start + 1600 : end - 1600])
    assert all(any(samples[at : at + 1600]) for at in range(end + 1600, len(samples) - 1600, 1600))
    assert "sound are missing: silence stands for them" in caplog.text
