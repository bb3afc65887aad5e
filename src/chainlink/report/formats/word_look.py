"""How a Word document looks: fonts with fallbacks, sizes, spacing and indents of its styles, Chinese typography."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

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
INK, SOFT = "14202B", "52606D"


def dress(document: Document, lang: str, *, size: float) -> None:
    """Give a document its styles and fonts.

    Args:
        document: what is dressed.
        lang: zh or en; Chinese text begins two characters in.
        size: of running text, in points.

    """
    _styles(document, lang, size)
    _fallbacks(document, lang)


def _styles(document: Document, lang: str, size: float) -> None:
    """Set the styles of a document whose running text has ``size`` points."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    known = document.styles
    for name in ("Note", "Table Text", "Form Label", "Form Text", "After Table", "Contents Heading", "Picture"):
        known.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = known["Normal"]
    for name in ("toc 1", "toc 2"):
        known.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=True).base_style = known["Normal"]
    looks: Mapping[str, tuple[tuple[str, str], float, float, float, float, str]] = {
        # style: fonts, size, line spacing, points above and below, colour
        "Normal": (BODY, size, 1.2, 0, 0, INK),
        "Body Text": (BODY, size, 1.4 if size >= FULL else 1.1, 0, 2, INK),
        "List Bullet": (BODY, size, 1.25 if size >= FULL else 1.08, 0, 1 if size >= FULL else 0, INK),
        "Title": (HEAD, 22 if size >= FULL else 17, 1.15, 0, 6, INK),
        "Subtitle": (BODY, size, 1.2, 0, 8, SOFT),
        "Heading 1": (HEAD, size + 4, 1.25, 14, 8, INK),
        "Heading 2": (HEAD, size + 2, 1.25, 12, 6, INK),
        "Heading 3": (
            HEAD,
            size if size >= FULL else size + 1,
            1.1,
            7 if size >= FULL else 4,
            3 if size >= FULL else 1,
            INK,
        ),
        "Heading 4": (HEAD, size - 0.5, 1.2, 6, 2, INK),
        "Caption": (HEAD, 10.5, 1.2, 4, 4, INK),
        "Contents Heading": (HEAD, size + 4, 1.25, 12, 8, INK),
        "toc 1": (HEAD, size, 1.3, 4, 0, INK),
        "toc 2": (BODY, size, 1.3, 0, 0, INK),
        "Note": (BODY, 9, 1.15, 0, 4, SOFT),
        "Table Text": (BODY, 9, 1.05, 0, 0, INK),
        "Form Label": (HEAD, 10, 1.05, 1, 0, INK),
        "Form Text": (BODY, 10, 1.05, 0, 0, INK),
        "After Table": (BODY, 5, 1.0, 0, 0, INK),
        "Picture": (BODY, size, 1.0, 4, 2, INK),
    }
    for name, (fonts, points, spacing, above, below, ink) in looks.items():
        _style(known[name], fonts, points, (spacing, above, below), ink)
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


def _style(
    style: ParagraphStyle, fonts: tuple[str, str], points: float, spaces: tuple[float, float, float], ink: str
) -> None:
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
    shape.line_spacing, shape.space_before, shape.space_after = spaces[0], Pt(spaces[1]), Pt(spaces[2])
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
