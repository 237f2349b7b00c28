import itertools
from fractions import Fraction

import pytest

from btspress.media.pace import pace
from btspress.media.packets import Stream, read

LISTING = """\
#software: Lavf63.1.102
#tb 0: 1/24000
#media_type 0: video
#codec_id 0: h264
#dimensions 0: 640x360
#sar 0: 1/1
#tb 1: 1/48000
#media_type 1: audio
#codec_id 1: aac
#sample_rate 1: 48000
#channel_layout_name 1: 5.1(side)
0,      -1001,          0,     1001,    13108, 0x6d672e05
1,      -1024,      -1024,     1024,      291, 0x85738b5e, F=0x5, S=1, Skip Samples, 10, 0x069c00bc
0,          0,       2002,     1001,     3497, 0xb96bcc99, F=0x0
0,       1001,       1001,     1001,      677, 0x558856d8, F=0x0
1,          0,          0,     1024,      291, 0x85738b5e
"""


def stream(times, tick=Fraction(1, 1000), last=41):
    steps = [after - before for before, after in itertools.pairwise(times)]
    return Stream(0, tick, "video", packets=list(zip(times, [*steps, last], strict=True)))


def test_a_listing_tells_streams_with_exact_time_bases():
    video, audio = read(LISTING.splitlines())
    assert (video.kind, video.codec, video.tick) == ("video", "h264", Fraction(1, 24000))
    assert (audio.kind, audio.sample_rate, audio.channels) == ("audio", 48000, 6)


def test_packets_that_are_never_shown_do_not_count():
    video, audio = read(LISTING.splitlines())
    assert len(video.packets) == 3
    assert audio.packets == [(0, 1024)]


def test_frames_out_of_order_keep_the_exact_rate():
    video, _ = read(LISTING.splitlines())
    found = pace(video, None)
    assert (found.rate, found.frames, found.variable) == (Fraction(24000, 1001), 3, False)
    assert found.duration == 3 * Fraction(1001, 24000)


@pytest.mark.parametrize(
    "rate", [Fraction(24), Fraction(25), Fraction(24000, 1001), Fraction(30000, 1001), Fraction(60)]
)
def test_times_rounded_to_milliseconds_still_give_the_exact_rate(rate):
    times = [round(number / rate * 1000) for number in range(2500)]
    found = pace(stream(times, last=round(1000 / rate)), None)
    assert (found.rate, found.variable) == (rate, False)
    assert found.duration == 2500 / rate


def test_the_declared_rate_is_believed_when_the_times_agree():
    assert pace(stream([0, 42, 83]), Fraction(24)).rate == 24
    assert pace(stream([0, 42, 83, 500]), Fraction(24)).variable


def test_dropped_frames_keep_the_rate_that_they_were_taken_at():
    found = pace(stream([0, 1001, 3003, 4004], Fraction(1, 30000), 1001), Fraction(30000, 1001))
    assert found.variable
    assert (found.rate, found.frames, found.duration) == (Fraction(30000, 1001), 4, Fraction(5005, 30000))
    assert found.longest == Fraction(2002, 30000)


def test_one_frame_lasts_what_its_packet_says():
    assert pace(stream([0], Fraction(1, 24), 1), None).rate == 24


@pytest.mark.parametrize(
    ("layout", "count"),
    [
        ("mono", 1),
        ("stereo", 2),
        ("5.1", 6),
        ("7.1(wide)", 8),
        ("3 channels", 3),
        ("quad(side)", 4),
        ("2.1", 3),
        ("7.1.4", 12),
    ],
)
def test_layouts_tell_how_many_channels_there_are(layout, count):
    assert Stream(0, layout=layout).channels == count


def test_a_single_still_in_a_film_is_its_cover():
    assert Stream(0, codec="mjpeg", packets=[(0, 0)]).cover
    assert not Stream(0, codec="mjpeg", packets=[(0, 1), (1, 1)]).cover
    assert not Stream(0, codec="h264", packets=[(0, 1)]).cover


@pytest.mark.parametrize(
    "rate", [Fraction(24), Fraction(24000, 1001), Fraction(25), Fraction(30), Fraction(60000, 1001)]
)
def test_frames_left_out_at_random_do_not_hide_the_rate(rate):
    kept = [number for number in range(600) if number % 7 not in {2, 3} and number % 11]
    times = [round(number / rate * 90_000) for number in kept]
    found = pace(stream(times, Fraction(1, 90_000), round(90_000 / rate)), None)
    assert (found.variable, found.rate) == (True, rate)


def test_frames_without_any_order_are_shown_at_the_usual_rate_next_to_their_steps():
    times = list(itertools.accumulate([0, *([31, 35, 33, 34, 29, 900, 32, 36] * 9)]))
    found = pace(stream(times), Fraction(57600))
    assert (found.variable, found.rate) == (True, Fraction(30000, 1001))
    assert found.longest == Fraction(9, 10)


def test_a_shaking_clock_is_no_varying_rate():
    times = [round(number * 100 / 3) + (7, -6, 0, 4)[number % 4] for number in range(90)]
    found = pace(stream(times, last=33), None)
    assert (found.variable, found.rate, found.duration) == (False, 30, 3)


def test_film_in_the_fields_of_video_is_film_when_only_its_times_tell():
    times = [round(sum((2, 3)[n % 2] for n in range(number)) * Fraction(1001, 60000) * 90_000) for number in range(96)]
    found = pace(stream(times, Fraction(1, 90_000), 3003), Fraction(60000, 1001))
    assert (found.variable, found.rate) == (False, Fraction(24000, 1001))


def test_one_frame_stays_as_long_as_there_is_sound():
    found = pace(stream([0], Fraction(1, 24), 1), Fraction(24), Fraction(5, 2))
    assert (found.variable, found.rate, found.frames, found.duration) == (True, 24, 1, Fraction(5, 2))


def test_the_last_frame_of_reordered_ones_does_not_borrow_a_length():
    times = [(0, 33), (100, 33), (33, 33), (66, 100), (200, 33), (133, 500)]
    found = pace(Stream(0, Fraction(1, 1000), "video", packets=times), None)
    assert found.duration < Fraction(1, 4)


def test_packets_without_times_count_by_when_they_are_decoded():
    unset = -(1 << 63)
    lines = [
        "#tb 0: 1/25",
        "#media_type 0: video",
        *(f"0, {n}, {unset if n % 3 else n + 2}, 1, 9, 0x0" for n in range(9)),
    ]
    (video,) = read(lines)
    assert [time for time, _ in video.packets] == [*range(9)]
