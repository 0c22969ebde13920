"""--tolerance and --memory: what they change, what the answer says of it, and what they do not take."""

from fractions import Fraction

import pytest


def opposed(issues=30, digits=9, reservation=0):
    """A case file in which no outcome beats another: far too many points to be held."""
    weights = [(k + 3) ** digits % 10**digits + 1 for k in range(issues)]
    lines = ["detente: 1", "parties: {a: Anna, b: Bert}", "issues:"]
    lines += [f"  i{k}: {{options: ['no', 'yes'], status_quo: 'no'}}" for k in range(issues)]
    lines += ["preferences:"]
    for party, scores in (("a", "{'no': 0, 'yes': 1}"), ("b", "{'no': 1, 'yes': 0}")):
        lines += [f"  {party}:", f"    reservation: {reservation}", "    issues:"]
        lines += [f"      i{k}: {{weight: {w}, table: {scores}}}" for k, w in enumerate(weights)]
    return "\n".join(lines) + "\n", sum(weights)


@pytest.fixture
def large(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text(opposed()[0], encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["frontier", "settle", "plan", "report"])
def test_too_large_is_status_2_and_names_both_options(run, large, tmp_path, command):
    more = ["-o", tmp_path / "page.html"] if command == "report" else []
    ran = run(command, large, *more, "--memory", "5MB", "--json")
    assert ran.status == 2
    (problem,) = ran.document["problems"]
    assert "--tolerance" in problem["message"]
    assert "--memory 20MB (now 5MB)" in problem["message"]
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "page.html").exists()


def test_with_a_tolerance_that_is_still_too_small_a_larger_one_is_named(run, large):
    ran = run("frontier", large, "--memory", "1MB", "--tolerance", "0.01%")
    assert ran.status == 2
    assert "a larger --tolerance than 0.01%, or --memory 4MB (now 1MB)" in ran.err


def test_a_tolerance_is_told_in_figures_and_in_words(run, large):
    words = ["frontier", large, "--tolerance", "1%", "--memory", "100MB"]
    found = run(*words, "--json").document
    assert found["exact"] is False
    assert 0 < len(found["points"]) == found["size"] < 100_000
    total = opposed()[1]
    for party in ("a", "b"):
        assert 0 < found["bound"][party] <= total / 100
        assert found["bound_share"][party] == pytest.approx(found["bound"][party] / total)
    page = " ".join(run(*words).out.split())
    assert "The list is not complete, as a tolerance was allowed" in page
    assert "every outcome is matched by one of these within" in page
    assert "The list is complete and exact." not in page
    assert page == " ".join(run(*words[:2], "--tolerance", "0.01", *words[4:]).out.split())


@pytest.mark.parametrize("tolerance", ["1%", "0.5", "1/3"])
def test_where_the_exact_frontier_fits_a_tolerance_changes_nothing(run, data, tolerance):
    case = data / "wages.yaml"
    usual = run("frontier", case, "--json")
    assert run("frontier", case, "--json", "--tolerance", tolerance, "--memory", "1GiB") == usual
    assert usual.document["bound_share"] == {}
    assert "The list is complete and exact." in run("frontier", case, "--tolerance", tolerance).out


@pytest.mark.parametrize("command", ["settle", "plan"])
def test_what_is_chosen_from_an_inexact_frontier_says_so(run, large, command):
    ran = run(command, large, "--tolerance", "2%", "--json")
    found = ran.document if command == "settle" else ran.document["frontier"]
    assert found["exact"] is False
    assert set(found["bound"]) == set(found["bound_share"]) == {"a", "b"}
    assert "is matched by one of these within" in " ".join(
        run(command, large, "--tolerance", "2%").out.split()
    )


def test_no_agreement_on_an_inexact_frontier_is_claimed_only_where_it_is_proven(run, tmp_path):
    path = tmp_path / "case.yaml"
    total = opposed()[1]
    for reservation, proven in ((total // 2 + total // 10**4, False), (total * 3 // 5, True)):
        path.write_text(opposed(reservation=reservation)[0], encoding="utf-8")
        ran = run("settle", path, "--tolerance", "2%", "--json")
        assert ran.status == 1
        assert ran.document["agreement"] is (False if proven else None)
        assert ran.document["exact"] is False
        assert bool(ran.document["because"]) is proven
        page = " ".join(run("settle", path, "--tolerance", "2%").out.split())
        assert ("There is no agreement that" in page) is proven
        assert ("is not known" in page) is not proven


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--tolerance", "0", "is what there is without this option"),
        ("--tolerance", "0%", "is what there is without this option"),
        ("--tolerance", "-0.1", "not between 0 and 1"),
        ("--tolerance", "2", "did you mean 2%?"),
        ("--tolerance", "100%", "not between 0 and 1"),
        ("--tolerance", "abc", "not a share"),
        ("--tolerance", "NaN", "not a share"),
        ("--tolerance", "inf", "not a share"),
        ("--tolerance", "1e400", "not a share"),
        ("--tolerance", "1/0", "not a share"),
        ("--tolerance", "1%%", "not a share"),
        ("--tolerance", "", "not a share"),
        ("--memory", "0", "too little"),
        ("--memory", "-1", "not a size"),
        ("--memory", "2", "did you mean 2GB?"),
        ("--memory", "500", "did you mean 500MB?"),
        ("--memory", "999KB", "the least is 1MB"),
        ("--memory", "abc", "not a size"),
        ("--memory", "NaN", "not a size"),
        ("--memory", "1e400", "not a size"),
        ("--memory", "5%", "not a size"),
        ("--memory", "2000TB", "more than any machine has"),
        ("--memory", "9" * 400, "not a size"),
        ("--memory", "٢GB", "not a size"),
        ("--memory", "", "not a size"),
    ],
)
def test_a_bad_value_is_told_in_a_line(run, data, option, value, says):
    ran = run("frontier", data / "wages.yaml", option, value)
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err.count("\n") == 1
    assert says in ran.err
    assert option in ran.err
    said = run("settle", data / "wages.yaml", option, value, "--json")
    assert said.status == 2
    assert says in said.document["problems"][0]["message"]


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("2GB", 2 * 10**9),
        ("500MB", 5 * 10**8),
        ("1.5gib", 3 * 2**29),
        ("2 g", 2 * 10**9),
        ("64MiB", 2**26),
        ("1000000", 10**6),
    ],
)
def test_sizes_are_read_as_people_write_them(text, size):
    from detente.cli.options import _bytes

    assert _bytes(None, None, text) == size


@pytest.mark.parametrize("text", ["1%", "0.01", "1/100", " 1 % ", "1e-2"])
def test_shares_are_read_as_people_write_them(text):
    from detente.cli.options import _share

    assert _share(None, None, text) == Fraction(1, 100)


def test_a_plan_is_made_and_checked_without_the_whole_frontier(run, data, tmp_path, monkeypatch):
    case, path = data / "wages.yaml", tmp_path / "plan.json"
    usual = run("plan", case, "--json").document
    monkeypatch.setattr("detente.analysis.settlement.LISTED", (0, 0))
    assert "found without the list" in " ".join(run("settle", case).out.split())
    assert run("plan", case, "-o", path, "--json").document == usual
    assert run("plan", case, "--to", path, "--json").document["trust"] == usual["trust"]
    checked = run("verify", case, path, "--json")
    assert checked.status == 0
    assert checked.document["trust"] == pytest.approx(usual["trust"])
