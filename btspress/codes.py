"""Every code a diagnostic may carry: one row each, from which the reference page is made too.

E1xx blocks · E2xx references to media and time · E3xx attributes and figures · E4xx people and references ·
E5xx rights · E6xx front matter · E7xx translation · E8xx captions · E9xx surroundings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding; code and name never change once published."""

    code: str
    name: str
    severity: str
    meaning: str
    remedy: str


# fmt: off
_ROWS = (
    Code("E101", "unreadable-text", "error", "The file is not UTF-8 text.", "Save it as UTF-8; media belongs in a media folder."),
    Code("E102", "broken-braces", "error", "The braces after a title or picture cannot be read.", "Write {key=value other=\"two words\"} and close the brace on the same line."),
    Code("E103", "too-long", "error", "A line or file is too long to be text.", "Split it: a line may have 20,000 characters, a file 1 MiB."),
    Code("E104", "nameless-block", "error", "The square brackets of a block hold no name.", "Name the block first: [!decision]."),
    Code("E105", "nested-too-deep", "error", "Blocks or lists are nested deeper than the limit.", "Move the inner block out; six levels of blocks are the most."),
    Code("E106", "unknown-syntax", "error", "An attribute stands where none can.", "Put braces after a block's title or directly behind a picture."),
    Code("E108", "glued-block", "error", "A block starts inside the text of the block above.", "Leave a line without '>' before the line that starts it."),
    Code("E109", "split-block", "warning", "A block is followed by a quote without a name.", "Put '>' on the empty line between them, or a paragraph."),
    Code("E110", "unknown-block", "error", "No block has this name.", "Choose one of the blocks in the format reference."),
    Code("E111", "content-not-taken", "error", "This block is filled by btspress.", "Remove the lines below its title."),
    Code("E112", "empty-block", "error", "This block needs content.", "Write at least one paragraph, list or picture below its title."),
    Code("E113", "title-missing", "error", "This block needs a title.", "Write the title behind the square brackets."),
    Code("E114", "signature-missing", "error", "It is not said who speaks.", "End the block with: — Name, role"),
    Code("E115", "bad-annotation", "error", "A line of a clip's list does not start with a time.", "Write: - 00:12 What happens"),
    Code("E120", "html", "error", "HTML is not taken in chapters.", "Use Markdown; a clip is written ![what one sees](clip.mp4)."),
    Code("E200", "not-media", "error", "The file is neither a picture, a video nor a sound.", "Refer to a media file, or use a link instead of a picture."),
    Code("E201", "unknown-fragment", "error", "The part after '#' has an unknown key.", "Known keys: t, tc, f, id, xywh, track, still."),
    Code("E202", "two-times", "error", "One reference selects time twice.", "Keep one of t=, tc=, f= and id=."),
    Code("E203", "still-with-range", "error", "A still is one moment, not a range.", "Give one time: #t=12.5&still."),
    Code("E204", "poster-outside", "warning", "The poster lies outside the clip.", "Choose a time inside the range."),
    Code("E205", "no-description", "error", "A picture or clip has no description.", "Say in the square brackets what one sees."),
    Code("E206", "no-such-file", "error", "The file does not exist.", "Check the name; paths count from the chapter's folder, then the film's, then media.roots."),
    Code("E207", "wrong-name", "error", "The file's name differs in case or accents, or leaves the site.", "Write the name exactly as it is on disk."),
    Code("E208", "space-in-address", "error", "This looks like a clip but is plain text.", "Wrap an address that has spaces in angle brackets: <my take.mp4>."),
    Code("E209", "hash-in-name", "error", "A '#' in a file name reads as a fragment.", "Write %23 for it."),
    Code("E210", "empty-fragment", "warning", "There is '#' without a fragment.", "Remove the '#'."),
    Code("E211", "bad-time", "error", "A time cannot be read.", "Write 12.5, 1:02, 1:02:03.5 or hh:mm:ss:ff."),
    Code("E212", "no-such-frame", "error", "The frame number does not exist at this rate.", "Frames count from 00 to one less than the rate."),
    Code("E213", "no-drop-frame", "error", "Drop-frame timecode at a rate that has none.", "Use ':' instead of ';'."),
    Code("E214", "dropped-timecode", "error", "Drop-frame counting skips this timecode.", "Use the next frame."),
    Code("E215", "bad-frame-number", "error", "A frame number cannot be read or lies before the first.", "Write whole numbers not below first_frame."),
    Code("E216", "ends-before-start", "error", "The clip ends before it starts.", "Swap the two times."),
    Code("E217", "empty-mark", "error", "id= names no mark.", "Write the name of a mark in the clip's marks file."),
    Code("E218", "time-on-picture", "error", "A picture has no time.", "Remove the time."),
    Code("E219", "after-the-end", "error", "The time is after the end of the file.", "Choose an earlier time."),
    Code("E220", "no-timecode-track", "error", "tc= needs a clip whose starting timecode is known.", "Add 'timecode: hh:mm:ss:ff' to the clip's sidecar."),
    Code("E221", "bad-region", "error", "The region cannot be read.", "Write xywh=x,y,w,h in pixels, or xywh=percent:x,y,w,h."),
    Code("E222", "empty-region", "error", "The region has no width or no height.", "Give both a size above 0."),
    Code("E223", "region-outside", "error", "The region leaves the picture.", "Keep x+w and y+h inside."),
    Code("E224", "unknown-mark", "error", "The clip has no mark of this name.", "Add it to the clip's marks file."),
    Code("E225", "no-picture", "error", "A still was asked of a file without picture.", "Use a video or a picture."),
    Code("E226", "undecodable", "error", "The media file cannot be read.", "Open it in a player; export it again."),
    Code("E227", "sound-lost", "warning", "The sound of a clip cannot be read; its pictures are shown without it.", "Export the clip again with a sound that players know."),
    Code("E228", "telecine", "note", "A clip is film in the fields of video (3:2 pulldown); its 24 frames are taken out.", "Use the film-rate original if there is one; 'picture: {fields: interlaced}' keeps the fields' rate."),
    Code("E229", "more-pictures", "note", "A picture file holds several pictures; the first is shown.", "Export what moves as a clip, and pages as files of their own."),
    Code("E230", "cue-outside", "error", "The time lies outside the clip.", "Use the clock of the source file, inside the clip's range."),
    Code("E231", "described-twice", "error", "A clip is described in its sidecar and in clips.csv.", "Keep one of them."),
    Code("E232", "cue-elsewhere", "note", "The cue's clip is not shown on this page.", "Show the clip, or leave the link to open the file."),
    Code("E233", "annotations-overlap", "warning", "Two annotations lie over each other at the same place.", "Move one of them, or give it a region."),
    Code("E234", "annotation-unreadable", "warning", "An annotation is too long or too short to be read.", "At most 84 characters, at least 5/6 of a second."),
    Code("E235", "sidecar-differs", "warning", "The sidecar and the file itself say different things.", "Correct the sidecar, or export the file again."),
    Code("E236", "look-unreadable", "error", "A look cannot be used; the message says why.", "Export it again as one 3D .cube with at most 65 steps."),
    Code("E237", "repair-unused", "warning", "Repairs of a clip are asked for where there is none.", "Remove 'picture:' from the sidecar."),
    Code("E301", "unknown-attribute", "error", "The block or picture does not know this attribute.", "See the block's page in the format reference."),
    Code("E302", "wrong-value", "error", "The attribute has a value that it cannot take.", "Choose one of the values listed."),
    Code("E303", "unknown-shape", "error", "No figure has this shape.", "Shapes: .wide .full .inset .left .right."),
    Code("E304", "given-twice", "error", "An attribute is given twice.", "Keep one."),
    Code("E306", "compare-one-side", "error", "A comparison needs two to five pictures.", "Add the frame to compare with."),
    Code("E307", "framing-differs", "warning", "The pictures of a comparison have different shapes.", "Crop one with xywh, or use mode=side."),
    Code("E308", "sequence-too-short", "error", "A sequence needs at least two shots.", "Add a shot to the numbered list."),
    Code("E309", "transition-too-long", "error", "A transition is longer than half of a shot.", "Shorten dur= or lengthen the shot."),
    Code("E310", "mixed-sound", "note", "Some shots of the sequence have sound and some have not.", "Silence is put where there is none."),
    Code("E311", "watch-on-picture", "error", "watch= needs a clip.", "Add a clip to the exercise or remove watch=."),
    Code("E320", "loop-on-sound", "error", "A sound cannot loop as a picture does.", "Remove loop."),
    Code("E321", "autoplay-with-sound", "error", "autoplay needs muted.", "Write {autoplay muted}."),
    Code("E322", "loop-too-long", "warning", "A mute loop is longer than 15 seconds: its picture will be coarse.", "Choose a shorter range, or remove loop."),
    Code("E401", "unknown-person", "error", "Nobody has this name, but somebody nearly has.", "Correct the name or create the person's file."),
    Code("E402", "role-differs", "warning", "The role is not the one in the person's file.", "Make them agree."),
    Code("E403", "no-consent", "error", "This person has withdrawn consent and is still shown.", "Remove what shows them."),
    Code("E404", "dangling-reference", "error", "The thing referred to does not exist.", "Correct the id."),
    Code("E405", "unknown-motif-or-phase", "error", "film.md knows no such motif or phase.", "Add it to film.md or correct the name."),
    Code("E406", "milestone-outside-phase", "warning", "A milestone lies outside its phase.", "Correct one of the dates."),
    Code("E407", "dates-run-backwards", "warning", "The chapter is earlier than the one it follows.", "Correct the dates or 'follows'."),
    Code("E408", "two-people-one-name", "error", "Two people files have one name.", "Tell them apart by name or alias."),
    Code("E409", "unknown-term", "error", "The glossary has no such term.", "Add it to glossary.md."),
    Code("E410", "missing-source", "error", "A note names a source file that does not exist.", "Create it under sources/."),
    Code("E411", "broken-link", "error", "A link leads to a page that does not exist.", "Correct the address."),
    Code("E412", "unused-note", "error", "A footnote mark has no note, or a note no mark.", "Write both [^1] and [^1]: text."),
    Code("E413", "same-address", "error", "Two files would get the same address.", "Rename one of them."),
    Code("E501", "not-cleared", "warning", "The material is not cleared; it is left out.", "Clear it, or remove it; --release makes this an error."),
    Code("E502", "denied", "error", "Clearance is denied.", "Remove the material."),
    Code("E503", "expired", "error", "The rights have expired.", "Renew them or remove the material."),
    Code("E504", "no-holder", "note", "A clip has neither licence nor holder.", "Add rights to the clip, the film or site.md."),
    Code("E505", "embargo-without-zone", "error", "An embargo needs a date, a time and a time zone.", "Write 2026-03-01T09:00+01:00."),
    Code("E601", "front-matter-unclosed", "error", "The front matter is never closed.", "Put a line '---' below it."),
    Code("E602", "front-matter-tab", "error", "A tab in the front matter.", "Indent with spaces."),
    Code("E603", "front-matter-broken", "error", "The front matter cannot be read as YAML.", "Write one 'key: value' a line."),
    Code("E604", "no-key", "error", "A line of the front matter is no 'key: value'.", "Write 'key: value'."),
    Code("E605", "key-twice", "error", "A key is given twice.", "Keep one."),
    Code("E606", "yaml-feature", "error", "Anchors, aliases, tags and merge keys are not taken.", "Write the value out."),
    Code("E607", "quote-unclosed", "error", "A quoted value is never closed.", "Close the quote."),
    Code("E608", "colon-in-text", "error", "A text with ': ' needs quotes.", "Put the text in quotes."),
    Code("E609", "front-matter-too-deep", "error", "The front matter is nested too deep or too large.", "Five levels and 1,000 values are the most."),
    Code("E620", "unknown-key", "error", "This kind of file does not know the key.", "See the format reference."),
    Code("E621", "wrong-type", "error", "The value has the wrong form.", "See the format reference."),
    Code("E622", "missing-key", "error", "A required key is missing.", "Add it."),
    Code("E623", "bad-date", "error", "The date cannot be read.", "Write 2012-04-19."),
    Code("E624", "bad-language", "error", "The language tag cannot be read.", "Write a BCP 47 tag such as en, nl or pt-BR."),
    Code("E625", "bad-address", "error", "The web address cannot be read.", "Write https://…"),
    Code("E701", "translation-differs", "error", "The translation lacks a block of the original, or has one more.", "Make the blocks agree."),
    Code("E702", "translation-clip-differs", "warning", "A clip's times differ from the original's.", "Make them agree."),
    Code("E703", "original-missing", "error", "A translation has no original.", "Create the original or rename the file."),
    Code("E801", "captions-unreadable", "error", "The caption file cannot be read.", "Export it as WebVTT or SRT."),
    Code("E802", "cue-ends-early", "error", "A caption ends before it starts.", "Swap its times."),
    Code("E803", "caption-after-end", "warning", "A caption lies after the end of the clip.", "Check that the file belongs to this clip."),
    Code("E804", "caption-too-wide", "note", "A caption line has more than 42 characters.", "Break the line."),
    Code("E805", "caption-too-fast", "note", "A caption asks for more than 20 characters a second.", "Shorten it or show it longer."),
    Code("E806", "captions-overlap", "warning", "Two captions overlap.", "Correct their times."),
    Code("E807", "caption-language", "error", "The name of a text track says no language that there is.", "Name it clip.en.vtt."),
    Code("E809", "caption-encoding", "note", "The caption file is not UTF-8; its encoding was recognised.", "Save it as UTF-8."),
    Code("E810", "captions-missing", "warning", "People speak here and there are no captions.", "Add clip.en.vtt, or 'speech: none' in the sidecar."),
    Code("E811", "text-track-unused", "warning", "A text track is not shown; the message says why.", "Name it clip.en.vtt, clip.en.sdh.vtt or clip.en.desc.vtt."),
    Code("E812", "caption-too-tall", "note", "A caption has more than two lines.", "Make two captions of it."),
    Code("E901", "no-site", "error", "There is no site in this folder.", "Name a folder that has at least one .md file."),
    Code("E902", "no-ffmpeg", "error", "ffmpeg was not found.", "Set BTSPRESS_FFMPEG to one; btspress doctor says what was tried."),
    Code("E903", "output-refused", "error", "The output folder is not ours to replace.", "Choose an empty folder, or one that btspress wrote."),
    Code("E904", "job-failed", "error", "A clip or picture could not be made.", "Read the reason; the file itself may be damaged."),
    Code("E905", "disk", "error", "The disk refused to read or write.", "Free some space, or check the permissions."),
    Code("E906", "theme", "error", "The theme cannot be used.", "Name a built-in theme or a folder under themes/."),
    Code("E907", "template", "error", "A template failed.", "The message names the template's line."),
    Code("E908", "busy", "error", "Another build holds this folder.", "Wait for it to end."),
    Code("E909", "unreadable-file", "error", "The file cannot be opened.", "Check its permissions."),
    Code("E910", "loudness-unknown", "warning", "How loud a sound is could not be measured; it is published as loud as it is.", "Read the reason; export the file again, or write 'sound: {level: no}' in its sidecar."),
)
# fmt: on

CODES: Mapping[str, Code] = MappingProxyType({row.code: row for row in _ROWS})
"""Rows by code, in the order of the table."""
