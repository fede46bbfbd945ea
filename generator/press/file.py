"""The press file: sheets with boxes, metadata and output intent, identified as PDF/X-4 (ISO 15930-7)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any, Final
from uuid import UUID
from xml.sax.saxutils import escape

import pikepdf
from msgspec import Struct

from generator.model.edition import Job
from generator.model.findings import Finding
from generator.model.problems import NOWHERE, Problem, Unusable
from generator.model.units import Box
from generator.press.about import About
from generator.press.bleed import ready
from generator.press.examine import examine
from generator.press.impose import Side, impose, sheets_for
from generator.press.layout import Layout, lay_out
from generator.press.marks import SLUG_SIZE, draw_mark, draw_marks, slug, slug_room
from generator.press.rules import Ordered
from generator.typeset.draw.inks import PROFILE

CONDITION: Final = "FOGRA39"
"""The registered name of the printing condition (registry of the International Color Consortium)."""
PRODUCER: Final = "Leaflet Generator"
PACKET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" \
xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/" xmlns:dc="http://purl.org/dc/elements/1.1/" \
xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{day}</xmp:CreateDate>
<xmp:ModifyDate>{day}</xmp:ModifyDate>
<xmp:MetadataDate>{day}</xmp:MetadataDate>
<xmpMM:DocumentID>uuid:{mark}</xmpMM:DocumentID>
<xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
<pdf:Producer>{producer}</pdf:Producer>
<pdf:Trapped>False</pdf:Trapped>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


class Pressed(Struct, frozen=True):
    """A press file: its bytes, its sides and sheets, how often to print it for the quantity, what the rules found.

    ``ink`` is the most ink on any spot: 1 is one ink in full.
    """

    pdf: bytes
    sides: int
    sheets: int
    runs: int
    findings: tuple[Finding, ...]
    ink: float


def write(leaflet: bytes, job: Job, about: About, outline: Callable[..., tuple[str, float]]) -> Pressed:
    """Impose a leaflet's pages on sheets and write the press file; then examine it with our own rules.

    Raises:
        Unusable: when the pages do not fit the sheet.
    """
    if job.imposition == "trifold" and not about.folds:
        hint = "choose a format that is folded (--format trifold-a4), or --imposition none"
        raise Unusable(Problem(NOWHERE, f"the format '{about.format}' is not folded to panels", hint))
    mark = hashlib.sha256(leaflet + repr((job, about)).encode()).hexdigest()[:32]
    with pikepdf.open(BytesIO(leaflet)) as source, pikepdf.new() as target:
        media = [float(value) for value in source.pages[0].mediabox]
        size = (media[2] - media[0], media[3] - media[1])
        layout = lay_out(job, size)
        forms = [_form(source, page, target, size, job) for page in source.pages]
        sides = impose(len(forms), job.imposition, job.quantity, about.leftward)
        for side in sides:
            _add_side(target, side, sides, forms, layout, job, about, outline)
        _describe(target, about, mark)
        out = BytesIO()
        target.save(
            out,
            deterministic_id=True,
            min_version="1.6",
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            compress_streams=True,
        )
    pdf = out.getvalue()
    trim = (layout.trim[2] - layout.trim[0], layout.trim[3] - layout.trim[1])
    sheets = len({side.sheet for side in sides})
    runs = sheets_for(len(forms), job.imposition, job.quantity) if job.quantity else 0
    findings, ink = examine(pdf, Ordered(trim, job.bleed, job.colour))
    return Pressed(pdf, len(sides), sheets, runs, findings, ink)


def _form(source: Any, page: Any, target: Any, size: tuple[float, float], job: Job) -> Any:
    """Return a page as a form of the target, as large as the page with its bleed."""
    if not page.Resources.is_indirect:
        page.Resources = source.make_indirect(page.Resources)
    form = target.make_stream(ready(page, *size, job.bleed))
    form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
    form.BBox = [-job.bleed, -job.bleed, size[0] + job.bleed, size[1] + job.bleed]
    form.Resources = target.copy_foreign(page.Resources)
    return form


def _add_side(
    target: Any,
    side: Side,
    sides: tuple[Side, ...],
    forms: list[Any],
    layout: Layout,
    job: Job,
    about: About,
    outline: Callable[..., tuple[str, float]],
) -> None:
    """Add one side of a sheet: its pages, clipped to their bleed, and the marks around them."""
    code: list[str] = []
    used: dict[str, Any] = {}
    for place, number in enumerate(side.pages):
        if number is None:
            continue
        x, y = layout.page_trim(place)[:2]
        x += layout.creep(place, side.depth, job.creep)
        x0, y0, x1, y1 = layout.clip(place, job.bleed)
        name = f"/P{number + 1}"
        used[name] = forms[number]
        code.append(f"q {x0:.3f} {y0:.3f} {x1 - x0:.3f} {y1 - y0:.3f} re W n 1 0 0 1 {x:.3f} {y:.3f} cm {name} Do Q")
    total = len({other.sheet for other in sides})
    words = f"sheet {side.sheet + 1} of {total}, {'back' if side.back else 'front'}"
    folds = _folds(side, layout, about)
    room = slug_room(layout, folds)
    lines = slug(job, about, room, words, lambda line: outline(line, 0.0, 0.0, SLUG_SIZE)[1])
    code.append(draw_marks(job, layout, lines, outline, folds))
    code.append(draw_mark(job, layout, about.mark))
    contents = target.make_stream("\n".join(code).encode("ascii"))
    resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(used))
    if job.colour == "cmyk" and {"crop", "fold", "registration"} & set(job.marks):
        resources.ColorSpace = pikepdf.Dictionary(All=_all_inks(target))
    page = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=_box(layout.media),
        BleedBox=_box(layout.bleed),
        TrimBox=_box(layout.trim),
        Resources=resources,
        Contents=contents,
    )
    target.pages.append(pikepdf.Page(target.make_indirect(page)))


def _folds(side: Side, layout: Layout, about: About) -> list[float]:
    """Return where the pages on a side are folded; every second page of a leaflet is the first one's mirror."""
    folds = []
    for place, number in enumerate(side.pages):
        if number is not None:
            left, _, right, _ = layout.page_trim(place)
            folds += [left + fold if number % 2 == 0 else right - fold for fold in about.folds]
    return folds


def _all_inks(target: Any) -> Any:
    """Return the colour space of registration marks: every ink at once (ISO 32000-1, 8.6.6.4)."""
    function = pikepdf.Dictionary(FunctionType=2, Domain=[0, 1], N=1, C0=[0, 0, 0, 0], C1=[1, 1, 1, 1])
    space = [pikepdf.Name.Separation, pikepdf.Name.All, pikepdf.Name.DeviceCMYK, function]
    return pikepdf.Array(space)


def _box(box: Box) -> Any:
    return pikepdf.Array([round(value, 3) for value in box])


def packet(title: str, written: date, mark: str) -> bytes:
    """Return the metadata of a press file; ``mark`` is 32 hexadecimal digits that name it."""
    day = f"{written.isoformat()}T00:00:00Z"
    return PACKET.format(title=escape(title), day=day, producer=PRODUCER, mark=UUID(mark)).encode()


def _describe(target: Any, about: About, mark: str) -> None:
    """Add metadata, document information and output intent.

    The date is the day the words were written, not the clock's: the same leaflet gives the same file.
    """
    title = f"{about.title} ({about.code}, {about.language}, version {about.version}, {about.format})"
    metadata = target.make_stream(packet(title, about.written, mark))
    metadata.Type, metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    target.Root.Metadata = metadata
    stamp = f"D:{about.written:%Y%m%d}000000Z"
    target.trailer.Info = target.make_indirect(
        pikepdf.Dictionary(
            Title=title,
            Creator=PRODUCER,
            Producer=PRODUCER,
            CreationDate=stamp,
            ModDate=stamp,
            Trapped=pikepdf.Name("/False"),
        )
    )
    profile = target.make_stream(PROFILE.read_bytes())
    profile.N = 4
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFX,
        OutputConditionIdentifier=CONDITION,
        OutputCondition="Offset on coated paper, characterisation FOGRA39L",
        Info="Coated FOGRA39L (ISO 12647-2:2004/Amd 1); profile made from free characterisation data",
        RegistryName="http://www.color.org",
        DestOutputProfile=profile,
    )
    target.Root.OutputIntents = pikepdf.Array([target.make_indirect(intent)])
