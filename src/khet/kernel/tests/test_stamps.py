from pathlib import Path

from khet.kernel.stamps import Stamps


def test_a_stamp_survives_and_a_broken_one_means_do_it_again(tmp_path: Path) -> None:
    path = tmp_path / "stamps.json"
    Stamps(path).set(tables="abc")
    assert Stamps(path).holds("tables", "abc")
    assert not Stamps(path).holds("tables", "abd")
    path.write_text("{half")
    assert not Stamps(path).holds("tables", "abc")
