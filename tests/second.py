"""A second region, invented: two districts, two chains, 44 firms, one workbook with Chinese headings and words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import xlsxwriter

from chainlink import terms
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES, caption

SOURCE = {"source": "BOOK"}
RECENT = {"source": "BOOK", "grade": "A", "seen": 2024}

META = [
    ("id", "lin-qing"),
    ("title", "临青两地产业链（虚构）"),
    ("title_en", "Lin and Qing (invented)"),
    ("region", "lin;qing"),
    ("version", "2024"),
    ("schema_version", "1"),
    ("licence", "CC0-1.0"),
    ("note", "示例数据，地名和企业均为虚构"),
]
DISTRICTS = [
    ("lin", "临江区", "core"),
    ("qing", "青山县", "core"),
    ("bai", "白石县", "neighbour"),
    ("away", "外地", "outside"),
]
CHAINS = [("boats", "船艇", True, 1), ("tea", "茶业", True, 2)]
# sector, name, stage, reach, need kind, process, env class, chain
SECTORS = [
    ("boat", "游艇整船", "downstream", "national", "recurring_material", "final_assembly", "none", "boats"),
    ("hull", "玻璃钢船体", "midstream", "ring", "recurring_material", "moulding", "none", "boats"),
    ("marine_engine", "船用发动机", "midstream", "national", "recurring_material", "machining", "none", "boats"),
    ("rudder", "舵机", "midstream", "ring", "recurring_material", "machining", "none", "boats"),
    ("upholstery", "船用内饰", "midstream", "site", "recurring_material", "injection", "none", "boats"),
    ("resin", "不饱和树脂", "upstream", "national", "recurring_material", "chemical_synthesis", "chemical", "boats"),
    ("fibre", "玻璃纤维布", "upstream", "national", "recurring_material", "glass_ceramic", "none", "boats"),
    ("varnish", "船体喷涂", "midstream", "site", "recurring_material", "coating", "coating", "boats"),
    ("leaf", "茶叶种植", "upstream", "site", "recurring_material", "farming", "none", "tea"),
    ("made_tea", "精制茶", "midstream", "national", "recurring_material", "food_processing", "none", "tea"),
    ("tea_drink", "茶饮料", "downstream", "national", "recurring_material", "food_processing", "none", "tea"),
    ("tin", "茶叶罐", "midstream", "ring", "packaging", "sheet_metal_stamping", "none", "tea"),
    ("carton", "纸盒", "midstream", "site", "packaging", "printing", "none", "tea"),
    ("bottle", "塑料瓶", "midstream", "ring", "packaging", "injection", "none", "tea"),
    ("tea_shop", "茶叶销售", "downstream", "national", "distribution", "service", "none", "tea"),
]
FLOWS = [
    ("hull", "boat", "essential", "material"),
    ("marine_engine", "boat", "essential", "material"),
    ("rudder", "boat", "essential", "material"),
    ("upholstery", "boat", "common", "material"),
    ("varnish", "boat", "common", "material"),
    ("resin", "hull", "essential", "material"),
    ("fibre", "hull", "essential", "material"),
    ("leaf", "made_tea", "essential", "material"),
    ("made_tea", "tea_drink", "essential", "material"),
    ("tin", "made_tea", "common", "packaging"),
    ("carton", "made_tea", "common", "packaging"),
    ("bottle", "tea_drink", "essential", "packaging"),
    ("made_tea", "tea_shop", "essential", "distribution"),
]
# makers by sector: (district, how many)
MAKERS = {
    "boat": [("lin", 3), ("qing", 1)],
    "hull": [("lin", 1), ("qing", 2)],
    "resin": [("away", 1)],
    "rudder": [("bai", 1)],
    "leaf": [("qing", 12), ("lin", 4)],
    "made_tea": [("qing", 8), ("lin", 3)],
    "tea_drink": [("lin", 2)],
    "carton": [("lin", 2)],
    "tea_shop": [("qing", 4)],
}


def _firms() -> list[dict[str, Any]]:
    names = {key: name for key, name, *_ in SECTORS}
    places = {key: name[:2] for key, name, _ in DISTRICTS}
    return [
        {
            "firm": f"{sector}-{district}-{place}",
            "name": f"{places[district]}{names[sector]}{place}厂",
            "district": district,
        }
        for sector, where in MAKERS.items()
        for district, count in where
        for place in range(1, count + 1)
    ]


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every table's rows, by id of column, values as a person would type them."""
    firms = _firms()
    return {
        "districts": [{"district": key, "name": name, "ring": ring, **SOURCE} for key, name, ring in DISTRICTS],
        "parks": [{"park": "lin-park", "name": "临江工业园", "district": "lin", "lead_chains": "boats", **SOURCE}],
        "chains": [
            {"chain": key, "name": name, "lead": lead, "order": order, **SOURCE} for key, name, lead, order in CHAINS
        ],
        "sectors": [
            dict(
                zip(("sector", "name", "stage", "reach", "need_kind", "process", "env_class"), sector[:7], strict=True),
                tier="core",
                **SOURCE,
            )
            for sector in SECTORS
        ],
        "chain_sectors": [{"chain": sector[7], "sector": sector[0], "role": "own", **SOURCE} for sector in SECTORS],
        "flows": [dict(zip(("input", "output", "criticality", "kind"), flow, strict=True), **SOURCE) for flow in FLOWS],
        "firms": [{**firm, "named": True, **RECENT} for firm in firms],
        "capabilities": [
            {"firm": firm["firm"], "sector": firm["firm"].split("-")[0], "basis": "stated", "status": "made", **RECENT}
            for firm in firms
        ],
        "links": [
            {
                "link": "l1",
                "supplier": "hull-qing-1",
                "buyer": "boat-lin-1",
                "product": "船体",
                "sectors": "hull",
                "relation": "supply",
                **RECENT,
            },
            {
                "link": "l2",
                "supplier": "carton-lin-1",
                "buyer": "made_tea-qing-1",
                "sectors": "carton",
                "relation": "supply",
                **RECENT,
            },
            {
                "link": "l3",
                "supplier": "carton-lin-1",
                "buyer": "made_tea-qing-2",
                "sectors": "carton",
                "relation": "supply",
                **RECENT,
            },
        ],
        "claims": [
            {
                "claim": "c1",
                "measure": "amount",
                "value": 260,
                "unit": "万元",
                "per": "year",
                "from": "2024",
                "to": "2024",
                "status": "actual",
                **RECENT,
            },
            {
                "claim": "c2",
                "measure": "quantity",
                "value": 40,
                "unit": "套",
                "per": "year",
                "from": "2025",
                "to": "2025",
                "status": "expected",
                **RECENT,
            },
        ],
        "claim_subjects": [
            {"claim": "c1", "table": "links", "id": "l2", **RECENT},
            {"claim": "c1", "table": "links", "id": "l3", **RECENT},
            {"claim": "c2", "table": "links", "id": "l1", **RECENT},
        ],
        "statements": [
            {
                "statement": "s1",
                "districts": "lin;qing",
                "chain": "boats",
                "sector": "varnish",
                "wording_class": "absent",
                "specificity": "exact",
                "year": 2024,
                **RECENT,
            }
        ],
        "sources": [{"source": "BOOK", "title": "两地产业手册（虚构）", "date": "2024-12", "kind": "other"}],
    }


def shown(value: Any, meta: dict[str, Any]) -> Any:
    """Give a value as a person of the place would type it: Chinese words for enums and flags."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return terms.word(f"{meta['enum']}.{value}") if "enum" in meta else value


def write_second_dataset(path: Path) -> Path:
    """Write the workbook to ``path``: a sheet a table, Chinese sheet names and headings."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("数据集")
    for line, pair in enumerate(META):
        sheet.write_row(line, 0, pair)
    for table, records in rows().items():
        sheet = book.add_worksheet(caption(table))
        for place, (name, _, meta) in enumerate(columns(TABLES[table])):
            sheet.write_string(0, place, meta["header"])
            for line, record in enumerate(records, start=1):
                if record.get(name) is not None:
                    sheet.write(line, place, shown(record[name], meta))
    book.close()
    return path
