"""Languages as files and players name them: ISO 639 codes, and each language's name in itself."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

_TAG = re.compile(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)", re.ASCII)
_NO_LANGUAGE: Final = frozenset({"und", "mul", "mis", "zxx"})
"""ISO 639-2: undetermined, several, uncoded, no words at all."""
# fmt: off
_TABLE: Final = (
    "aa aar Qafar; ab abk Аԥсшәа; ae ave; af afr Afrikaans; ak aka Akan; am amh አማርኛ; an arg Aragonés; "
    "ar ara العربية; as asm অসমীয়া; av ava; ay aym; az aze Azərbaycan; ba bak Башҡорт теле; be bel Беларуская; "
    "bg bul Български; bi bis; bm bam Bamanakan; bn ben বাংলা; bo bod/tib བོད་སྐད་; br bre Brezhoneg; "
    "bs bos Bosanski; ca cat Català; ce che Нохчийн; ch cha; co cos Corsu; cr cre; cs ces/cze Čeština; cu chu; "
    "cv chv Чӑваш; cy cym/wel Cymraeg; da dan Dansk; de deu/ger Deutsch; dv div ދިވެހިބަސް; dz dzo རྫོང་ཁ; "
    "ee ewe Eʋegbe; el ell/gre Ελληνικά; en eng English; eo epo Esperanto; es spa Español; et est Eesti; "
    "eu eus/baq Euskara; fa fas/per فارسی; ff ful Fulfulde; fi fin Suomi; fj fij; fo fao Føroyskt; "
    "fr fra/fre Français; fy fry Frysk; ga gle Gaeilge; gd gla Gàidhlig; gl glg Galego; gn grn Avañe’ẽ; "
    "gu guj ગુજરાતી; gv glv Gaelg; ha hau Hausa; he heb עברית; hi hin हिन्दी; ho hmo; hr hrv Hrvatski; "
    "ht hat Kreyòl Ayisyen; hu hun Magyar; hy hye/arm Հայերեն; hz her; ia ina Interlingua; id ind Bahasa Indonesia; "
    "ie ile Interlingue; ig ibo Igbo; ii iii ꆈꌠꉙ; ik ipk; io ido Ido; is isl/ice Íslenska; it ita Italiano; "
    "iu iku ᐃᓄᒃᑎᑐᑦ; ja jpn 日本語; jv jav Jawa; ka kat/geo ქართული; kg kon; ki kik Gikuyu; kj kua; kk kaz Қазақ тілі; "
    "kl kal Kalaallisut; km khm ខ្មែរ; kn kan ಕನ್ನಡ; ko kor 한국어; kr kau; ks kas کٲشُر; ku kur Kurdî; kv kom; "
    "kw cor Kernewek; ky kir Кыргызча; la lat Latina; lb ltz Lëtzebuergesch; lg lug Luganda; li lim; ln lin Lingála; "
    "lo lao ລາວ; lt lit Lietuvių; lu lub Tshiluba; lv lav Latviešu; mg mlg Malagasy; mh mah; mi mri/mao Māori; "
    "mk mkd/mac Македонски; ml mal മലയാളം; mn mon Монгол; mr mar मराठी; ms msa/may Bahasa Melayu; mt mlt Malti; "
    "my mya/bur မြန်မာ; na nau; nb nob Norsk bokmål; nd nde IsiNdebele; ne nep नेपाली; ng ndo; "
    "nl nld/dut Nederlands; nn nno Norsk nynorsk; no nor Norsk; nr nbl IsiNdebele; nv nav Diné Bizaad; "
    "ny nya Nyanja; oc oci Occitan; oj oji; om orm Oromoo; or ori ଓଡ଼ିଆ; os oss Ирон; pa pan ਪੰਜਾਬੀ; pi pli; "
    "pl pol Polski; ps pus پښتو; pt por Português; qu que Runasimi; rm roh Rumantsch; rn run Ikirundi; "
    "ro ron/rum Română; ru rus Русский; rw kin Ikinyarwanda; sa san संस्कृत भाषा; sc srd Sardu; sd snd سنڌي; "
    "se sme Davvisámegiella; sg sag Sängö; sh hbs; si sin සිංහල; sk slk/slo Slovenčina; sl slv Slovenščina; sm smo; "
    "sn sna ChiShona; so som Soomaali; sq sqi/alb Shqip; sr srp Српски; ss ssw SiSwati; st sot Sesotho; "
    "su sun Basa Sunda; sv swe Svenska; sw swa Kiswahili; ta tam தமிழ்; te tel తెలుగు; tg tgk Тоҷикӣ; th tha ไทย; "
    "ti tir ትግርኛ; tk tuk Türkmen dili; tl tgl Tagalog; tn tsn Setswana; to ton Lea fakatonga; tr tur Türkçe; "
    "ts tso Xitsonga; tt tat Татар; tw twi Twi; ty tah; ug uig ئۇيغۇرچە; uk ukr Українська; ur urd اردو; "
    "uz uzb O‘zbek; ve ven Tshivenḓa; vi vie Tiếng Việt; vo vol Volapük; wa wln Walon; wo wol Wolof; "
    "xh xho IsiXhosa; yi yid ייִדיש; yo yor Èdè Yorùbá; za zha Vahcuengh; zh zho/chi 中文; zu zul IsiZulu"
)
"""ISO 639-1, ISO 639-2 (both forms where there are two), own name where it is known (from CLDR)."""
# fmt: on
_ROWS: Final = tuple(row.split(" ", 2) for row in _TABLE.split("; "))
_SHORT = MappingProxyType({code: row[0] for row in _ROWS for code in row[1].split("/")})
_OWN = MappingProxyType({row[0]: row[2] if len(row) > 2 else "" for row in _ROWS})


def canonical(tag: str) -> str:
    """The BCP 47 form of a language tag: `eng` → `en`, `pt_br` → `pt-BR`; empty when there is no such language."""
    found = _TAG.fullmatch(tag)
    if not found:
        return ""
    main = found[1].lower()
    main = _SHORT.get(main, main)
    if main in _NO_LANGUAGE or (len(main) == 2 and main not in _OWN):
        return ""
    parts = re.split("[-_]", found[2])[1:]
    return "-".join((main, *map(_subtag, parts)))


def own_name(tag: str) -> str:
    """What speakers call their language, with its region: `Nederlands`, `Português (BR)`; else the tag."""
    main, _, rest = tag.partition("-")
    name = _OWN.get(main.lower(), "")
    return (f"{name} ({rest})" if rest else name) or tag


def primary(tag: str) -> str:
    """The language alone: `pt-BR` → `pt`."""
    return tag.partition("-")[0].lower()


def _subtag(part: str) -> str:
    """Scripts as `Hant`, regions as `BR`, all else in small letters."""
    if len(part) == 4 and part.isalpha():
        return part.title()
    return part.upper() if len(part) == 2 else part.lower()
