"""The rules of the story lint: one file each, one line each, in the order of the reference.

S1xx what a story needs · S2xx voices · S3xx comparisons · S4xx clips · S5xx threads · S6xx tempo and length ·
S7xx people · S8xx learning · S9xx fairness.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from btspress.lint.rule import Rule
from btspress.lint.rules import (
    all_triumph,
    annotation_overload,
    challenge_without_fix,
    claim_without_source,
    clash_one_sided,
    clip_too_long,
    clip_too_short,
    clip_without_caption,
    clip_without_purpose,
    compare_without_decision,
    crew_never_credited,
    exercise_without_clip,
    fatigue_show,
    film_without_finished_frame,
    fix_without_challenge,
    hard_phase_cut,
    jargon_without_glossary,
    location_without_truth,
    missing_phase,
    monotone_rhythm,
    motif_once,
    narration_heavy,
    no_closing_juxtaposition,
    no_decision,
    no_epilogue,
    no_motif,
    no_setup,
    no_stakes,
    no_theme,
    no_wrap,
    objective_without_activity,
    one_voice,
    only_above_the_line,
    order_of_phases,
    orphan_clip,
    pair_left_unused,
    person_without_role,
    repeated_clip,
    runtime_budget,
    same_frame_twice,
    sequence_too_fast,
    sound_ignored,
    soundbite_text_differs,
    soundbite_too_long,
    soundbite_without_image,
    stand_in_unlabelled,
    talking_heads,
    tempo_mismatch,
    tempo_run,
    uneven_chapters,
    wall_of_text,
    yes_no_question,
)

RULES: tuple[Rule, ...] = (
    challenge_without_fix.RULE,  # S101
    fix_without_challenge.RULE,  # S102
    no_decision.RULE,  # S103
    no_wrap.RULE,  # S104
    no_setup.RULE,  # S105
    no_epilogue.RULE,  # S106
    no_stakes.RULE,  # S107
    all_triumph.RULE,  # S108
    order_of_phases.RULE,  # S109
    missing_phase.RULE,  # S110
    soundbite_too_long.RULE,  # S201
    soundbite_text_differs.RULE,  # S202
    talking_heads.RULE,  # S203
    soundbite_without_image.RULE,  # S204
    one_voice.RULE,  # S205
    narration_heavy.RULE,  # S206
    compare_without_decision.RULE,  # S301
    no_closing_juxtaposition.RULE,  # S302
    film_without_finished_frame.RULE,  # S303
    pair_left_unused.RULE,  # S304
    same_frame_twice.RULE,  # S306
    clip_without_caption.RULE,  # S401
    clip_too_long.RULE,  # S402
    clip_too_short.RULE,  # S403
    clip_without_purpose.RULE,  # S404
    annotation_overload.RULE,  # S406
    repeated_clip.RULE,  # S407
    sound_ignored.RULE,  # S408
    no_motif.RULE,  # S501
    motif_once.RULE,  # S502
    no_theme.RULE,  # S503
    orphan_clip.RULE,  # S504
    wall_of_text.RULE,  # S601
    tempo_run.RULE,  # S602
    tempo_mismatch.RULE,  # S603
    monotone_rhythm.RULE,  # S604
    sequence_too_fast.RULE,  # S605
    hard_phase_cut.RULE,  # S606
    runtime_budget.RULE,  # S607
    uneven_chapters.RULE,  # S608
    crew_never_credited.RULE,  # S701
    only_above_the_line.RULE,  # S702
    person_without_role.RULE,  # S703
    jargon_without_glossary.RULE,  # S801
    objective_without_activity.RULE,  # S802
    yes_no_question.RULE,  # S803
    exercise_without_clip.RULE,  # S804
    claim_without_source.RULE,  # S805
    fatigue_show.RULE,  # S901
    clash_one_sided.RULE,  # S902
    stand_in_unlabelled.RULE,  # S903
    location_without_truth.RULE,  # S904
)

BY_WORD: Mapping[str, Rule] = MappingProxyType({word: rule for rule in RULES for word in (rule.code, rule.name)})
"""Rules by code and by name."""
