"""The example rows of the template: one small story through every table, told by a newspaper in 2021."""

from __future__ import annotations

_SAID: dict[str, object] = {"source": "PAPER", "grade": "A", "seen": 2021, "note": "EXAMPLE"}

META = [
    ("id", "my-region"),
    ("title", ""),
    ("title_en", "My region"),
    ("region", "wanzhou;kaizhou"),
    ("version", "1"),
    ("schema_version", "1"),
    ("licence", ""),
    ("note", ""),
]

_ROWS: dict[str, list[dict[str, object]]] = {
    "districts": [
        {
            "district": "wanzhou",
            "name": "万州区",
            "name_en": "Wanzhou",
            "aliases": "万州",
            "admin_code": "500101",
            "ring": "core",
            "lon": 108.41,
            "lat": 30.81,
        },
        {
            "district": "kaizhou",
            "name": "开州区",
            "name_en": "Kaizhou",
            "aliases": "开州",
            "admin_code": "500154",
            "ring": "core",
        },
    ],
    "places": [
        {"place": "puli", "name": "浦里新区", "district": "kaizhou", "kind": "park"},
        {"place": "wanzhou-town", "name": "万州城区", "district": "wanzhou", "kind": "town"},
    ],
    "parks": [{"park": "puli", "name": "浦里新区", "district": "kaizhou", "level": "市级", "lead_chains": "equipment"}],
    "chains": [{"chain": "equipment", "name": "装备制造", "name_en": "Equipment", "lead": True, "order": 1}],
    "sectors": [
        {
            "sector": "auto_stamping",
            "name": "车身冲压件",
            "name_en": "Body stampings",
            "stage": "midstream",
            "gb4754": "3670",
            "tier": "core",
            "process": "stamping",
            "reach": "ring",
            "need_kind": "recurring_material",
            "env_class": "none",
            "jit": True,
            "captive": False,
            "local_service": False,
            "plant_size": "medium",
            "plant_basis": "常识：大吨位压机连线",
            "basis": "行业常识",
        },
        {
            "sector": "auto_truck",
            "name": "载货汽车整车",
            "name_en": "Trucks",
            "stage": "downstream",
            "gb4754": "3611",
            "tier": "core",
            "reach": "national",
        },
    ],
    "chain_sectors": [
        {"chain": "equipment", "sector": "auto_stamping", "role": "own"},
        {"chain": "equipment", "sector": "auto_truck", "role": "own"},
    ],
    "flows": [
        {
            "input": "auto_stamping",
            "output": "auto_truck",
            "criticality": "essential",
            "kind": "material",
            "basis": "行业常识",
        }
    ],
    "firms": [
        {
            "firm": "changan-kuayue",
            "name": "长安跨越",
            "legal_name": "重庆长安跨越车辆有限公司",
            "aliases": "跨越;长安跨越车辆",
            "district": "wanzhou",
            "chains": "equipment",
            "named": True,
        },
        {
            "firm": "qianneng",
            "name": "千能实业",
            "district": "kaizhou",
            "park": "puli",
            "chains": "equipment",
            "named": True,
            "purchasing": "local",
        },
    ],
    "firm_status": [{"firm": "changan-kuayue", "year": 2021, "status": "operating"}],
    "capabilities": [
        {"firm": "changan-kuayue", "sector": "auto_truck", "basis": "stated", "status": "made"},
        {"firm": "qianneng", "sector": "auto_stamping", "basis": "stated", "status": "made"},
    ],
    "links": [
        {
            "link": "qianneng--changan-kuayue",
            "supplier": "qianneng",
            "buyer": "changan-kuayue",
            "product": "整车冲压、焊接零部件",
            "sectors": "auto_stamping",
            "relation": "supply",
        },
    ],
    "claims": [
        {
            "claim": "c-160000",
            "measure": "quantity",
            "value": 160000,
            "unit": "套",
            "per": "year",
            "from": "2020",
            "to": "2020",
            "status": "actual",
            "precision": "exact",
        },
    ],
    "claim_subjects": [{"claim": "c-160000", "table": "links", "id": "qianneng--changan-kuayue"}],
    "statements": [
        {
            "statement": "s-chains",
            "districts": "wanzhou;kaizhou",
            "chain": "equipment",
            "wording_class": "wish",
            "specificity": "chain",
            "year": 2021,
        },
    ],
    "projects": [
        {
            "project": "p-stamping",
            "name": "冲压件二期",
            "firm": "qianneng",
            "district": "kaizhou",
            "park": "puli",
            "sectors": "auto_stamping",
            "status": "signed",
            "year": 2021,
        },
    ],
    "surveys": [
        {
            "district": "kaizhou",
            "sector": "auto_stamping",
            "date": "2021-10",
            "completeness": "partial",
            "makers_found": 1,
        },
    ],
    "prospects": [{"firm": "qianneng", "sector": "auto_stamping", "seat": "开州", "supplies_now": "changan-kuayue"}],
    "admissions": [{"park": "puli", "env_class": "plating", "verdict": "unknown", "as_of": 2021}],
    "travel": [{"from": "puli", "to": "wanzhou-town", "mode": "road", "as_of": "2021", "minutes": 15}],
}

EXAMPLE: dict[str, list[dict[str, object]]] = {
    **{table: [{**_SAID, **row} for row in rows] for table, rows in _ROWS.items()},
    "sources": [
        {
            "source": "PAPER",
            "title": "开州 弹好“协奏曲”合力推进万开云同城化发展",
            "date": "2021-10",
            "kind": "official_media",
            "note": "EXAMPLE",
        },
    ],
}
"""Rows per table; ``EXAMPLE`` as a note stands for the sentence ``template.example``."""
