"""A Word document put together: styles, Chinese typography, numbered captions, tables and pictures, byte for byte."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

from chainlink import terms
from chainlink.plain_text import upright
from chainlink.report.formats.emf import Picture
from chainlink.report.formats.word_look import HEAD, NAMESPACES, dress

if TYPE_CHECKING:
    from docx.document import Document

STAMP = (1980, 1, 1, 0, 0, 0)
CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001 - same input, same bytes
NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
TWIPS, EMU = 567, 360_000
"""Units of Word in one centimetre: of lengths, of pictures."""
PAGE, MARGIN = (21.0, 29.7), 2.3
SHADE, TINT, RULE = "DCE6EF", "EEF4FA", "9AA5B0"
ORDINALS = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its text, and colours where they mean something (``RRGGBB``)."""

    text: str
    fill: str = ""
    ink: str = ""
    bold: bool = False


Part = str | Cell


def ordinal(number: int, lang: str) -> str:
    """Number a chapter: 一 十一 二十三 in Chinese, 1 2 3 in English."""
    if lang != "zh":
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else ORDINALS[tens - 1] + "十"
    return head + (ORDINALS[ones - 1] if ones else "")


def _held(text: str) -> str:
    """Return what a document can hold of a text, and shows as it is read."""
    return NOT_IN_XML.sub("", upright(text))


def _run(part: Part, size: float | None = None) -> str:
    """A run of text; a Cell gives it weight and colour."""
    cell = part if isinstance(part, Cell) else Cell(part)
    marks = ""
    if cell.bold:
        marks += f'<w:rFonts w:ascii="{HEAD[1]}" w:hAnsi="{HEAD[1]}" w:eastAsia="{HEAD[0]}"/><w:b/><w:bCs/>'
    if cell.ink:
        marks += f'<w:color w:val="{cell.ink}"/>'
    if size:
        marks += f'<w:sz w:val="{round(2 * size)}"/><w:szCs w:val="{round(2 * size)}"/>'
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(_held(line))}</w:t>' for line in cell.text.split("\n"))
    return f"<w:r>{f'<w:rPr>{marks}</w:rPr>' if marks else ''}{lines}</w:r>"


def _paragraph(style: str, inside: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{inside}</w:p>'


def _field(instruction: str, shown: str) -> str:
    inside = f"<w:r><w:t>{escape(_held(shown))}</w:t></w:r>"
    return f"<w:fldSimple w:instr={quoteattr(f' {instruction} ')}>{inside}</w:fldSimple>"


def _mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _row(parts: Sequence[Part], widths: Sequence[int], size: float, *, head: bool = False) -> str:
    cells = []
    for part, width in zip(parts, widths, strict=True):
        cell = part if isinstance(part, Cell) else Cell(part)
        fill = f'<w:shd w:val="clear" w:color="auto" w:fill="{cell.fill}"/>' if cell.fill else ""
        text = _paragraph("TableText", _run(cell, size) if cell.text else "")
        cells.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{fill}</w:tcPr>{text}</w:tc>')
    kept = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{kept}</w:trPr>{''.join(cells)}</w:tr>"


def _label(document: Document, title: str, lang: str) -> None:
    """Say what the document is called, and leave out of it who made it and when."""
    core = document.core_properties
    core.title, core.author, core.comments, core.keywords = _held(title)[:250], "chainlink", "", ""
    core.last_modified_by, core.language = "chainlink", {"zh": "zh-CN"}.get(lang, "en-GB")
    core.created = core.modified = CREATED
    core.revision = 1
    package = document.part.package
    for key, link in list(package.rels.items()):
        if link.reltype.endswith("/thumbnail"):
            package.rels.pop(key)


def _foot(document: Document, text: str, margin: float) -> str:
    """Write the foot of every page: what it is, and the page's number; return the id of its part."""
    from docx.oxml.parser import parse_xml
    from docx.shared import Cm

    section = document.sections[0]
    section.page_width, section.page_height = Cm(PAGE[0]), Cm(PAGE[1])
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(margin)
    section.footer_distance = Cm(1.0)
    footer = section.footer
    footer.is_linked_to_previous = False
    for old in list(footer._element):  # noqa: SLF001 - the library offers no way to empty a footer
        footer._element.remove(old)  # noqa: SLF001 - as above
    numbered = _field("PAGE", "1") + _run(" / ") + _field("NUMPAGES", "1")
    inside = _run(f"{text}　", 9) + numbered
    footer._element.append(  # noqa: SLF001 - as above
        parse_xml(f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="Note"/><w:jc w:val="center"/></w:pPr>{inside}</w:p>')
    )
    return next(str(key) for key, link in document.part.rels.items() if link.reltype.endswith("/footer"))


class Writer:
    """Writes a document from its first paragraph to its last.

    ``body`` is the size of running text in points: 12 (小四) for a report, smaller for a page to take along.
    """

    def __init__(self, title: str, lang: str, *, foot: str = "", body: float = 12, margin: float = MARGIN) -> None:
        import docx

        self.lang = lang
        self.margin = margin
        self.document: Document = docx.Document()
        self.width = PAGE[0] - 2 * margin
        self.wide = False
        self._headings: list[tuple[str, int, str]] = []
        self._captions = {"figure": 0, "table": 0}
        self._pictures = 0
        self._contents: Any = None
        _label(self.document, title, lang)
        dress(self.document, lang, size=body)
        self._footer = _foot(self.document, foot, margin)

    # -- what is written -----------------------------------------------------------------------------------------
    def _add(self, xml: str) -> Any:
        from docx.oxml.parser import parse_xml

        body = self.document.element.body
        element = parse_xml(re.sub(r"^<([\w:]+)", rf"<\1 {NAMESPACES}", xml, count=1))
        body.insert(len(body) - 1, element)
        return element

    def title(self, text: str, below: str = "") -> None:
        """Write the title, and a line below it."""
        self._add(_paragraph("Title", _run(text)))
        if below:
            self._add(_paragraph("Subtitle", _run(below)))

    def heading(self, text: str, level: int) -> None:
        """Write a heading; levels 1 and 2 enter the contents."""
        name = f"_Toc{len(self._headings) + 1:06d}"
        number = len(self._headings) + 1
        self._headings.append((name, level, text))
        marked = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{_run(text)}<w:bookmarkEnd w:id="{number}"/>'
        self._add(_paragraph(f"Heading{level}", marked))

    def text(self, *parts: Part) -> None:
        """Write a paragraph of running text."""
        self._add(_paragraph("BodyText", "".join(map(_run, parts))))

    def item(self, *parts: Part) -> None:
        """Write a line of a list."""
        self._add(_paragraph("ListBullet", "".join(map(_run, parts))))

    def note(self, text: str) -> None:
        """Write a small line under a table or a picture."""
        self._add(_paragraph("Note", _run(text)))

    def contents(self, depth: int = 2) -> None:
        """Write the contents here: the headings that follow, each a link; no page numbers, which only a printer knows.

        It is a field that Word can renew, and stays without numbers then.
        """
        self._add(_paragraph("ContentsHeading", _run(terms.word("office.contents", self.lang))))
        self._contents = (self._add(_paragraph("toc1", "")), depth)

    def caption(self, kind: str, text: str) -> None:
        """Write a numbered caption of a figure or a table."""
        self._captions[kind] += 1
        name = terms.word(f"office.{kind}", self.lang)
        kept = "<w:keepNext/>" if kind == "table" else ""
        number = _field(f"SEQ {name} \\* ARABIC", str(self._captions[kind]))
        self._add(_paragraph("Caption", _run(f"{name} ") + number + _run(f"  {text}"), kept))

    def table(
        self, columns: Sequence[str], rows: Sequence[Sequence[Part]], shares: Sequence[float], size: float = 9
    ) -> None:
        """Write a table whose columns share the width as ``shares`` do; its heading row stands on every page."""
        whole = self.width * TWIPS
        widths = [round(whole * share / sum(shares)) for share in shares]
        head = _row([Cell(column, SHADE, bold=True) for column in columns], widths, size, head=True)
        lines = "".join(_row(row, widths, size) for row in rows)
        self._grid(widths, head + lines)

    def form(self, blocks: Sequence[tuple[str, str, Sequence[str]]], label: float = 2.7) -> None:
        """Write a form: each block is a row, its label (and a small note) at the left, its lines at the right."""
        sides = (round(label * TWIPS), round((self.width - label) * TWIPS))
        rows = []
        for head, note, lines in blocks:
            left = _paragraph("FormLabel", _run(head)) + (_paragraph("Note", _run(note)) if note else "")
            right = "".join(_paragraph("FormText", _run(f"· {line}")) for line in lines)
            cells = (
                f'<w:tc><w:tcPr><w:tcW w:w="{sides[0]}" w:type="dxa"/>'
                f'<w:shd w:val="clear" w:color="auto" w:fill="{TINT}"/>'
                f'</w:tcPr>{left}</w:tc><w:tc><w:tcPr><w:tcW w:w="{sides[1]}" w:type="dxa"/></w:tcPr>{right}</w:tc>'
            )
            rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
        self._grid(sides, "".join(rows))

    def _grid(self, widths: Sequence[int], rows: str) -> None:
        """Add a table of these columns (in twips) and rows."""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        edges = "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        about = (
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/>'
            '<w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        )
        self._add(f"<w:tbl><w:tblPr>{about}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>")
        self._add(_paragraph("AfterTable", ""))

    def picture(self, picture: Picture, title: str, *, high: float) -> None:
        """Place a picture as wide as the text, at most ``high`` centimetres high, ``title`` for a screen reader."""
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part as FilePart

        self._pictures += 1
        part = self.document.part
        name = PackURI(f"/word/media/map{self._pictures}.emf")
        image = FilePart(name, "image/x-emf", picture.content, part.package)
        link = part.relate_to(image, RELATIONSHIP_TYPE.IMAGE)
        scale = fitting(picture, self.width, high)
        wide, tall = (round(side * 2.54 / 96 * scale * EMU) for side in (picture.width, picture.height))
        size = f'cx="{wide}" cy="{tall}"'
        alt = quoteattr(_held(title))
        kind = "http://schemas.openxmlformats.org/drawingml/2006/picture"
        number = self._pictures
        self._add(
            '<w:p><w:pPr><w:pStyle w:val="Picture"/></w:pPr><w:r><w:drawing>'
            f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
            f'<wp:docPr id="{number}" name="map{number}" descr={alt}/><a:graphic><a:graphicData uri="{kind}"><pic:pic>'
            f'<pic:nvPicPr><pic:cNvPr id="{number}" name="map{number}.emf" descr={alt}/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
        )

    def turn(self, *, wide: bool) -> None:
        """Begin a new page, lying (``wide``) or standing; the pages before keep their own shape."""
        self._add(f"<w:p><w:pPr>{self._section(wide=self.wide)}</w:pPr></w:p>")
        self.wide = wide
        self.width = PAGE[1 if wide else 0] - 2 * self.margin

    def _section(self, *, wide: bool) -> str:
        across, down = (round(side * TWIPS) for side in (reversed(PAGE) if wide else PAGE))
        turned = ' w:orient="landscape"' if wide else ""
        edge = round(self.margin * TWIPS)
        foot = f'<w:footerReference w:type="default" r:id="{self._footer}"/>'
        return (
            f'<w:sectPr>{foot}<w:pgSz w:w="{across}" w:h="{down}"{turned}/>'
            f'<w:pgMar w:top="{edge}" w:right="{edge}" w:bottom="{edge}" w:left="{edge}" w:header="720" w:footer="600" '
            'w:gutter="0"/></w:sectPr>'
        )

    # -- the end -------------------------------------------------------------------------------------------------
    def _fill_contents(self) -> None:
        from docx.oxml.parser import parse_xml

        if self._contents is None:
            return
        place, depth = self._contents
        code = f' TOC \\o "1-{depth}" \\n \\h \\z \\u '
        begin = (
            _mark("begin") + f'<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>' + _mark("separate")
        )
        listed = [heading for heading in self._headings if heading[1] <= depth]
        for number, (name, level, text) in enumerate(listed, start=1):
            linked = f'<w:hyperlink w:anchor="{name}" w:history="1">{_run(text)}</w:hyperlink>'
            inside = (begin if number == 1 else "") + linked + (_mark("end") if number == len(listed) else "")
            place.addprevious(parse_xml(_paragraph(f"toc{level}", inside).replace("<w:p>", f"<w:p {NAMESPACES}>", 1)))
        place.getparent().remove(place)

    def save(self) -> bytes:
        """Return the document; equal content gives equal bytes."""
        from docx.oxml.parser import parse_xml

        self._fill_contents()
        body = self.document.element.body
        last = parse_xml(self._section(wide=self.wide).replace("<w:sectPr>", f"<w:sectPr {NAMESPACES}>", 1))
        body.replace(body[-1], last)
        out = io.BytesIO()
        self.document.save(out)
        return _stamped(out.getvalue())


def fitting(picture: Picture, wide: float, high: float) -> float:
    """Return at what share of its own size a picture fits a room of so many centimetres; at most its own."""
    return min(wide / (picture.width * 2.54 / 96), high / (picture.height * 2.54 / 96), 1.0)


def _stamped(content: bytes) -> bytes:
    """Pack a zip again with one time for every entry."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fresh = zipfile.ZipInfo(entry.filename, STAMP)
            fresh.compress_type = zipfile.ZIP_DEFLATED
            fresh.external_attr = 0o644 << 16
            fresh.create_system = 3
            new.writestr(fresh, old.read(entry.filename))
    return out.getvalue()
