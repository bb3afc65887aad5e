"""How a Word document looks: fonts with fallbacks, sizes, spacing and indents of its styles, Chinese typography."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from chainlink.reference import listed

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

FULL = 12
"""小四, the size of running text in points; smaller text takes smaller headings."""
NAMESPACES = " ".join(
    f'xmlns:{prefix}="http://schemas.openxmlformats.org/{place}"'
    for prefix, place in {
        "w": "wordprocessingml/2006/main",
        "r": "officeDocument/2006/relationships",
        "wp": "drawingml/2006/wordprocessingDrawing",
        "a": "drawingml/2006/main",
        "pic": "drawingml/2006/picture",
    }.items()
)
BODY, HEAD = ("仿宋", "Times New Roman"), ("黑体", "Arial")
FALLBACKS = {
    "仿宋": "仿宋_GB2312,FangSong,FangSong_GB2312,STFangsong,Noto Serif CJK SC,Source Han Serif SC",
    "黑体": "SimHei,STHeiti,Microsoft YaHei,Noto Sans CJK SC,Source Han Sans SC,WenQuanYi Zen Hei",
}
"""Other names of the fonts, for machines that lack them (the first of each is what Windows calls it)."""
MOST_LINES_APART = 3
"""A line spacing above it is in points."""
INK, SOFT = "14202B", "52606D"


def dress(document: Document, lang: str, *, size: float) -> None:
    """Give a document its styles and fonts: running text has ``size`` points; Chinese begins two characters in."""
    _styles(document, lang, size)
    _fallbacks(document, lang)


def _styles(document: Document, lang: str, size: float) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    known = document.styles
    for name in ("Note", "Table Text", "Form Label", "Form Text", "After Table", "Contents Heading", "Picture"):
        known.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = known["Normal"]
    for name in ("toc 1", "toc 2"):
        known.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True).base_style = known["Normal"]
    looks = listed("word_styles")
    for name, (fonts, points, *spaces, ink) in {**looks["usual"], **(looks["small"] if size < FULL else {})}.items():
        wanted = size + float(points) if isinstance(points, str) else points
        _style(known[name], {"body": BODY, "head": HEAD}[fonts], wanted, spaces, {"ink": INK, "soft": SOFT}[ink])
    for name in ("Title", "Subtitle", "Caption", "Contents Heading", "Picture"):
        known[name].paragraph_format.alignment = ALIGN.CENTER
    if lang == "zh":
        _indent(known["Body Text"], size)
    _left(known["toc 2"], 0.75)
    _left(known["Form Text"], 0.3)
    known["Form Text"].paragraph_format.first_line_indent = known["Form Text"].paragraph_format.left_indent * -1


def _left(style: ParagraphStyle, centimetres: float) -> None:
    from docx.shared import Cm

    style.paragraph_format.left_indent = Cm(centimetres)


def _style(style: ParagraphStyle, fonts: tuple[str, str], points: float, spaces: Sequence[float], ink: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    marks = style.element.get_or_add_rPr()
    for old in marks.findall(qn("w:rFonts")):
        marks.remove(old)
    named = marks.get_or_add_rFonts()
    for side, font in (("ascii", fonts[1]), ("hAnsi", fonts[1]), ("cs", fonts[1]), ("eastAsia", fonts[0])):
        named.set(qn(f"w:{side}"), font)
    style.font.size, style.font.color.rgb = Pt(points), RGBColor.from_string(ink)
    style.font.bold = fonts == HEAD
    style.font.italic = False
    shape = style.paragraph_format
    shape.line_spacing = Pt(spaces[0]) if spaces[0] > MOST_LINES_APART else spaces[0]
    shape.space_before, shape.space_after = Pt(spaces[1]), Pt(spaces[2])
    for edge in style.element.xpath("./w:pPr/w:pBdr"):
        edge.getparent().remove(edge)
    for wide in style.element.xpath("./w:rPr/w:spacing | ./w:rPr/w:kern"):
        wide.getparent().remove(wide)


def _indent(style: ParagraphStyle, size: float) -> None:
    """Indent the first line by two characters 首行缩进."""
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style.paragraph_format.first_line_indent = Pt(2 * size)
    style.element.pPr.find(qn("w:ind")).set(qn("w:firstLineChars"), "200")


def _fallbacks(document: Document, lang: str) -> None:
    """Name other fonts for machines that lack ours, and let Chinese decide what is East Asian."""
    from docx.oxml.ns import qn
    from docx.oxml.parser import parse_xml

    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/>'
        '<w:pitch w:val="variable"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    latin = "".join(
        f'<w:font w:name="{name}"><w:charset w:val="00"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name in (BODY[1], HEAD[1])
    )
    for link in document.part.rels.values():
        if link.reltype.endswith("/fontTable"):
            link.target_part._blob = (  # noqa: SLF001 - the library keeps this part as bytes and offers no setter
                f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {NAMESPACES}>{fonts}{latin}</w:fonts>'
            ).encode()
    settings = document.settings.element
    for old in settings.findall(qn("w:themeFontLang")):
        old.set(qn("w:eastAsia"), "zh-CN")
    spoken = parse_xml(f'<w:lang {NAMESPACES} w:val="{"en-US" if lang == "zh" else "en-GB"}" w:eastAsia="zh-CN"/>')
    for old in document.styles.element.xpath("./w:docDefaults/w:rPrDefault/w:rPr/w:lang"):
        old.getparent().replace(old, spoken)
