"""Text is read in the encoding that its bytes prove; where they prove none it is asked for, with readings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gisplan_errors import LayerError
from layers.files.encodings import encoding_of, known_encoding, looks_chinese, misread, text_encoding_of

CHINESE = "和平路停车场,南开大学西门,滨海新区第一充电站"
FOREIGN = {
    "cp1252": "Bürgerstraße Süd,Schloßplatz,Königsallee Köln,Hôtel Bär",
    "cp1251": "Парковка Центр,Площадь Революции,Московский вокзал",
    "shift_jis": "東京駅前駐車場,大阪城公園,横浜駅西口充電所",
    "big5": "臺北車站停車場,信義區公所,高雄捷運充電站",
    "euc_kr": "서울역 주차장,강남구청 충전소,부산항 터미널",
    "euc_jp": "東京駅の駐車場,さくら公園のとなり,オオサカ充電所",
}


def write(folder: Path, data: bytes) -> Path:
    path = folder / "sites.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"],
)
def test_chinese_in_the_encodings_of_offices_is_found_out(tmp_path: Path, encoding: str) -> None:
    head = "site_id,name_zh,lon,lat\n"
    found = encoding_of(write(tmp_path, (head + CHINESE).encode(encoding)))
    assert found is not None
    assert (head + CHINESE) == (tmp_path / "sites.csv").read_text(found).removeprefix("\ufeff")


@pytest.mark.parametrize("encoding", sorted(FOREIGN))
def test_no_other_encoding_is_read_as_gbk_in_silence(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, f"name,lon\n{FOREIGN[encoding]}".encode(encoding))
    assert encoding_of(path) is None
    with pytest.raises(LayerError, match="--encoding"):
        text_encoding_of(path)
    assert path.read_text(text_encoding_of(path, encoding)).endswith(FOREIGN[encoding])


def test_japanese_without_kana_is_not_read_as_chinese(tmp_path: Path) -> None:
    names = "東京駅,新宿,大阪市役所,横浜駅前,名古屋城,京都御所,神戸港"
    assert encoding_of(write(tmp_path, f"name\n{names}".encode("euc_jp"))) is None
    with pytest.raises(LayerError, match="euc_jp '東京駅'"):
        text_encoding_of(tmp_path / "sites.csv")


def test_who_has_to_choose_sees_how_others_read_it(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="cp1252 'Bürgerstraße Süd'"):
        text_encoding_of(write(tmp_path, "a,Bürgerstraße Süd,1".encode("cp1252")))


def test_an_encoding_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LayerError, match="no utf-8 text"):
        text_encoding_of(write(tmp_path, "Süd".encode("cp1252")), "UTF-8")


@pytest.mark.parametrize(
    ("stated", "name"),
    [
        ("88591", "iso8859-1"), ("ANSI 1252", "cp1252"), ("936", "gbk"), ("CP936", "gbk"), ("UTF_8", "utf-8"),
        ("65001", "utf-8"), ("ISO 88591", "iso8859-1"), ("8859-15", "iso8859-15"), ("windows-1251", "cp1251"),
        ("Big5", "big5"), ("GB18030", "gb18030"), ("Shift-JIS", "shift_jis"), ("950", "big5"),
    ],
)  # fmt: skip
def test_encodings_are_known_as_people_and_programs_write_them(stated: str, name: str) -> None:
    assert known_encoding(stated, Path("a.cpg")) == name


@pytest.mark.parametrize("text", ["Bürgerstraße Süd", "Königsallee Köln", "Schloßplatz"])
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_western_text_read_as_gbk_is_named_with_what_it_says(text: str, encoding: str) -> None:
    assert misread(text.encode(encoding).decode("gb18030")) == text


@pytest.mark.parametrize("text", ["北仓", "和平路停车场"])
def test_chinese_read_in_the_wrong_encoding_is_named_with_what_it_says(text: str) -> None:
    assert misread(text.encode().decode("gb18030", "ignore")) == text


@given(
    st.text(
        st.sampled_from("津市和平区南开路停车场充电站东西北中心大学医院广场公园农贸情景版本规划"), max_size=12
    )
)
def test_ordinary_chinese_is_never_taken_for_misread(text: str) -> None:
    assert misread(text) == ""


@pytest.mark.parametrize(
    "text", ["A区b座", "3号楼A座", "Tesla超级充电站", "充电站 BYD", "Bürgerstraße", "A镕"]
)
def test_mixed_names_are_as_they_should_be(text: str) -> None:
    assert misread(text) == ""


def test_a_few_letters_are_enough_where_they_are_plain() -> None:
    assert looks_chinese("编号,名称".encode("gbk"))
    assert not looks_chinese(b"plain")
