import pytest
from footage import FOOTAGE, container

from btspress.media.sniff import PICTURES, sniff


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("take 4.MP4", "mov"),
        ("rot90-tag.mov", "mov"),
        ("audio-only.m4a", "mov"),
        ("exif-gps-orient6.jpg", "JPEG"),
        ("palette-alpha.png", "PNG"),
        ("sintel-en.vtt", ""),
        ("tos-no.srt", ""),
        ("nasty-positioning.ass", ""),
    ],
)
def test_the_first_bytes_tell_the_kind(name, kind):
    assert container(name) == kind


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x1aE\xdf\xa3\x01\x00", "matroska"),
        (b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01", "mxf"),
        (b"RIFF\x10\x00\x00\x00AVI LIST", "avi"),
        (b"RIFF\x10\x00\x00\x00WAVEfmt ", "wav"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "WEBP"),
        (b"\x00\x00\x00\x1cftypavif", "AVIF"),
        (b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1miafavif", "AVIF"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIF"),
        (b"\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic", "HEIF"),
        (b"v/1\x01\x02\x00\x00\x00", "exr_pipe"),
        (b"\x00\x00\x00\x18ftypqt  ", "mov"),
        (b"\x00\x00\x01\xba\x44", "mpeg"),
        (b"OggS\x00", "ogg"),
        (b"FLV\x01\x05", "flv"),
        (b"fLaC\x00", "flac"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90\x00", "mp3"),
        (b"\xff\xf1\x50\x80", "aac"),
        (b"FORM\x00\x00\x00\x00AIFF", "aiff"),
        ((b"G" + b"\x00" * 187) * 5, "mpegts"),
        (b"GIF89a", "GIF"),
        (b"II*\x00", "TIFF"),
    ],
)
def test_kinds_that_can_be_read_alone_are_known(head, kind):
    assert sniff(head) == kind


@pytest.mark.parametrize(
    "head",
    [
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile secret.mp4\n",
        b"<?xml version='1.0'?><MPD/>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1",
        b"%!PS-Adobe-3.0 EPSF-3.0",
        b"\xff\xfe1\x00\r\x00",
        b"",
        b"G" * 3,
    ],
)
def test_what_may_lead_elsewhere_is_unknown(head):
    assert sniff(head) == ""


def test_pictures_are_told_apart_from_what_ffmpeg_reads():
    kinds = {container(path.name) for path in FOOTAGE.iterdir() if path.is_file()}
    assert kinds & PICTURES == {"JPEG", "PNG"}
