"""What the front matter of each kind of file may hold: one schema a kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Literal

from btspress.schema import Duration, key
from btspress.unchanging import unchanging

UNREAD = "unread"
"""Stands for a clearance that was written and cannot be read: it keeps back as `denied` does, and is told once."""
Clearance = Literal["", "cleared", "pending", "restricted", "denied"]
Tempo = Literal["", "slow", "steady", "fast"]
SpoilerLevel = Literal["none", "light", "full"]
Unification = Literal["", "unify", "none"]
AudienceName = Literal["public", "press", "crew", "client", "teaching"]
FOREVER = datetime.max.replace(tzinfo=UTC)
"""An embargo that never ends."""
NOBODY = ("nobody",)
"""Stands for audiences that were written and cannot be read."""
_EARLY = "Audiences that see it before its embargo ends: press, crew, client, teaching."
_AUDIENCE = "Who may see it: public, press, crew, client, teaching; everybody, when left out."


@unchanging
class CheckpointHead:
    """Something that must have been passed before others may see a thing."""

    what: str = key(default="", about="What must be done: Legal has seen the rushes.", required=True)
    by: str = key(default="", about="Who does it.")
    passed: date | None = key(default=None, about="The day on which it was done; it is open until then.")
    phase: str = key(default="", about="In film.md: only chapters of this phase wait for it.")
    audience: tuple[AudienceName, ...] = key(default=(), about="Who waits for it; everybody, when left out.")


_UNREAD = (CheckpointHead("unreadable"),)
"""Stands for checkpoints that were written and cannot be read."""
_CHECKPOINTS = "What must have been passed before it is published."


@unchanging
class RightsHead:
    """`rights:` wherever it stands; what is left out is inherited."""

    holder: str = key(default="", about="Who holds the rights.")
    licence: str = key(default="", about="SPDX name or web address.")
    credit: str = key(default="", about="Text that must be shown beside the material.")
    clearance: Clearance = key(default="", closed=UNREAD, about="cleared, pending, restricted or denied.")
    territory: tuple[str, ...] = key(default=(), about="Where it may be shown.")
    until: date | None = key(default=None, closed=date.min, about="Last day on which it may be shown.")
    contact: str = key(default="", about="Whom to ask; never published.")
    audience: tuple[AudienceName, ...] = key(
        default=(), closed=NOBODY, about="For whom it is cleared; everybody, when left out."
    )


@unchanging
class MediaHead:
    """`media:` of site.md."""

    roots: tuple[str, ...] = key(default=(), about="Further folders to look media up in.")


@unchanging
class VideoHead:
    """`video:` of site.md."""

    quality: int | Literal["fixed"] = key(default=93, about="Mean VMAF of every encode, or fixed: without looking.")
    floor: int = key(default=80, about="VMAF that the worst twentieth of the frames stays above.")
    widest: int = key(default=1280, about="Pixels; no video is wider.")
    stream: Duration | Literal["never"] = key(
        default=Duration(Fraction(60)), about="Length from which a clip is streamed too."
    )
    facts: bool = key(default=True, about="Show camera, lens, rate and loudness of a clip.")


@unchanging
class LoudnessHead:
    """`sound:` of site.md."""

    loudness: int = key(default=-16, about="LUFS that every clip is brought to.")
    peak: int = key(default=-1, about="Highest true peak in dBTP.")


@unchanging
class PublishHead:
    """`publish:` of site.md."""

    to: str = key(
        default="", about="Where btspress deploy sends the site: a folder, me@host:folder, s3://bucket/folder."
    )
    media_to: str = key(default="", about="Where pictures, clips and sounds are sent, when that is another place.")
    media_url: str = key(default="", about="Web address of that place: https://…")
    rules: Literal["netlify", "apache", "nginx", "caddy", "none"] = key(
        default="netlify", about="Headers and redirects for this kind of host; netlify is Cloudflare's too."
    )


@unchanging
class SiteHead:
    """`site.md`."""

    title: str = key(default="Untitled", about="Name of the site.", required=True)
    base_url: str = key(default="", about="Address that it will have: https://…", required=True)
    lang: str = key(default="en", about="Language, BCP 47.", required=True)
    films: tuple[str, ...] = key(default=(), about="Folders of films in the order of the home page.")
    languages: tuple[str, ...] = key(default=(), about="Languages of translations.")
    theme: str = key(default="documentary", about="A built-in theme, or a folder under themes/.")
    description: str = key(default="", about="One or two sentences for search engines.")
    media: MediaHead = key(default=MediaHead(), about="Where media lies.")
    video: VideoHead = key(default=VideoHead(), about="Quality and sizes of videos.")
    look: Unification = key(default="", about="unify: clips of all films are drawn gently to the finished film.")
    sound: LoudnessHead = key(default=LoudnessHead(), about="Loudness of everything that is heard.")
    publish: PublishHead = key(default=PublishHead(), about="Where the site is sent, and for which kind of host.")
    release: bool = key(default=False, about="Build as with --release.")
    review: str = key(default="", about="yes: readers are asked what they think; or where they may send it.")
    territory: tuple[str, ...] = key(default=(), about="Countries that the site is served in; everywhere, if none.")
    checkpoints: tuple[CheckpointHead, ...] = key(default=(), closed=_UNREAD, about=_CHECKPOINTS)
    lint: Mapping[str, str | Mapping[str, str]] = key(
        default_factory=dict, about="By code: off, note, warning or error; or a map of level and limits."
    )
    labels: Mapping[str, str] = key(default_factory=dict, about="Words of the theme, by name.")
    rights: RightsHead = key(default=RightsHead(), about="Defaults for all films.")
    theme_settings: Mapping[str, str] = key(default_factory=dict, about="Passed on to the theme.")


@unchanging
class MotifHead:
    """One motif of film.md; a plain text is its name."""

    name: str = key(default="", about="Its name.")
    look_for: str = key("look-for", default="", about="What to look for.")


@unchanging
class PhaseHead:
    """One phase of film.md."""

    id: str = key(default="", about="Short name for `phase:`.", required=True)
    name: str = key(default="", about="Name that readers see.")
    start: date | None = key("from", default=None, about="First day.")
    end: date | None = key("to", default=None, about="Last day.")
    planned_start: date | None = key("planned-from", default=None, about="First day of the plan.")
    planned_end: date | None = key("planned-to", default=None, about="Last day of the plan.")


@unchanging
class MilestoneHead:
    """One milestone of film.md."""

    on: date | None = key(default=None, about="The day.", required=True)
    what: str = key(default="", about="What happened.", required=True)
    chapter: str = key(default="", about="File name of the chapter that tells it.")
    kind: str = key(default="", about="What kind of step it is.")
    planned: date | None = key(default=None, about="The day for which it was planned.")


@unchanging
class PressStillHead:
    """One still of `press:` in film.md."""

    still: str = key(default="", about="A picture, or a moment of a clip: media/x.mp4#t=12&still", required=True)
    shows: str = key(default="", about="What one sees, for the caption.", required=True)


@unchanging
class PressHead:
    """`press:` of film.md."""

    stills: tuple[PressStillHead, ...] = key(default=(), about="Pictures that newspapers may print.")
    contact: str = key(default="", about="Whom the press asks; everybody can read it.")
    facts: Mapping[str, str] = key(default_factory=dict, about="Lines of the technical sheet: Aspect ratio: 2.40:1")


@unchanging
class FilmHead:
    """`film.md`."""

    title: str = key(default="", about="Title of the film.", required=True)
    year: str = key(default="", about="Year of release.")
    released: date | None = key(default=None, about="Day of release.")
    runtime: str = key(default="", about="Length: 12:14")
    logline: str = key(default="", about="The film in one sentence.")
    synopsis: str = key(default="", about="The film in a paragraph.")
    theme: str = key(default="", about="The one idea that ties the chapters.", required=True)
    motifs: Mapping[str, MotifHead | str] = key(default_factory=dict, about="Things that come back, by id.")
    phases: tuple[PhaseHead, ...] = key(default=(), about="Phases of the production, in order.")
    milestones: tuple[MilestoneHead, ...] = key(default=(), about="Dated steps.")
    studio: str = key(default="", about="Who made it.")
    country: str = key(default="", about="Where it was made.")
    poster: str = key(default="", about="A picture, or a moment of a clip: media/x.mp4#t=12&still")
    trailer: str = key(default="", about="A clip.")
    accent: Literal["", "auto"] = key(default="", about="auto: the poster gives its colours to the film's pages.")
    press: PressHead = key(default=PressHead(), about="What the press gets: stills, and whom to ask.")
    finished: str = key(default="", about="The finished film, or a part of it: for look: unify, and for btspress pair.")
    look: Unification = key(default="", about="unify: its clips are drawn gently to the finished film; or none.")
    ids: Mapping[str, str] = key(default_factory=dict, about="imdb, wikidata, eidr.")
    order: tuple[str, ...] = key(default=(), about="Chapters in reading order, where names do not say it.")
    rights: RightsHead = key(default=RightsHead(), about="For all media of the film.")
    embargo: datetime | None = key(default=None, closed=FOREVER, about="Left out before this instant.")
    early: tuple[AudienceName, ...] = key(default=(), about=_EARLY)
    audience: tuple[AudienceName, ...] = key(default=(), closed=NOBODY, about=_AUDIENCE)
    checkpoints: tuple[CheckpointHead, ...] = key(default=(), closed=_UNREAD, about=_CHECKPOINTS)
    spoilers: SpoilerLevel = key(default="none", about="Level of chapters that say nothing.")


@unchanging
class ChapterHead:
    """A chapter."""

    title: str = key(default="", about="Title; without it, the first heading.")
    summary: str = key(default="", about="One or two sentences for lists.")
    phase: str = key(default="", about="Id of a phase of the film.")
    on: date | None = key(default=None, about="Day of which it tells.")
    start: date | None = key("from", default=None, about="First day of which it tells.")
    end: date | None = key("to", default=None, about="Last day of which it tells.")
    tempo: Tempo = key(default="", about="slow, steady or fast.")
    motifs: tuple[str, ...] = key(default=(), about="Ids of motifs of the film.")
    people: tuple[str, ...] = key(default=(), about="People concerned.")
    poster: str = key(default="", about="Picture or clip that opens the chapter.")
    spoiler: SpoilerLevel | Literal[""] = key(default="", about="Hide the chapter behind a click.")
    embargo: datetime | None = key(default=None, closed=FOREVER, about="Left out before this instant.")
    early: tuple[AudienceName, ...] = key(default=(), about=_EARLY)
    audience: tuple[AudienceName, ...] = key(default=(), closed=NOBODY, about=_AUDIENCE)
    checkpoints: tuple[CheckpointHead, ...] = key(default=(), closed=_UNREAD, about=_CHECKPOINTS)
    draft: bool = key(default=False, closed=True, about="Shown in the preview only.")
    level: str = key(default="", about="For whom: first year.")
    time: str = key(default="", about="Time needed in class.")
    aliases: tuple[str, ...] = key(default=(), about="Former addresses.")
    follows: str = key(default="", about="Chapter that it follows, when it goes back in time.")
    published: date | None = key(default=None, about="Day on which readers get it: for feeds and search engines.")
    lint: Mapping[str, str | Mapping[str, str]] = key(default_factory=dict, about="The same, for this chapter.")
    rights: RightsHead = key(default=RightsHead(), about="For all media of the chapter.")


@unchanging
class RoleHead:
    """One role of a person."""

    film: str = key(default="", about="Folder of the film.")
    role: str = key(default="", about="What they did.")
    department: str = key(default="", about="Camera, sound, art …")
    credited_as: str = key("as", default="", about="Name in the credits.")
    start: date | None = key("from", default=None, about="First day.")
    end: date | None = key("to", default=None, about="Last day.")


@unchanging
class PersonHead:
    """A file under people/."""

    name: str = key(default="", about="Full name.", required=True)
    roles: tuple[RoleHead, ...] = key(default=(), about="What they did on which film.")
    portrait: str = key(default="", about="A picture, or a moment of a clip.")
    pronouns: str = key(default="", about="As they wish.")
    links: tuple[str, ...] = key(default=(), about="Web addresses.")
    aliases: tuple[str, ...] = key(default=(), about="Other names in the text.")
    consent: Literal["", "yes", "no", "withdrawn"] = key(
        default="", closed="withdrawn", about="Whether they may be shown."
    )
    autolink: bool = key(default=True, about="Whether their name becomes a link.")
    embargo: datetime | None = key(default=None, closed=FOREVER, about="Left out before this instant.")
    early: tuple[AudienceName, ...] = key(default=(), about=_EARLY)
    audience: tuple[AudienceName, ...] = key(default=(), closed=NOBODY, about=_AUDIENCE)


@unchanging
class SlateHead:
    """`slate:` of a sidecar."""

    scene: str = key(default="", about="Scene.")
    shot: str = key(default="", about="Shot.")
    take: str = key(default="", about="Take.")
    camera: str = key(default="", about="Camera or roll.")


@unchanging
class PictureHead:
    """`picture:` of a sidecar: repairs, none unless asked for."""

    denoise: Literal["", "gentle", "strong"] = key(default="", about="Less grain and noise.")
    sharpen: Literal["", "gentle", "strong"] = key(default="", about="Crisper edges.")
    stabilise: bool = key(default=False, about="Hold the picture still.")
    fields: Literal["", "interlaced", "progressive"] = key(default="", about="Where the file says it wrong.")
    look: str = key(default="", about="A .cube file: camera log becomes a picture; or unify, or none.")
    strength: int = key(default=100, about="Per cent of the look that is taken.")


@unchanging
class SoundHead:
    """`sound:` of a sidecar: repairs, none unless asked for."""

    clean: Literal["", "gentle", "strong"] = key(default="", about="Less hiss, and less rumble of wind.")
    hum: Literal["", "50", "60"] = key(default="", about="Mains hum to take out, in hertz.")
    level: bool = key(default=True, about="Bring it to the loudness of the site.")


@unchanging
class SidecarHead:
    """A file beside a media file, or a line of clips.csv."""

    title: str = key(default="", about="Name of the clip.")
    on: date | None = key(default=None, about="Day of shooting.")
    place: str = key(default="", about="Where it was shot.")
    phase: str = key(default="", about="Id of a phase.")
    slate: SlateHead | str = key(default="", about="As on the board.")
    timecode: str = key(default="", about="Of the first frame: 10:14:00:00")
    first_frame: str = key(default="", about="Number of the first frame: 1001")
    rate: str = key(default="", about="Frames a second, where their lengths vary: 29.97")
    speech: str = key(default="", about="Language spoken, or none.")
    camera: str = key(default="", about="Camera, where the file does not say it.")
    lens: str = key(default="", about="Lens, where the file does not say it.")
    picture: PictureHead = key(default=PictureHead(), about="Repairs of the picture.")
    sound: SoundHead = key(default=SoundHead(), about="Repairs of the sound.")
    people: tuple[str, ...] = key(default=(), about="Who is seen or heard.")
    pair: str = key(default="", about="Name of its pair.")
    poster: str = key(default="", about="Time of the poster, in seconds or as a timecode.")
    spoiler: SpoilerLevel = key(default="none", about="How much it gives away.")
    embargo: datetime | None = key(default=None, closed=FOREVER, about="Left out before this instant.")
    early: tuple[AudienceName, ...] = key(default=(), about=_EARLY)
    audience: tuple[AudienceName, ...] = key(default=(), closed=NOBODY, about=_AUDIENCE)
    rights: RightsHead = key(default=RightsHead(), about="Rights of this file.")
    stand_in: bool = key("stand-in", default=False, about="It is not from this film.")


@unchanging
class SourceHead:
    """A file under sources/."""

    title: str = key(default="", about="Its title.", required=True)
    by: str = key(default="", about="Who wrote or said it.")
    on: date | None = key(default=None, about="When.")
    url: str = key(default="", about="Where it can be read.")
    accessed: date | None = key(default=None, about="When it was read there.")
    kind: str = key(default="", about="Article, interview, manual …")


@unchanging
class GlossaryHead:
    """`glossary.md`."""

    title: str = key(default="", about="Title of the page.")
