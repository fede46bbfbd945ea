"""What people call the columns of a table, in the languages of the leaflets and three more, and in messages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from generator.library.texts import short
from generator.words.tongues import is_language

MOST_NAME: Final = 80
"""Characters of a column's name that are looked at."""
NEAR: Final = 0.8
"""How alike a column's name must be to one of ours to count as misspelt (difflib's ratio)."""
NEAR_WORD: Final = 0.65
"""The same for each of its words."""
LONG: Final = 7
"""Letters from which on a name may be a misspelt German, French or Spanish one: 'Stand' is near to 'Stadt'."""
LISTS: Final = ("phones", "hours", "address")
"""Columns that may be parted into several: 'Phone 1', 'Phone 2'; 'Street', 'Town'."""
NUMBERED: Final = ("languages", "topics")
"""Columns that may be too, when they are numbered: 'Language 1', 'Language 2'."""
ORDERED: Final = ("languages", "topics", "formats", "copies")
"""Columns without which each clinic gets every leaflet in every language: one that may be such is not passed over."""
_CALLED: Final = {
    "name": "clinic|clinic name|name of clinic|name of the clinic|practice|practice name|surgery|hospital|facility|"
    "facility name|organisation|organization|centre|center|site name|health centre|"
    "name of your clinic|your clinic name|your clinic s name|"
    "tên|tên phòng khám|phòng khám|tên cơ sở|cơ sở|cơ sở y tế|tên cơ sở y tế|tên bệnh viện|trạm y tế|"
    "tên trạm y tế|tên đơn vị|bệnh viện|"
    "名称|诊所|诊所名称|医院|医院名称|机构名称|单位名称|名稱|診所|診所名稱|醫院|醫院名稱|機構名稱|"
    "名前|クリニック|クリニック名|医院名|病院|病院名|施設|施設名|診療所|診療所名|助産院|助産院名",
    "phones": "tel fax|phone fax|telephone fax|tel and fax|phone and fax|your telephone number|your phone number|"
    "điện thoại fax|电话传真|電話 fax|電話fax|電話 ファックス|"
    "phone|phone number|phone numbers|phone no|phone nos|telephone|telephones|telephone number|"
    "telephone numbers|telephone no|tel|tel no|tel number|contact number|contact phone|contact tel|mobile|"
    "mobile number|mobile phone|"
    "điện thoại|số điện thoại|sđt|đt|di động|số di động|hotline|"
    "电话|电话号码|联系电话|手机|手机号码|手机号|電話|電話號碼|聯絡電話|手機|電話番号|お電話|携帯|携帯電話|電話番號|連絡先電話番号",
    "hours": "opening hours|opening times|opening time|open hours|open|opening|hours of opening|clinic hours|times|"
    "working hours|office hours|business hours|"
    "giờ mở cửa|giờ làm việc|giờ khám|giờ hoạt động|thời gian làm việc|thời gian mở cửa|"
    "营业时间|开放时间|门诊时间|工作时间|開放時間|營業時間|門診時間|服務時間|应诊时间|應診時間|"
    "診療時間|受付時間|営業時間|開院時間|開館時間",
    "address": "street|street address|postal address|clinic address|location|town|city|town city|postcode|post code|"
    "zip|zip code|address line|"
    "địa chỉ|đường|thành phố|quận|"
    "地址|街道|城市|邮编|邮政编码|詳細地址|郵遞區號|住所|所在地|郵便番号|番地|市区町村",
    "interpreter": "interpreter available|interpreters|interpreting|interpreter service|language support|"
    "phiên dịch|thông dịch|có phiên dịch|口译|翻译|翻译服务|口譯|翻譯|傳譯|通訳|通訳あり|通訳の有無",
    "web": "website|web site|web page|webpage|web address|url|homepage|home page|link|"
    "trang web|địa chỉ web|mạng|网站|网址|主页|網站|網址|網頁|ウェブサイト|ホームページ|サイト",
    "logo": "logo file|biểu trưng|标志|徽标|標誌|ロゴ",
    "colours": "colour|color|colors|brand colour|brand colours|brand color|brand colors|"
    "màu|màu sắc|颜色|顏色|色|カラー",
    "profile": "country|land|nation|quốc gia|nước|国家|國家|国|国名",
    "name_language": "clinic language|clinic s language|language of clinic|language of the clinic|own language|"
    "language of name|language of the name|language of name and address|language of the name and address|"
    "ngôn ngữ của tên|ngôn ngữ của phòng khám|名称语言|名称的语言|诊所语言|名稱語言|名稱的語言|診所語言|"
    "名前の言語|名称の言語|施設の言語",
    "lots": "lot check|lot check address|sheet check|sheet check address|check address|check link|desk|desk address|"
    "address of the desk|verification address|verification link|"
    "địa chỉ kiểm tra|địa chỉ kiểm tra tờ rơi|trang kiểm tra|核对网址|查询网址|验证网址|核對網址|查詢網址|驗證網址|"
    "確認用アドレス|確認先|確認サイト|照会先アドレス",
    "languages": "language|leaflet language|leaflet languages|languages needed|language needed|lang|"
    "ngôn ngữ|tiếng|các ngôn ngữ|语言|语种|語言|語種|言語|語",
    "topics": "topic|leaflet|leaflets|leaflet title|leaflet titles|leaflet name|leaflet names|"
    "leaflets title|leaflets titles|leaflets name|leaflets names|"
    "chủ đề|tờ rơi|đề tài|主题|主題|传单|單張|题目|題目|トピック|テーマ|リーフレット",
    "formats": "format|paper|paper size|size|"
    "khổ|khổ giấy|cỡ giấy|định dạng|纸张|纸张大小|格式|尺寸|紙張|用紙|用紙サイズ|判型",
    "theme": "look|style|giao diện|kiểu|样式|風格|樣式|テーマ色|デザイン",
    "edition": "print edition|bản in|印刷版",
    "copies": "copy|of each|copies of each|copies each|"
    "no of copies|number of copies|copies needed|copies wanted|quantity|qty|how many|"
    "số bản|số lượng|số tờ|份数|数量|印数|份數|數量|印數|部数|枚数|冊数",
}
_EUROPEAN: Final = {
    "name": "klinik|klinikname|name der klinik|praxis|praxisname|name der praxis|einrichtung|name der einrichtung|"
    "krankenhaus|geburtshaus|nom|nom de la clinique|clinique|nom du cabinet|cabinet|cabinet médical|maternité|"
    "établissement|nom de l établissement|hôpital|nombre|nombre de la clínica|clínica|nombre del centro|centro|"
    "centro de salud|consultorio",
    "phones": "telefon|telefonnummer|telefonnummern|telefonnr|telefon nr|tel nr|rufnummer|fon|handy|handynummer|"
    "mobil|mobilnummer|mobiltelefon|telefon fax|téléphone|téléphones|tél|numéro de téléphone|n° de téléphone|"
    "no de téléphone|n° tél|tél fax|téléphone fax|portable|teléfono|teléfonos|número de teléfono|no de teléfono|"
    "n o de teléfono|teléfono fax|móvil|celular",
    "hours": "öffnungszeiten|oeffnungszeiten|öffnungszeit|sprechzeiten|sprechzeit|sprechstunden|sprechstunde|"
    "horaires|horaires d ouverture|heures d ouverture|horaires de consultation|horario|horarios|"
    "horario de atención|horario de apertura|horas de apertura",
    "address": "adresse|anschrift|strasse|strasse und hausnummer|strasse nr|hausnummer|plz|postleitzahl|ort|plz ort|"
    "stadt|adresse postale|rue|ville|code postal|commune|dirección|domicilio|calle|ciudad|código postal|"
    "localidad|población",
    "interpreter": "dolmetscher|dolmetschen|dolmetscherdienst|sprachmittlung|interprète|interprétariat|interprètes|"
    "intérprete|intérpretes|interpretación",
    "web": "webseite|webadresse|internet|internetseite|internetadresse|site web|site internet|adresse web|sitio web|"
    "página web|dirección web",
    "logo": "logodatei|logotipo",
    "colours": "farbe|farben|couleur|couleurs|colores",
    "profile": "pays|país",
    "name_language": "sprache des namens|sprache der klinik|sprache der praxis|langue du nom|langue de la clinique|"
    "idioma del nombre|idioma de la clínica",
    "lots": "prüfadresse|prüflink|adresse zum prüfen|adresse de vérification|lien de vérification|"
    "dirección de verificación|dirección de comprobación|enlace de verificación",
    "languages": "sprache|sprachen|langue|langues|idioma|idiomas|lengua|lenguas",
    "topics": "thema|themen|merkblatt|merkblätter|faltblatt|faltblätter|infoblatt|infoblätter|broschüre|broschüren|"
    "flyer|thème|thèmes|sujet|sujets|dépliant|dépliants|brochure|brochures|fiche|fiches|tema|temas|folleto|"
    "folletos|tríptico|trípticos",
    "formats": "papier|papierformat|papiergrösse|format du papier|taille du papier|papel|tamaño de papel|"
    "tamaño del papel|formato",
    "theme": "stil|aussehen|estilo",
    "edition": "ausgabe|édition|edición",
    "copies": "exemplare|anzahl|anzahl exemplare|anzahl der exemplare|stückzahl|stück|menge|auflage|kopien|"
    "anzahl kopien|anzahl der kopien|exemplaires|nombre d exemplaires|nb d exemplaires|nombre de copies|"
    "quantité|qté|copias|número de copias|no de copias|n o de copias|ejemplares|número de ejemplares|cantidad",
}
"""The same in German, French and Spanish: tables come from where the leaflets' own languages are not spoken."""
USUAL: Final = {
    "name": "Clinic name", "phones": "Phone number", "hours": "Opening hours", "address": "Address",
    "name_language": "Language of the name", "interpreter": "Interpreter", "web": "Web address", "logo": "Logo",
    "colours": "Colours", "profile": "Country", "lots": "Sheet check address",
    "languages": "Languages", "topics": "Leaflets", "formats": "Paper", "theme": "Style",
    "edition": "Edition", "copies": "No. of copies",
}  # fmt: skip
"""What tables of our own call the columns."""
TOTALS: Final = frozenset(
    "total|totals|grand total|sum|overall|subtotal|"
    "tổng|tổng cộng|tổng số|cộng|合计|总计|总数|小计|合計|總計|總數|小計|総計|計|"
    "summe|gesamt|insgesamt|gesamtsumme|zwischensumme|sous total|total général|somme|suma|total general".split("|")
)
"""What the first words of a row say that adds up the rows above it."""
_FILLERS = re.compile(
    r"\b(which|what|how many|is|the|do|would|you|like|please|enter|choose|select|tick all that apply|requested|required"
    r"|request|needed|need|wanted|want|ordered|order|to print|(?:with|including|incl) area code"
    r"|gewünschte|gewünscht|benötigte|bitte|souhaitée?s?|demandée?s?|deseados?|solicitados?)\b"
)
"""Words around a column's name that say nothing: 'Which leaflets would you like?', 'Languages required'."""
_ABOUT_ORDERS = re.compile(
    r"\b(languages?|leaflets?|topics?|cop(?:y|ies)|formats?|quantity)\b"
    r"|ngôn ngữ|tờ rơi|语言|語言|言語|传单|單張|リーフレット"
    r"|\b(sprachen?|merkbl[aä]tt(?:er)?|faltbl[aä]tt(?:er)?|exemplare|langues?|dépliants?|exemplaires|idiomas?|folletos?|copias)\b"
)
_PART_OF_NUMBER = re.compile(
    r"(?:telephone |phone |tel )?(?:area|std|dialling|dial|dialing|country|city|regional|international) code|prefix"
    r"|mã vùng|mã quốc gia|区号|國碼|區碼|区域码|市外局番|国番号"
    r"|(?:landes|orts)?vorwahl|indicatif|prefijo|código de área"
)
"""Columns that hold the first digits of telephone numbers: without them the rest is another number."""
_BESIDE = re.compile(r"[(（\[【<].*?[)）\]】>]|[*:：#?？!！\"'“”‘’]")
_JOINTS = re.compile(r"[\s_\-‐-―/.,;&+、・]+")


def folded(words: str) -> str:
    """Return words as they are compared: small, without marks, remarks in brackets and joints."""
    plain = unicodedata.normalize("NFKC", words).casefold()
    return _JOINTS.sub(" ", _BESIDE.sub(" ", plain)).strip()


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    return _of(_CALLED) | _of(_EUROPEAN) | _own()


def _own() -> dict[str, str]:
    return {folded(column): column for column in _CALLED}


def _of(called: Mapping[str, str]) -> dict[str, str]:
    return {folded(word): column for column, words in called.items() for word in words.split("|")}


@lru_cache(maxsize=1)
def _bare_names() -> dict[str, str]:
    """Names without the marks over letters, as keyboards without them give."""
    return {_bare(word): column for word, column in reversed(_names().items())}


def _bare(words: str) -> str:
    plain = unicodedata.normalize("NFD", words.replace("đ", "d"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter) or letter in "\u3099\u309a")


@lru_cache(maxsize=4096)
def column_of(words: str) -> str:
    """Return which of our columns is called so, or nothing; a number behind it may tell several of it apart."""
    name = folded(words[:MOST_NAME])
    bare = " ".join(_FILLERS.sub(" ", name).split())
    for one in (name, re.sub(r" ?\d{1,2}$", "", name), bare):
        if found := _names().get(one) or _bare_names().get(_bare(one)):
            return found
    return ""


def near_column(name: str) -> str:
    """Return a hint which of our names was meant, when one was only misspelt: word by word, so no 'Contact person'."""
    import difflib  # late: seldom needed

    names = _names() if len(name) >= LONG else _of(_CALLED) | _own()
    plain = [one for one in names if one.isascii() and len(one) > 3]
    for found in difflib.get_close_matches(name, plain, 3, NEAR) if len(name) > 2 else []:
        pairs = list(zip(name.split(), found.split(), strict=False))
        alike = all(difflib.SequenceMatcher(None, one, other).ratio() >= NEAR_WORD for one, other in pairs)
        if alike and len(name.split()) == len(found.split()):
            return f"did you mean '{USUAL[_names()[found]]}'?"
    return ""


def about_orders(name: str) -> str:
    """Return what to do about a column that speaks of what is ordered and is none of ours, or is called as a language.

    Passed over, it would be worse than refused: each clinic would get every leaflet in every language.
    """
    if match := _ABOUT_ORDERS.search(name):
        return f"it speaks of '{match[0]}': call it one of {', '.join(USUAL[one] for one in ORDERED)}, or delete it"
    if is_language(name):
        return f"write the languages of each clinic into one column, '{USUAL['languages']}'"
    if _PART_OF_NUMBER.fullmatch(name):
        return f"write it before the number, in one column, '{USUAL['phones']}'"
    return ""


def letter_of(at: int) -> str:
    """Return how a spreadsheet calls a column, from 0: ``A``, ``AB``."""
    return (letter_of(at // 26 - 1) if at >= 26 else "") + chr(65 + at % 26)


def called(places: Iterable[tuple[int, str]]) -> str:
    """Return how messages call columns by where they stand and what they are called: ``column C 'Phone number'``."""
    words = [f"{letter_of(at)} '{short(' '.join(name.split()))}'" for at, name in places]
    return f"column{'s' if len(words) > 1 else ''} {', '.join(words)}"


def looks_like_total(words: str) -> bool:
    """Tell whether a row that begins so adds up the rows above it."""
    return folded(words) in TOTALS
