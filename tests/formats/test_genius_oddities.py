"""GENIUS domains with oddities, mistakes and damage: done as GENIUS does and said, or refused with a place."""

import re
import shutil
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente.errors import InputError
from detente.formats import load as read
from detente.formats import save
from detente.formats.genius import is_genius, load
from detente.model.case import Case
from detente.model.issue import Options, Range
from detente.model.preference import Piecewise

DATA = Path(__file__).resolve().parents[1] / "data" / "genius"


@pytest.fixture
def orchard(tmp_path):
    """A copy of the orchard domain, and a way to change a file of it."""
    folder = tmp_path / "orchard"
    shutil.copytree(DATA / "orchard", folder)
    return Changeable(folder)


class Changeable:
    """A domain whose files can be changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def change(self, file: str, *pairs: tuple[str, str]) -> None:
        """Replaces texts in a file; each must be there."""
        path = self.folder / file
        text = path.read_text("utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, "utf-8")

    def load(self) -> Case:
        return load(self.folder)

    def problems(self) -> list[str]:
        """The mistakes, as `file:line:column: message` with the folder left out."""
        with pytest.raises(InputError) as caught:
            self.load()
        return [str(problem).replace(f"{self.folder}/", "") for problem in caught.value.problems]


def test_issues_of_the_three_kinds_are_read(orchard):
    case = orchard.load()
    price, variety, delivery, crates = case.issues.values()
    assert isinstance(price, Range)
    assert (price.minimum, price.maximum, len(price.numbers)) == (20, 40, 21)
    assert price.continuous
    assert isinstance(variety, Options)
    assert variety.values == ("Russet", "Pippin", "Rose & Gold")
    assert variety.meanings == {"Russet": "keeps until spring", "Rose & Gold": "sells itself"}
    assert isinstance(delivery, Options)
    assert isinstance(crates, Range)
    assert (crates.minimum, crates.maximum, crates.step, crates.continuous) == (2, 12, 1, False)
    assert any("grid of 21 points" in note for note in case.notes)


def test_scores_are_exact(orchard):
    case = orchard.load()
    grower, grocer = case.preferences["grower"], case.preferences["grocer"]
    variety = case.issues["Variety"]
    assert grower.values["Variety"].of(variety) == ((1, Fraction(2, 3), Fraction(1, 3)),)
    assert grower.values["Delivery"].of(case.issues["Delivery"]) == ((Fraction(1, 3), 1),)
    assert grocer.values["Variety"].of(variety) == ((Fraction(2, 7), Fraction(4, 7), 1),)
    assert grower.reservation == Fraction(3, 10)
    assert grocer.reservation == 0


def test_a_line_is_held_between_0_and_1_where_it_bends_not_at_the_next_whole_number(orchard):
    orchard.change("grower.xml", ('slope="0.125" offset="0.0"', 'slope="0.3" offset="-0.5"'))
    crates = orchard.load().preferences["grower"].values["Crates a week"]
    assert isinstance(crates, Piecewise)
    held = {2: 0, 3: 0, Fraction(11, 3): 0, 4: Fraction(1, 10), 6: Fraction(7, 10), 7: 1, 12: 1}
    assert {at: crates.at(Fraction(at)) for at in held} == held


def test_nested_objectives_count_by_the_weights_of_their_issues_alone(orchard):
    plain = orchard.load()
    for file in ("grower.xml", "grocer.xml"):
        orchard.change(
            file, ('<weight index="1"', '<weight index="5" value="0.25"/><weight index="1"')
        )
    case = orchard.load()
    assert case == plain
    assert any("weights of whole objectives do not count" in note for note in case.notes)


def test_a_damaged_profile_does_not_matter_to_those_who_do_not_sit_at_the_table(orchard):
    (orchard.folder / "broker.xml").write_text("<utility_space><objective", "utf-8")
    assert "broker.xml:1:16: the file breaks off" in orchard.problems()[0]
    assert len(load(orchard.folder, ["grower", "grocer"]).parties) == 2


def test_a_space_without_evaluations_is_a_domain_too(orchard):
    orchard.change(
        "orchard_domain.xml",
        ('<negotiation_template number_of_sessions="1">', ""),
        ("</negotiation_template>", ""),
    )
    assert orchard.load() == load(DATA / "orchard")


@pytest.mark.parametrize(
    ("party", "old", "new", "issue", "scores", "words"),
    [
        ("grower", 'value="Rus', 'value="Russet" evaluation="1"/><item value="Rus',
         "Variety", (1, "2/3", "1/3"), "more than once"),
        ("grower", '"9"/>', '"9"/><item value="Quince" evaluation="18"/>',
         "Variety", ("1/2", "1/3", "1/6"), "'Quince'"),
        ("grower", 'evaluation="6"', 'evaluation="-6"', "Variety", (1, "-2/3", "1/3"), "below 0"),
        ("grower", "1.0E-4", "1.0e-2", "Delivery", (1, "3/100"), None),
        ("grocer", 'evaluation="5"', 'evaluation="0.0"', "Delivery", (0, 0), "scores above 0"),
        ("grocer", 'evaluation="5"', 'evaluation="9.0E-6"', "Delivery", (0, 0), "scores above 0"),
    ],
)  # fmt: skip
def test_what_genius_does_with_odd_scores_is_done_and_said(
    orchard, party, old, new, issue, scores, words
):
    orchard.change(f"{party}.xml", (old, new))
    case = orchard.load()
    found = case.preferences[party].values[issue].of(case.issues[issue])
    assert found == (tuple(Fraction(score) for score in scores),)
    assert words is None or any(words in note and party in note for note in case.notes)


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("grower.xml", 'value="0.5"', 'value="0.75"', "grower: the weights add up to 1.25, not 1"),
        ("grower.xml", 'name="Variety"', 'name="Sort"', "its index 1 counts"),
        ("grower.xml", '<weight index="1"', '<weight index="7" value="1"/><weight index="1"', "'7'"),
        ("grower.xml", '<issue index="1"', '<issue index="8" name="Wine"/><issue index="1"', "Wine (8)"),
        ("grower.xml", '<issue index="1"', '<issue index="2"/><issue index="1"', "stands there twice"),
        ("grower.xml", '<reservation value="0.3"/>', "<reservation/>", "no deal is worth 0"),
        ("grower.xml", 'factor value="1.0"', 'factor value="-1"', "not between 0 and 1"),
        ("grower.xml", 'factor value="1.0"', "factor", "discount factor is not a number"),
        ("grower.xml", 'lowerbound="2"', 'lowerbound="1"', "lower bound 1"),
        ("grower.xml", '<evaluator ftype="linear" slope="0.125" offset="0.0"/>', "", "every value scores 0"),
        ("grower.xml", 'slope="0.125" offset="0.0"', 'parameter1="0.1" parameter0="0"', "old GENIUS"),
        ("grower.xml", 'parameter0="-1.0" parameter1="0.05"', 'offset="-1.0" slope="0.05"', "NegMAS"),
        ("orchard_domain.xml", 'value="Pippin"', 'value="Pippin"/><item value="Pippin"', "more than once"),
        ("orchard_domain.xml", '"discrete" vtype="discrete" name="Delivery"', '"x"', None),
    ],
)  # fmt: skip
def test_what_can_be_read_in_more_than_one_way_is_said_in_the_notes(orchard, file, old, new, words):
    if words is None:
        old, new, words = 'name="Delivery" type="discrete"', 'name="Delivery" type="sort"', "'sort'"
    orchard.change(file, (old, new))
    assert any(words in note for note in orchard.load().notes)


def test_two_issues_of_one_name_are_told_apart(orchard):
    orchard.change("orchard_domain.xml", ('name="Delivery"', 'name="Variety"'))
    case = orchard.load()
    assert "Variety (2)" in case.issues
    assert any("two issues are called 'Variety'" in note for note in case.notes)


def test_a_constant_score_is_read(orchard):
    orchard.change(
        "grower.xml",
        ('"linear" parameter0="-1.0" parameter1="0.05"', '"constant" parameter0="0.5"'),
    )
    case = orchard.load()
    price = case.issues["Price a crate"]
    assert set(case.preferences["grower"].values["Price a crate"].of(price)[0]) == {Fraction(1, 2)}


def test_a_range_of_one_value_is_read(orchard):
    orchard.change(
        "orchard_domain.xml",
        ('upperbound="40"', 'upperbound="20"'),
        ('upperbound="12"', 'upperbound="2"'),
    )
    case = orchard.load()
    assert case.outcomes == 6
    assert case.utilities.of((0, 0, 0, 0))["grower"] == Fraction(2, 10) + Fraction(1, 30)


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "words"),
    [
        ("grower.xml", '<item index="2" value="Pippin" evaluation="6"/>', "",
         "11:5", "'Variety' says nothing of 'Pippin'"),
        ("grower.xml", 'value="Pippin"', 'value="Pipin"', "11:5", "did you mean 'Pipin'"),
        ("grower.xml", 'evaluation="6"', 'evaluation="six"', "13:7", "'six', which is not a number"),
        ("grower.xml", 'evaluation="6"', 'evaluation="NaN"', "13:7", "not a number"),
        ("grower.xml", 'evaluation="6"', 'evaluation="1e999"', "13:7", "not a number"),
        ("grower.xml", 'evaluation="6"', 'evaluation="null"', "11:5", "says nothing of 'Pippin'"),
        ("grower.xml", 'value="Pippin" ', "", "13:7", "an item has no value"),
        ("grower.xml", '<weight index="1" value="0.2"/>', "", "11:5", "'Variety' has no weight"),
        ("grower.xml", '<weight index="1" value="0.2"/>', '<weight index="1" value="-0.2"/>',
         "23:5", "weights are 0 or more"),
        ("grower.xml", '<weight index="1" value="0.2"/>', '<weight index="1"/>', "23:5", "<weight> has no value"),
        ("grower.xml", '<weight index="1"', '<weight index="one"', "23:5", "whole number"),
        ("grower.xml", '<issue index="1"', '<issue index="11"', "2:1", "says nothing of issue 1, 'Variety'"),
        ("grower.xml", '<reservation value="0.3"/>', '<reservation value="some"/>', "28:3", "'some'"),
        ("grower.xml", 'type="integer" etype="integer"', 'type="real" etype="real"',
         "20:5", "a whole number in the domain"),
        ("grower.xml", 'ftype="linear" parameter0', 'ftype="faratin" parameter0', "7:9", "'faratin'"),
        ("grower.xml", 'parameter1="0.05"', "", "7:9", "parameter1"),
        ("grower.xml", '<evaluator ftype="linear" parameter0="-1.0" parameter1="0.05"/>', "", "5:7", "no <evaluator>"),
        ("grower.xml", 'slope="0.125"', "", "21:7", "slope"),
        ("grower.xml", "<utility_space>", '<utility_space type="CONSTRAINT">', "2:1", "needs <rules> with <ranks>"),
        ("grower.xml", "<utility_space>", '<utility_space type="fuzzy">', "2:1", "'fuzzy'"),
        ("grocer.xml", 'parameter2="22"', 'parameter2="10"', "7:9", "triangular"),
        ("orchard_domain.xml", 'index="2" name="Delivery"', 'index="1" name="Delivery"', "16:7", "index 1"),
        ("orchard_domain.xml", 'upperbound="12"', 'upperbound="1"', "20:7", "above its upperbound"),
        ("orchard_domain.xml", 'upperbound="12"', 'upperbound="12.5"', "20:7", "must be whole"),
        ("orchard_domain.xml", 'upperbound="12"', 'upperbound="2000000000"', "20:7", "100,000 values"),
        ("orchard_domain.xml", 'upperbound="40"', "", "8:11", "upperbound"),
        ("orchard_domain.xml", 'value="Pippin"', 'value=" "', "13:9", "no value"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_its_place(orchard, file, old, new, place, words):
    orchard.change(file, (old, new))
    assert any(
        problem.startswith(f"{file}:{place}: ") and words in problem
        for problem in orchard.problems()
    )


def test_all_mistakes_of_all_files_are_told_in_one_run(orchard):
    orchard.change(
        "grower.xml", ('evaluation="6"', 'evaluation="x"'), ('slope="0.125"', 'slope="y"')
    )
    orchard.change(
        "grocer.xml", ('value="0.3"', 'value="-3"'), ('parameter2="22"', 'parameter2="z"')
    )
    assert [problem.split(" ")[0] for problem in orchard.problems()] == [
        "grocer.xml:7:9:",
        "grocer.xml:23:5:",
        "grower.xml:13:7:",
        "grower.xml:21:7:",
    ]
    (orchard.folder / "grocer.xml").write_text("<utility_space>", "utf-8")
    assert [problem.split(":")[0] for problem in orchard.problems()] == [
        "grocer.xml",
        "grower.xml",
        "grower.xml",
    ]


@pytest.mark.parametrize("text", ["", "<utility_space", "<utility_space a=1>"])
def test_a_party_whose_file_is_broken_does_not_drop_out_in_silence(orchard, text):
    for name in ("broker.xml", "grower.xml"):
        (orchard.folder / name).write_text(text, "utf-8")
    assert [problem.split(":")[0] for problem in orchard.problems()] == ["broker.xml", "grower.xml"]


def test_a_mistake_in_the_domain_is_not_repeated_for_every_profile(orchard):
    orchard.change("orchard_domain.xml", ('lowerbound="2"', 'lowerbound="two"'))
    assert len(orchard.problems()) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<negotiation_template/>", "no <utility_space>"),
        ("<negotiation_template><utility_space/></negotiation_template>", "no <objective>"),
        ("<utility_space><objective/></utility_space>", "no issues"),
        ("<utility_space><objective><issue index='1' name='a'/></objective></utility_space>", "no values"),
        ("<negotiation_template>", "breaks off"),
        ("<!DOCTYPE negotiation_template [<!ENTITY a 'a'>]><negotiation_template/>", "DOCTYPE"),
        ("<negotiation_template" + " a='1'" * 2 + "/>", "duplicate attribute"),
        ("<negotiation_template>" + "<objective>" * 150, "levels"),
        ("", "empty"),
    ],
)  # fmt: skip
def test_a_domain_that_is_none_is_refused(orchard, text, words):
    (orchard.folder / "orchard_domain.xml").write_text(text, "utf-8")
    assert any(words in problem for problem in orchard.problems())


def test_a_profile_in_another_encoding_than_it_says_is_refused(orchard):
    profile = orchard.folder / "grower.xml"
    profile.write_bytes(profile.read_text("utf-8").replace("Pippin", "Pépin").encode("latin-1"))
    assert orchard.problems()[0].startswith("grower.xml:13:")
    assert "UTF-8" in orchard.problems()[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<!DOCTYPE u [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><utility_space x="&b;"/>', "DOCTYPE"),
        ('<!DOCTYPE u SYSTEM "../secret.txt"><utility_space/>', "DOCTYPE"),
        ("<utility_space>" + "<objective>" * 50_000, "100 levels"),
        ("<utility_space>" + " " * 25_000_000 + "</utility_space>", "20 MB"),
        ("<utility_space>" + "<issue/>" * 250_000 + "</utility_space>", "200,000 elements"),
    ],
    ids=["bomb", "another file", "deep", "25 MB", "many"],
)
def test_a_hostile_profile_is_refused_and_the_other_is_read_all_the_same(orchard, text, words):
    (orchard.folder / "grocer.xml").write_text(text, "utf-8")
    orchard.change("grower.xml", ('evaluation="6"', 'evaluation="x"'))
    hostile, slip = orchard.problems()
    assert words in hostile
    assert slip.startswith("grower.xml:13:7: ")


def test_a_folder_needs_one_domain_and_two_profiles(orchard):
    shutil.copy(orchard.folder / "orchard_domain.xml", orchard.folder / "again.xml")
    assert "several domains" in orchard.problems()[0]
    assert load(orchard.folder / "again.xml").issues == load(DATA / "orchard").issues
    (orchard.folder / "again.xml").unlink()
    (orchard.folder / "grocer.xml").unlink()
    assert "only one profile" in orchard.problems()[0]
    (orchard.folder / "orchard_domain.xml").unlink()
    assert "no GENIUS domain" in orchard.problems()[0]
    (orchard.folder / "grower.xml").unlink()
    assert "no GENIUS domain" in orchard.problems()[0]


# Anything may stand in a file.

ODD = [
    "NaN",
    "",
    "-1",
    "1e999",
    "1e-400",
    "0",
    "1/0",
    "999999999",
    "１",
    "1_0",
    "1d",
    "5",
    "Russet",
    "real",
    "4",
    "numeric=positive",
    "sumZeroConstraint",
]


@st.composite
def mutations(draw: st.DrawFn) -> dict[str, str]:
    """The files of a domain with a few changes: pieces cut, doubled or swapped, odd values."""
    domain = DATA / draw(st.sampled_from(["orchard", "pasture", "bridge"]))
    texts = {file.name: file.read_text("utf-8") for file in sorted(domain.glob("*.xml"))}
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(texts)))
        text = texts[name]
        kind = draw(st.sampled_from(["value", "value", "line", "cut", "double", "swap", "insert"]))
        if kind == "value":
            values = list(re.finditer('"[^"]*"', text))
            if values:
                one = draw(st.sampled_from(values))
                text = f'{text[: one.start()]}"{draw(st.sampled_from(ODD))}"{text[one.end() :]}'
        elif kind in ("line", "swap"):
            lines = text.splitlines()
            at, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
            if kind == "line":
                del lines[at]
            else:
                lines[at], lines[other] = lines[other], lines[at]
            text = "\n".join(lines)
        else:
            start = draw(st.integers(0, len(text)))
            end = min(len(text), start + draw(st.integers(1, 300)))
            if kind == "cut":
                text = text[:start] + text[end:]
            elif kind == "double":
                text = text[:end] + text[start:]
            else:
                text = text[:start] + draw(st.text(max_size=3)) + text[start:]
        texts[name] = text or " "
    return texts


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(mutations())
def test_a_damaged_domain_gives_a_case_or_an_input_error(tmp_path_factory, texts):
    folder = tmp_path_factory.mktemp("damaged")
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8", errors="replace")
    is_genius(folder)
    try:
        case = load(folder)
    except InputError as error:
        said = error.problems
    else:
        said = ()
        utilities = case.utilities.of([0] * len(case.sizes))
        assert len(case.parties) >= 2
        assert set(utilities) == set(case.parties)
        save(case, folder / "case.yaml")
        assert read(folder / "case.yaml") == case
    assert all(problem.file and problem.message for problem in said)
