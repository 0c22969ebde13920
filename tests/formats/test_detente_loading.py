"""`load`, `save` and the public names: any kind of case by one function, and nothing imported before it is needed."""

import subprocess
import sys
import time

import pytest
from tests.formats.test_detente_round_trip import CASE

import detente

THREE = CASE.replace("parties:\n  us", "parties:\n  eu: Europe\n  us").replace(
    "      one: us\n      two: {held_by: ru,",
    "      one: {held_by: us, to: ru}\n      two: {held_by: ru, to: us,",
)


@pytest.fixture
def path(tmp_path):
    (tmp_path / "case.yaml").write_text(THREE)
    return tmp_path / "case.yaml"


def test_importing_detente_imports_nothing_large():
    code = "import sys, detente; print(detente.__version__, *sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, *modules = done.stdout.split()
    assert version == detente.__version__
    assert not {"numpy", "pydantic", "ruamel.yaml", "rich", "click", "detente.model.case"} & set(
        modules
    )


def test_every_public_name_is_there():
    for name in detente.__all__:
        assert getattr(detente, name) is not None, name
    assert set(detente.__all__) <= set(dir(detente))
    with pytest.raises(AttributeError, match="lood"):
        detente.lood


def test_a_genius_folder_opens_as_a_case_does(shared):
    case = detente.load(shared / "scenarios" / "genius" / "Laptop")
    assert len(case.parties) == 2
    assert case.issues


def test_a_case_can_be_looked_at_between_some_of_its_parties(path):
    whole = detente.load(path)
    assert list(whole.parties) == ["eu", "us", "ru"]
    some = detente.load(path, parties=["ru", "us"])
    assert list(some.parties) == ["ru", "us"]
    assert some.preferences == whole.preferences
    assert some.issues == whole.issues


@pytest.mark.parametrize(
    ("parties", "said"),
    [
        (["us", "uk"], "there is no party 'uk'"),
        (["us"], "name at least two parties, each once"),
        (["us", "us"], "name at least two parties, each once"),
        (["eu", "us"], "'ru' cannot be left out: it may hold 'one' of 'sites'"),
    ],
)
def test_parties_that_cannot_be_chosen_are_told(path, parties, said):
    with pytest.raises(detente.InputError, match=said):
        detente.load(path, parties=parties)


def test_a_party_whose_moves_others_need_cannot_be_left_out(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(
        "detente: 1\nparties: {a: , b: , c: }\nissues: {x: {options: [no, yes]}}\nmoves: [{issue: x, by: c}]\n"
    )
    with pytest.raises(detente.InputError, match="'c' cannot be left out: a move of 'x' is theirs"):
        detente.load(path, parties=["a", "b"])


def test_a_case_of_two_hundred_lines_loads_at_once(tmp_path):
    issues = "".join(
        f"  issue {k}:\n    title: The issue of number {k}\n    options: [none, some, more, all]\n"
        f"    ladder: true\n    status_quo: none\n"
        for k in range(30)
    )
    wants = "".join(
        f"      issue {k}: {{weight: {k}, table: {{none: 0, some: 0.2, more: 0.5, all: 1}}}}\n"
        for k in range(30)
    )
    text = f"detente: 1\nparties: {{a: , b: }}\nissues:\n{issues}preferences:\n"
    text += f"  a:\n    issues:\n{wants}  b:\n    issues:\n{wants}"
    path = tmp_path / "case.yaml"
    path.write_text(text)
    assert text.count("\n") > 200
    detente.load(path)
    times = []
    for _ in range(5):
        begun = time.perf_counter()
        detente.load(path)
        times.append(time.perf_counter() - begun)
    assert min(times) < 0.3
