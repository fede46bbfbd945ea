"""What the International Code of Marketing of Breast-milk Substitutes (WHO 1981) asks of a leaflet: WC-1 to WC-5.

The lists of words are the project's own and never whole: they find what is plainly there, a person looks at the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from generator.checks.reading_ease import sentences
from generator.checks.runner import Seen, Skip, check
from generator.checks.spots import Spots
from generator.model.content import Text, Topic
from generator.model.findings import Spot
from generator.model.problems import Origin, Unusable
from generator.model.sheet import Sheet

if TYPE_CHECKING:
    from generator.library.library import Library

BRANDS: Final = (
    "Similac", "Enfamil", "Enfalac", "Aptamil", "Nutrilon", "Nutricia", "Nestlé", "Nestle", "NAN", "Lactogen",
    "Cow & Gate", "SMA Nutrition", "Hipp", "HiPP", "Kendamil", "Dumex", "Friso", "FrieslandCampina", "Wyeth",
    "Abbott", "Mead Johnson", "Danone", "Holle", "Vinamilk", "Meiji", "Morinaga", "Snow Brand", "Biostime",
    "Feihe", "Yili", "Medela", "Philips Avent", "Avent", "Pigeon", "Lansinoh", "Tommee Tippee", "Dr. Brown",
    "Dr Brown", "Haakaa", "Spectra", "Elvie", "Ameda", "飞鹤", "飛鶴", "伊利", "美赞臣", "美贊臣", "惠氏",
    "雅培", "雀巢", "贝亲", "貝親", "明治", "森永", "雪印", "ピジョン", "和光堂",
)  # fmt: skip
"""Makers and brands of formula, bottles, teats and pumps that are sold in the countries of the profiles (WC-1)."""
SELLING: Final = (
    "coupon", "voucher", "discount", "special offer", "free sample", "sponsored by", "buy now", "order now",
    "free gift", "gift pack", "gift set", "gift box", "goody bag", "free trial", "prize", "promo code",
    "brought to you by", "in partnership with", "our partner", "our sponsor",
    "®", "™", "phiếu giảm giá", "khuyến mãi", "mẫu thử miễn phí", "hàng mẫu", "quà tặng", "tài trợ bởi", "giảm giá",
    "优惠", "折扣", "赞助", "赠品", "打折", "免费样品", "免费试用", "试用装", "優惠", "贊助", "贈品",
    "免費樣品", "免費試用", "試用裝", "クーポン", "割引", "試供品", "無料サンプル", "無料プレゼント", "提供：",
)  # fmt: skip
_OFFER: Final = re.compile(r"\b\d+ ?% off\b|\bsamples? of (?:formula|[a-z-]+ milk|milk powder)\b|\bwin an? ", re.I)
_ALSO_WORDS: Final = frozenset("NAN Hipp HiPP Holle Pigeon Spectra Friso Abbott Meiji Avent".split())
"""Brands that are a word, a name or a part of one in small letters."""
_SHOP: Final = re.compile(
    r"^https?://(?:[\w-]+\.)*(?:shop|store|amazon|ebay|alibaba|taobao|tmall|jd|rakuten|shopee|lazada|tiki)\.", re.I
)
_PRODUCT: Final = re.compile(
    r"\b(?:formula|infant milk|follow-?(?:up|on) milk|growing-up milk|toddler milk|breast-?milk substitutes?|bottles?|"
    r"teats?|dummy|dummies|pacifiers?|feeding bottles?)\b",
    re.I,
)
_FORMULA: Final = re.compile(r"\b(?:infant )?formula\b", re.I)
_PRAISE: Final = re.compile(
    r"\b(?:best|better|easy|easier|easily|convenient|modern|gentle|complete|advanced|closest|like breast milk|"
    r"as good as|just as good|recommend(?:ed|s) (?:by|it)|recommended|sleeps? (?:longer|better|through)|freedom|simply|"
    r"perfect|ideal|satisf\w+|closer to|inspired by|trusted|leading|premium|number one|calms?|soothes?|"
    r"prevents? colic|anti-colic|immunity|brain (?:development|power)|added DHA)\b",
    re.I,
)
_PICTURED: Final = re.compile(r"\b(?:bottle|teat|formula|dummy|pacifier|milk powder)\b", re.I)
_BLAME: Final = re.compile(
    r"\b(?:you(?:r body)? (?:have |has )?failed|fail(?:s|ed|ing)? (?:your|her|the) baby|failure|bad mothers?|lazy|"
    r"selfish|ashamed|shame on|guilty|not trying|good mothers?|real mothers?|your fault)\b",
    re.I,
)
_DENIED: Final = re.compile(r"\b(?:no|not|none|never|nobody|without|n[’']t)\b", re.I)
_EATING: Final = r"\beat\b|\bkeep (?:on )?(?:breast)?feeding"
_PART: Final = r"(?:bottle|formula)[^.]*(?:less|fewer|slow|harder|lower)"
_BACK: Final = r"hard(?:er)? to (?:start|go back|begin)|(?:start|go) (?:back|again)[^.]*hard"
SUBJECTS: Final = {
    "why breastfeeding is good": re.compile(r"\bantibod|\bprotects?\b", re.I),
    "what the mother eats, and how to keep breastfeeding going": re.compile(_EATING, re.I),
    "what part bottle-feeding does to breastfeeding": re.compile(_PART, re.I),
    "how hard it is to go back after stopping": re.compile(_BACK, re.I),
}
"""What the Code's article 4.2 wants told by materials on infant feeding together, with words that tell it (WC-3)."""
ASKED: Final = {
    "what it costs": re.compile(r"\bcosts?\b|\bmoney\b|\bexpensive\b", re.I),
    "what harm wrong use does": re.compile(r"\bharm|\bdanger|\bill\b|\brisk|\bunsafe\b", re.I),
    "that a health worker shows how to use it": re.compile(r"\bask us\b|\bnurse|\bmidwife|\bdoctor|\bshow you\b", re.I),
}
"""What a leaflet that names formula has to say beside (article 4.2; WC-4)."""


@check("who/selling", "fail", "A leaflet that advertises is no longer about the mother; the WHO Code forbids it.")
def selling(sheet: Sheet, spots: Spots, panel: Sheet | None = None) -> Iterator[Seen]:
    """Does it name no brand, offer, sponsor or shop (WHO Code, WC-1)?"""
    for element in (one for part in (sheet, panel) if part for area in part.areas for one in area.walk()):
        words = "".join(run.words for run in element.runs)
        for brand in (one for one in BRANDS if _stands(one, words)):
            yield "brand", f"'{brand}' is a brand", spots.of(element.origin), "say what it is, without a name"
        offers = [one for one in SELLING if one in words.lower()]
        for one in [*offers, *(match[0] for match in _OFFER.finditer(words) if not offers)]:
            yield "offer", f"'{one}' sells something", spots.of(element.origin), "take it out"
        for run in element.runs:
            if _SHOP.match(run.link):
                yield "shop", f"the link leads to a shop: {run.link[:60]}", spots.of(element.origin), "take it out"


def _stands(brand: str, words: str) -> bool:
    """Tell whether a brand stands in words, not as a part of another word; in small letters where that is no word."""
    if not brand.isascii():
        return brand in words
    forms = {brand, brand.upper(), *(() if brand in _ALSO_WORDS else (brand.lower(),))}
    return any(one in words and re.search(rf"\b{re.escape(one)}\b", words) for one in forms)


@check("who/praise", "fail", "Words and pictures that make formula or bottles look good are advertisements for them.")
def praise(topic: Topic, library: Library, spots: Spots) -> Iterator[Seen]:
    """Do no words and no picture make formula, bottles or teats look good (WHO Code, WC-2)?"""
    for text, one in _sentences(topic):
        product, good = _PRODUCT.search(one), _PRAISE.search(one)
        if product and good and not _DENIED.search(one):
            message = f"'{good[0]}' stands with '{product[0]}': “{one[:60]}”"
            yield "words", message, spots.of(text.origin), "say what it is for, and for whom; praise nothing"
    for name, origin in _pictures(topic, library):
        picture = library.pictures[name]
        alt = picture.alt.words if isinstance(picture.alt, Text) else ""
        if _PICTURED.search(f"{name.replace('-', ' ')} {alt}"):
            message = f"the picture '{name}' shows what the Code lets nobody advertise"
            yield "picture", message, spots.of(origin), "show a cup, a spoon or a lidded jar"


def _pictures(topic: Topic, library: Library) -> Iterator[tuple[str, Origin]]:
    if topic.picture in library.pictures:
        yield topic.picture, topic.origin
    for block in topic.walk():
        for value in block.fields.values():
            for name in value if isinstance(value, tuple) else (value,):
                if isinstance(name, str) and name in library.pictures:
                    yield name, block.origin


@check("who/whole", "warn", "The Code wants mothers told all of it; what no leaflet of a set says, nobody learns.")
def whole(library: Library, topic: Topic) -> Iterator[Seen]:
    """Do the leaflets together tell all that the Code wants told about feeding babies (WHO Code, WC-3)?"""
    names = library.topics()
    if not names or topic.name != names[0]:
        return  # it is said once for all leaflets, with the first
    told = "\n".join(text.words for name in names for text in _texts(library, name))
    if not re.search("breast", told, re.I):
        raise Skip("the leaflets are not about feeding babies")
    for subject, pattern in SUBJECTS.items():
        if not pattern.search(told):
            yield "untold", f"no leaflet says {subject}", Spot(topic.origin), "say it in one of them, with a source"


def _texts(library: Library, name: str) -> list[Text]:
    try:
        return [one for one in library.topic(name).words() if isinstance(one, Text)]
    except Unusable:
        return []  # it is told where that leaflet is checked


@check("who/formula", "fail", "Formula made wrongly harms babies; the Code wants its costs and hazards said with it.")
def formula(topic: Topic, spots: Spots) -> Iterator[Seen]:
    """Where formula is named, are its costs, its hazards and who shows its use named too (WHO Code, WC-4)?"""
    texts = [one for one in topic.words() if isinstance(one, Text)]
    named = next((one for one in texts if _FORMULA.search(one.words)), None)
    if named is None:
        return
    words = "\n".join(one.words for one in texts if one is not named or len(one.words) > len("formula"))
    for what, pattern in ASKED.items():
        if not pattern.search(words):
            message = f"formula is named, and nothing says {what}"
            yield "unsaid", message, spots.of(named.origin), "say it in the same leaflet, or do not name formula"


@check("who/blame", "fail", "A mother who is blamed does not come back, however she feeds her baby.")
def blame(topic: Topic, spots: Spots) -> Iterator[Seen]:
    """Is nobody blamed for how a baby is fed (WHO Code, WC-5, a house rule)?"""
    for text, one in _sentences(topic):
        if (found := _BLAME.search(one)) and not _DENIED.search(one):
            yield "blame", f"'{found[0]}' blames: “{one[:60]}”", spots.of(text.origin), "say what helps, kindly"


def _sentences(topic: Topic) -> Iterator[tuple[Text, str]]:
    texts: Iterable[Text] = (one for one in topic.words() if isinstance(one, Text))
    yield from ((text, one) for text in texts for one in sentences([text]))


CHECKS: Final = (selling, praise, whole, formula, blame)
