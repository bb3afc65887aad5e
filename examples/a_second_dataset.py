"""A region of your own: the packaged knowledge of sectors and flows, your own districts, firms and sources."""

# %% Knowledge (chains, sectors, flows and their sources) comes from the packaged data; the rows of a region do not
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import polars as pl

from chainlink import default_dataset, default_study, read_dataset, run_study, write_report

folder = Path(mkdtemp()) / "two-counties"
folder.mkdir()
packaged = Path(default_dataset())
for table in ("chains", "sectors", "chain_sectors", "flows", "sources"):
    (folder / f"{table}.csv").write_bytes((packaged / f"{table}.csv").read_bytes())

# %% The region itself: one file a table, every row with its source
(folder / "dataset.toml").write_text(
    'id = "two-counties"\ntitle = "两县"\ntitle_en = "Two counties"\nregion = ["east", "west"]\n'
    'version = "1"\nschema_version = 1\nlicence = "CC0-1.0"\n',
    encoding="utf-8",
)
rows = {
    "districts": "district,name,ring,source,grade\neast,东县,core,NEWS2024,B\nwest,西县,core,NEWS2024,B\n",
    "firms": "firm,name,district,named,source,grade,seen\n"
    "lamps,东县灯具厂,east,Y,NEWS2024,B,2024\nprint,西县印刷厂,west,Y,NEWS2024,B,2024\n",
    "capabilities": "firm,sector,basis,status,source,grade,seen\n"
    "lamps,led_luminaire,stated,made,NEWS2024,B,2024\nprint,pk_print,stated,made,NEWS2024,B,2024\n",
    "links": "link,supplier,buyer,product,sectors,relation,source,grade,seen\n"
    "print--lamps,print,lamps,彩盒,pk_print,supply,NEWS2024,B,2024\n",
}
for table, text in rows.items():
    (folder / f"{table}.csv").write_text(text, encoding="utf-8")
with (folder / "sources.csv").open("a", encoding="utf-8") as sources:
    sources.write("NEWS2024,两县产业协作,县报,2024-05,,official_media,\n")

# %% Read (every fault of every table is told at once), judge, write
outcome = run_study(read_dataset(folder), replace(default_study(), doubt=False))
lamp = outcome.needs.filter(pl.col("buyer") == "lamps")
print(f"{lamp.height} needs of the lamp works; standing: {lamp['standing'].value_counts(sort=True).rows()}")
written = write_report(outcome, folder.parent / "reports")
print(f"{len(written)} files, first {written[0].name}")
