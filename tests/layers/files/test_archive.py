"""Archives whose members get into each other's way: refused by name, without where they were unpacked."""

from __future__ import annotations

import zipfile

import pytest

from gisplan_errors import LayerError
from layers.files.archive import unpack


def zipped(path, names):
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, name)
    return path


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("names", [["sites.csv", "sites.csv"], ["in/sites.csv", "in//sites.csv"]])
def test_a_name_that_stands_twice_is_refused(tmp_path, names):
    with pytest.raises(LayerError, match=r"holds '(in/)?sites\.csv' twice"):
        unpack(zipped(tmp_path / "a.zip", names), tmp_path / "out")


@pytest.mark.parametrize("name", ["a/sites.csv", "x" * 300 + "/sites.csv", "x" * 300 + ".csv"])
def test_a_member_that_cannot_be_written_is_named_by_the_archive(tmp_path, name):
    with pytest.raises(LayerError, match=r"a\.zip: .*sites|a\.zip: x+\.csv") as fault:
        unpack(zipped(tmp_path / "a.zip", ["a", name]), tmp_path / "out")
    assert str(tmp_path / "out") not in str(fault.value)
