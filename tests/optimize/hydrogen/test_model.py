from __future__ import annotations

from pathlib import Path

import pytest

from optimize.hydrogen.model import build, index_columns
from tests.optimize.hydrogen_cases import every_family

GOLDEN = Path(__file__).parents[1] / "golden"
FAMILIES = (
    "one", "required", "target", "owner0", "owner1", "group0", "demand", "size", "use", "cover", "link",
    "deliver", "source", "hold", "pressure", "arc", "trips", "onsite",
)  # fmt: skip


def written(stage: str, folder: Path) -> str:
    problem = every_family()
    model = build(problem, index_columns(problem), stage=stage, hold_kg=500.0, links=True).build()
    model.writeLP(str(folder / "model.lp"))
    return (folder / "model.lp").read_text(encoding="utf-8")


@pytest.mark.parametrize("stage", ["served", "cost"])
def test_model_is_the_golden_one(stage, tmp_path):
    assert written(stage, tmp_path) == (GOLDEN / f"hydrogen_{stage}.lp").read_text(encoding="utf-8")


def test_every_family_of_rows_stands_in_a_golden_file():
    text = "".join(
        (GOLDEN / f"hydrogen_{stage}.lp").read_text(encoding="utf-8") for stage in ("served", "cost")
    )
    assert [name for name in FAMILIES if f"\n{name}_0" not in text] == []
