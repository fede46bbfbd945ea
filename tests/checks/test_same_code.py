"""A topic that was copied to begin another: its code is that of both."""

from __future__ import annotations

from ward import Ward


def copy(ward: Ward, title: str) -> None:
    words = (ward.folder / "content/good.yaml").read_text()
    ward.put("content/again.yaml", words.replace("Good words", title))


def test_a_code_that_two_leaflets_have_is_told_at_its_line(ward: Ward) -> None:
    (ward.folder / "content/broken.yaml").unlink()
    copy(ward, "Other words")
    _, out, _ = ward.run("check", "again", "--language", "en")
    assert "content/code" in out and "content/again.yaml:3" in out
    assert "the leaflet 'good' has the code TE too" in out and "give one of them another" in out


def test_a_name_that_means_two_leaflets_makes_neither(ward: Ward) -> None:
    (ward.folder / "content/broken.yaml").unlink()
    copy(ward, "Good words")
    for words in ("TE", "Good words"):
        code, out, err = ward.run("make", words)
        assert code == 2 and "made" not in out
        assert f"there is no topic called '{words}'" in err
        assert "again and good are called so: write which" in err
    assert ward.run("make", "again")[0] == 0
