"""Subtitles in a media file, by the real ffmpeg."""

import sys

import av
import pytest
from asr_pipeline.errors import EnvironmentUnavailableError
from asr_pipeline.jobs.context import StageContext
from asr_pipeline.stages import mux

pytestmark = pytest.mark.environment("core")  # the same in every environment


@pytest.fixture
def film(tmp_path):
    """Two seconds of grey picture and a tone, with a name that a shell or ffmpeg could misread."""
    path = tmp_path / "-it's; a $(film):1.mp4"
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("aac", rate=16000)
        sound.layout = "mono"
        for _ in range(20):
            frame = av.VideoFrame(64, 48, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([128]) * plane.buffer_size)
            container.mux(picture.encode(frame))
        for at in range(0, 32000, 1024):
            frame = av.AudioFrame(format="fltp", layout="mono", samples=1024)
            frame.rate, frame.pts = 16000, at
            frame.planes[0].update(bytes(4096))
            container.mux(sound.encode(frame))
        container.mux(picture.encode())
        container.mux(sound.encode())
    return path


def muxed(tmp_path):
    (path,) = tmp_path.glob("jobs/*/08_mux/*.mkv")
    return path


def test_a_film_gets_its_subtitles(asr_pipeline, film, tmp_path):
    arguments = ("run", "--backend", "null", "--mux", "--formats", "vtt", "--language", "en")
    result = asr_pipeline(*arguments, "--", film.name)
    assert result.returncode == 0, result.stderr
    path = muxed(tmp_path)
    assert result.stdout.splitlines()[-1].endswith(path.name)
    with av.open(str(path)) as container:
        kinds = [stream.type for stream in container.streams]
        assert kinds == ["video", "audio", "subtitle"]
        assert container.streams[2].metadata["language"] == "en"
        texts = [bytes(packet).decode() for packet in container.demux(subtitles=0) if packet.size]
    assert texts == ["second0 second1"]


def test_muxing_twice_gives_the_same_bytes(asr_pipeline, film, tmp_path):
    arguments = ("run", "--backend", "null", "--mux", "--", film.name)
    asr_pipeline(*arguments)
    first = muxed(tmp_path).read_bytes()
    muxed(tmp_path).unlink()
    assert asr_pipeline(*arguments).returncode == 0
    assert muxed(tmp_path).read_bytes() == first


def test_sound_alone_can_be_muxed(asr_pipeline, tone, tmp_path):
    assert asr_pipeline("run", tone(), "--backend", "null", "--mux").returncode == 0
    with av.open(str(muxed(tmp_path))) as container:
        assert [stream.type for stream in container.streams] == ["audio", "subtitle"]


def test_without_mux_there_is_no_such_stage(asr_pipeline, tone, tmp_path):
    assert asr_pipeline("run", tone(), "--backend", "null").returncode == 0
    assert not list(tmp_path.glob("jobs/*/08_mux"))


def test_without_ffmpeg_the_message_says_what_to_install(tmp_path, tone, monkeypatch):
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    subtitles = tmp_path / "tone.srt"
    subtitles.write_text("")
    inputs = {"source": tone(), "tone.srt": subtitles}
    context = StageContext(tmp_path, inputs, {"title": "tone", "language": None})
    with pytest.raises(EnvironmentUnavailableError, match="envs install core"):
        mux.run(context)
    assert not (tmp_path / "tone.mkv").exists()
