"""One file a judgement: what measures say, compared with stated bars.

Every kind of finding names its judge, a file of this room, and the file names the kind under KINDS: a kind that nobody
finds is refused when the room is entered.
"""

from importlib import import_module
from importlib.util import find_spec

from chainlink.findings.kinds import KINDS

for _kind in KINDS.values():
    _home = f"{__name__}.{_kind.judge}"
    if find_spec(_home) is None or _kind.id not in import_module(_home).KINDS:
        _msg = f"kind of finding {_kind.id}: judge/{_kind.judge}.py does not find it (its KINDS lacks it)"
        raise ValueError(_msg)
