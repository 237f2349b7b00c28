"""The search for the setting of an encoder, on made-up encoders; the parts of a clip that are tried."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from btspress.recipes.encode import AV1, H264
from btspress.recipes.quality import STEP, Quality, Score, Search, Trial, coarser, crf_of
from btspress.recipes.trials import Windows, keeps, spread

WANTED = Quality(93, 80)
SMALL = 1280 * 720

codecs = st.sampled_from([AV1, H264])
crfs = st.integers(18 * 4, 34 * 4).map(lambda quarter: quarter * STEP)
scores = st.builds(Score, st.floats(40, 100), st.floats(20, 100))
trials = st.lists(st.builds(Trial, crfs, scores), min_size=1, max_size=4, unique_by=lambda trial: trial.crf)


@st.composite
def encoders(draw):
    """Score by CRF, as encoders do it: what is missing to 100 grows with CRF, ever faster, and a little uneven."""
    codec = draw(codecs)
    where = draw(st.floats(22, 48) if codec == AV1 else st.floats(18, 30))
    bend = draw(st.floats(1, 2.5) if codec == AV1 else st.floats(1.5, 4))
    worse = draw(st.floats(1.1, 1.6))
    noise = draw(st.lists(st.floats(-0.1, 0.1), min_size=8, max_size=8))

    def score(crf):
        missing = (100 - WANTED.target) * (float(crf) / where) ** bend
        uneven = noise[int(crf * 4) % len(noise)]
        return Score(100 - missing + uneven, 100 - worse * missing)

    return codec, score


def searched(search, score):
    found = []
    while (crf := search.next(found)) is not None:
        found.append(Trial(crf, score(crf)))
    return found


@given(encoders())
def test_four_trials_find_the_target_to_about_a_point(encoder):
    codec, score = encoder
    search = Search(codec, WANTED, most=4)
    best = search.best(searched(search, score))
    assert search.reached(best)
    assert best.score.mean <= WANTED.target + 1.2


@given(encoders(), st.integers(1, 4))
def test_no_more_is_tried_than_allowed_and_nothing_twice(encoder, most):
    codec, score = encoder
    found = searched(Search(codec, WANTED, most=most), score)
    assert 1 <= len(found) <= most
    assert len({trial.crf for trial in found}) == len(found)


@given(codecs, st.floats(0, 100), st.floats(0, 100))
def test_no_setting_lies_beyond_what_an_encoder_is_good_for(codec, mean, low):
    search = Search(codec, WANTED, most=4)
    for trial in searched(search, lambda crf: Score(mean, low)):
        assert 14 <= trial.crf <= 55
        assert trial.crf % STEP == 0


@given(codecs, trials)
def test_the_best_is_good_where_any_is_and_then_the_coarsest_of_those(codec, found):
    search = Search(codec, WANTED, most=4)
    good = [trial for trial in found if search.reached(trial)]
    best = search.best(found)
    assert best in (good or found)
    assert not good or best.crf == max(trial.crf for trial in good)


@given(codecs, trials)
def test_what_is_predicted_is_no_coarser_than_a_trial_that_fell_short(codec, found):
    """Unless a still coarser one was measured to be good enough."""
    search = Search(codec, WANTED, most=5)
    assume(not any(search.reached(trial) for trial in found))
    assert search.predicted(found) <= max(min(trial.crf for trial in found), 18)


@given(codecs, trials, st.floats(0, 5))
def test_better_scores_never_lead_to_a_finer_setting(codec, found, more):
    """All else being equal: with the same slope, a clip that scores higher may be encoded coarser."""
    first = found[:1]
    better = [Trial(trial.crf, Score(trial.score.mean + more, trial.score.low + more)) for trial in first]
    search = Search(codec, WANTED, most=4)
    assert search.predicted(better) >= search.predicted(first)


def test_a_line_between_two_trials_is_followed():
    """Missing 4 and 9 are 2 and 3 squared; 6.25 is missing half way."""
    search = Search(AV1, Quality(93, 0), most=4, beyond=0.75)
    found = [Trial(Fraction(30), Score(96, 96)), Trial(Fraction(40), Score(91, 91))]
    assert search.predicted(found) == 35


def test_the_worst_frames_count_too():
    found = [Trial(Fraction(30), Score(98, 84)), Trial(Fraction(40), Score(95, 75))]
    assert Search(AV1, Quality(93, 0), most=4).predicted(found) > 40
    assert 30 < Search(AV1, WANTED, most=4).predicted(found) < 40


def test_trials_of_another_kind_tell_how_steep_it_goes():
    flat = (Trial(Fraction(30), Score(95, 90)), Trial(Fraction(40), Score(93.5, 88)))
    one = [Trial(Fraction(34), Score(95, 90))]
    usual = Search(AV1, WANTED, most=4).predicted(one)
    assert Search(AV1, WANTED, most=4, hints=flat).predicted(one) > usual


def test_a_floor_that_nothing_reaches_costs_no_fortune():
    """A fade to black scores low at any setting: 20 steps finer for 0.4 VMAF are not taken."""
    search = Search(AV1, WANTED, most=4)
    found = [Trial(Fraction(38), Score(94, 70)), Trial(Fraction(18), Score(97, 70.4))]
    assert search.best(found).crf == 38
    assert search.best([*found, Trial(Fraction(30), Score(96, 78))]).crf == 30


def test_an_unsure_score_is_no_reason_to_do_it_again():
    short = [Trial(Fraction(36), Score(92.5, 90))]
    assert Search(AV1, WANTED, most=4).next(short) is not None
    assert Search(AV1, WANTED, most=4, unsure=0.7).next(short) is None


@given(codecs, crfs, st.floats(1.001, 30))
def test_a_file_that_must_be_smaller_gets_a_coarser_setting(codec, crf, times):
    found = coarser(codec, crf, times)
    assert crf < found <= {AV1: 63, H264: 51}[codec]
    assert coarser(codec, Fraction(63), times) is None


def test_without_looking_a_usual_setting_is_taken():
    assert crf_of(AV1) == 32
    assert crf_of(H264) == 22


@given(st.integers(1, 20_000))
def test_samples_lie_apart_inside_the_clip_and_evenly(frames):
    windows = spread(frames, SMALL)
    ends = [first + windows.length for first in windows.firsts]
    assert windows.frames <= frames
    assert windows.firsts[0] >= 0
    assert ends[-1] <= frames
    assert all(end <= first for end, first in zip(ends, windows.firsts[1:], strict=False))
    gaps = [first - end for end, first in zip([0, *ends], [*windows.firsts, frames], strict=True)]
    inner, outer = gaps[1:-1], (gaps[0], gaps[-1])
    assert not inner or max(inner) - min(inner) <= 1
    assert abs(outer[0] - outer[1]) <= 2


@pytest.mark.parametrize(("seconds", "parts"), [(1, 1), (2, 2), (5, 4), (20, 5), (60, 14), (600, 14)])
def test_long_clips_are_sampled_thinly(seconds, parts):
    assert len(spread(24 * seconds, SMALL).firsts) == parts


def test_large_pictures_are_sampled_less_for_they_are_kept_without_loss():
    assert len(spread(24 * 60, 3840 * 2160).firsts) == 4
    assert keeps(10 * 24, SMALL)
    assert not keeps(10 * 24, 3840 * 2160)


def test_a_very_short_clip_is_all_sample():
    assert spread(30, SMALL) == Windows((0,), 30)
