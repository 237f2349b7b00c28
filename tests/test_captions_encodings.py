"""Whatever encoding an editor used, the words arrive; the language in the name of the file tells which is likely."""

import pytest
from footage import FOOTAGE
from hypothesis import given
from hypothesis import strategies as st

from btspress.media.captions import read_captions
from btspress.media.encodings import decoded

SPOKEN = {
    "ar": "وصلنا متأخرين، كان الجسر مغلقا. لماذا لم يأت أحد؟",
    "bg": "Мостът вече беше затворен. Защо угасна светлината?",
    "cs": "Příliš žluťoučký kůň úpěl ďábelské ódy. To není ten most, řekla tiše, ještě štěstí.",
    "da": "Broen var allerede lukket, da vi nåede frem. Hvorfor gik lyset? Ærgerligt, øjeblik.",
    "de": "Die Brücke war schon gesperrt. „Warum ist das Licht aus?“ Ä, Ö, Ü und ß.",
    "el": "Η γέφυρα ήταν ήδη κλειστή. Γιατί έσβησε το φως;",
    "en": "“We had light for one take” – he said… It’s the bridge’s last stand. A café, £5.",
    "es": "El puente ya estaba cerrado. ¿Por qué se apagó la luz? ¡Mañana rodamos!",
    "fi": "Silta oli jo suljettu. Miksi valo sammui? Tältä sillalta näkyy yö.",
    "fr": "Le pont était déjà fermé. Voilà l’été ; où êtes-vous ? Ça, c’est l’œuvre.",
    "he": "הגשר כבר היה סגור. למה כבה האור?",
    "hr": "Most je već bio zatvoren. Što se dogodilo? Žao mi je, šapnula je ona, đak je plakao.",
    "hu": "Árvíztűrő tükörfúrógép. A híd már zárva volt, őrült idő.",
    "ja": "橋はもう閉まっていた。どうして明かりが消えたの？カメラにフィルムがない。",
    "ko": "다리는 이미 닫혀 있었다. 왜 불이 꺼졌지?",
    "lt": "Tiltas jau buvo uždarytas. Kodėl užgeso šviesa? Atsiprašau, sušnabždėjo ji.",
    "pl": "Zażółć gęślą jaźń. Most był już zamknięty, światło zgasło, ćma też.",
    "ro": "Podul era deja închis. Îmi pare rău, a şoptit ea, şi ţara dormea.",
    "ru": "Мост уже был закрыт. Почему погас свет? Прости, прошептала она.",
    "th": "สะพานปิดแล้วเมื่อเรามาถึง ทำไมไฟถึงดับ",
    "tr": "Köprü çoktan kapanmıştı. Işık neden söndü? Ağaçların altında, diye fısıldadı.",
    "uk": "Міст був уже зачинений. Чому згасло світло? Її голос тремтів.",
    "zh": "我们到的时候，桥已经封了。灯为什么灭了？对不起，她轻声说。",
    "zh-Hant": "我們到的時候，橋已經封了。燈為什麼滅了？對不起，她輕聲說。",
}
WEST = ("cp1252", "mac-roman", "cp850")
CENTRE = ("cp1250", "iso8859-2", "mac-latin2", "cp852")
SAVED = {
    **dict.fromkeys(("da", "de", "en", "es", "fi", "fr"), WEST[:2]),
    **dict.fromkeys(("da", "es", "fi"), WEST),
    **dict.fromkeys(("cs", "hr", "hu", "pl"), CENTRE),
    "ro": CENTRE[:2],
    **dict.fromkeys(("bg", "ru", "uk"), ("cp1251", "mac-cyrillic")),
    "ru": ("cp1251", "koi8-r", "mac-cyrillic", "cp866", "iso8859-5"),
    "ar": ("cp1256", "iso8859-6"),
    "el": ("cp1253", "iso8859-7"),
    "he": ("cp1255", "iso8859-8"),
    "ja": ("cp932", "euc-jp", "iso2022-jp"),
    "ko": ("cp949",),
    "lt": ("cp1257", "iso8859-13"),
    "th": ("cp874",),
    "tr": ("cp1254", "iso8859-9"),
    "zh": ("gbk", "gb18030"),
    "zh-Hant": ("big5",),
}
CASES = [(language, codec) for language, codecs in SAVED.items() for codec in (*codecs, "utf-16-le", "utf-16-be")]


def as_captions(text: str) -> str:
    return f"1\r\n00:00:01,000 --> 00:00:09,000\r\n{text}\r\n"


@pytest.mark.parametrize(("language", "codec"), CASES)
def test_the_words_arrive(language, codec):
    data = as_captions(SPOKEN[language]).encode(codec, "ignore")
    captions, problems = read_captions(f"a.{language}.srt", data, language)
    assert captions[0].text == data.decode(codec).split("\r\n")[2]
    assert [found.code for found in problems if found.code == "E809"] == ["E809"]


@pytest.mark.parametrize("language", SPOKEN)
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig"])
def test_utf_8_is_no_problem(language, codec):
    assert decoded(as_captions(SPOKEN[language]).encode(codec), language) == (as_captions(SPOKEN[language]), "")


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_a_mark_at_the_start_names_the_encoding(codec):
    assert decoded(as_captions(SPOKEN["ru"]).encode(codec), "en") == (as_captions(SPOKEN["ru"]), codec.upper())


@pytest.mark.parametrize(
    ("language", "codec", "name"),
    [
        ("de", "cp1252", "Windows-1252"),
        ("pl", "iso8859-2", "ISO 8859-2"),
        ("ru", "koi8-r", "KOI8"),
        ("ja", "cp932", "Shift JIS"),
        ("es", "mac-roman", "Mac Roman"),
        ("es", "cp850", "code page 850"),
        ("zh", "gbk", "GB 18030"),
    ],
)
def test_the_encoding_is_named_as_people_call_it(language, codec, name):
    assert decoded(as_captions(SPOKEN[language]).encode(codec, "ignore"), language)[1] == name


def test_one_broken_byte_does_not_spoil_a_file():
    data = as_captions(SPOKEN["de"] * 3).encode() + b"\xe2\x80"
    text, name = decoded(data, "de")
    assert (text.count("Brücke"), name) == (3, "damaged UTF-8")
    data = as_captions(SPOKEN["de"]).encode("cp1252") + b"\x81"
    assert decoded(data, "de")[1] == "Windows-1252"


def test_utf_16_with_its_mark_is_recognised_and_said():
    captions, problems = read_captions("a.no.srt", (FOOTAGE / "tos-no.srt").read_bytes(), "no")
    assert len(captions) == 76
    assert captions[1].text.startswith("Celia, vi må følge våre")
    assert [found.message for found in problems if found.code == "E809"] == ["the captions are UTF-16, not UTF-8"]


@given(st.binary(max_size=200), st.sampled_from([*SPOKEN, "", "xx"]))
def test_no_bytes_are_refused(data, language):
    assert isinstance(decoded(data, language)[0], str)
