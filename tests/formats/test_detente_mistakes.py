"""Every mistake of a file is told in one run, with its place and how to mend it; one message a mistake."""
# ruff: noqa: E501

import os
import time

import pytest
from tests.formats.test_detente_round_trip import CASE

from detente.errors import InputError
from detente.formats.detente.mistakes import did_you_mean
from detente.formats.detente.reading import read


def problems(path) -> list[str]:
    """What is wrong with a file, without its name."""
    try:
        read(path)
    except InputError as error:
        found = error.problems
    else:
        return []
    assert {problem.file for problem in found} == {str(path)}
    return [str(problem).removeprefix(f"{path}:").lstrip() for problem in found]


# (what is wrong, what is exchanged in the sound case, what is said)
CHANGES = [
    (
        "an unknown key",
        [("range: {minimum", "rnge: {minimum")],
        ["26:5: an issue has no 'rnge'; did you mean 'range'?"],
    ),
    (
        "an unknown key of a party",
        [("ru: {title:", "ru: {titel:")],
        ["11:8: a party has no 'titel'; did you mean 'title'?"],
    ),
    (
        "a key without likeness",
        [("  paper: {title", "  paper: {zzz: 1, title")],
        ["17:11: a source has no 'zzz'; it can have: title, url, date"],
    ),
    (
        "a missing key",
        [("held_by: ru, ", "")],
        ["31:7: 'held_by' is missing from an item; add it"],
    ),
    (
        "an empty key",
        [("    ends: 2026-02-05", "    ends:")],
        ["65:5: 'ends' of a term is empty; fill it in"],
    ),
    (
        "a list for text",
        [("title: Small steps", "title: [a]")],
        ["3:8: there should be text here, not a list"],
    ),
    (
        "text for a number",
        [("weight: 30", "weight: much")],
        ["38:23: 'much' is not a number; write digits such as 30, 0.5 or \"1/3\""],
    ),
    (
        "a mapping for a list",
        [("roles: [broker, verifier]", "roles: {a: b}")],
        ["14:30: there should be a list such as [a, b] here, not a mapping"],
    ),
    (
        "text for a mapping",
        [
            (
                '  paper: {title: A paper, date: 2023-01, url: "https://example.org"}\n\n',
                "  paper: [A paper]\n\n",
            )
        ],
        ["17:10: there should be a source here, not a list"],
    ),
    (
        "a word for a flag",
        [("ladder: true", "ladder: yes")],
        ["22:13: there should be true or false here, not 'yes'; write true"],
    ),
    (
        "half a day",
        [("duration: 14", "duration: 1.5")],
        ["58:84: '1.5' should be a whole number, 0 or more"],
    ),
    (
        "three at once",
        [
            ("weight: 30", "weight: -3"),
            ("planned: 0.1", "planed: 0.1"),
            ("then: {quota: 0}", "then: {qouta: 0}"),
        ],
        [
            "38:23: a weight of -3 is too low; it is 0 or more",
            "38:42: 'talks' has no value 'planed'; did you mean 'planned'?",
            "52:12: there is no issue 'qouta'; did you mean 'quota'?",
        ],
    ),
    (
        "a value missing from a table",
        [("planned: 0.1, ", "")],
        ["38:27: the table has no score for 'planned'; add it"],
    ),
    (
        "a surplus value in a table",
        [("planned: 0.1, ", "planned: 0.1, maybe so: 0.2, ")],
        ["38:56: 'talks' has no value 'maybe so'; it can be: no, planned, yes"],
    ),
    (
        "an uncertain figure outside its interval",
        [("{value: 20, low: 10, high: 30}", "{value: 40, low: 10, high: 30}")],
        ["39:23: an uncertain figure lies between its 'low' and its 'high'; these do not fit"],
    ),
    (
        "half an interval",
        [("{value: 20, low: 10, high: 30}", "{value: 20, low: 10}")],
        ["39:23: an uncertain figure is written {value: 30, low: 20, high: 40}"],
    ),
    (
        "an interval below 0",
        [("{value: 20, low: 10, high: 30}", "{value: 20, low: -1, high: 30}")],
        ["39:23: a weight of -1 is too low; it is 0 or more"],
    ),
    (
        "a discount that grows",
        [("reservation: 40", "discount: 1.01")],
        ["36:15: a discount of 1.01 is no factor above 0 and up to 1"],
    ),
    (
        "a tolerance of less than nothing",
        [("reservation: 40", "tolerance: -1")],
        ["36:16: a tolerance of -1 is too low; it is 0 or more"],
    ),
    (
        "two ways to score",
        [("linear: [0, 1]", "linear: [0, 1], table: {0: 1}")],
        ["39:55: an issue is scored in one way, not by table and linear; keep one"],
    ),
    (
        "no way to score",
        [(", linear: [0, 1]", "")],
        ["39:7: it is not said how 'us' scores 'quota'; add 'linear', or weigh it 0"],
    ),
    (
        "three ends of a line",
        [("linear: [0, 1]", "linear: [0, 1, 0]")],
        ["39:63: 'linear' has two scores, of the first and the last value, as in [0, 1]"],
    ),
    (
        "a line over options in no order",
        [("table: {no: 0, planned: 0.1, yes: 1}", "linear: [0, 1]"), ("    ladder: true\n", "")],
        [
            "37:27: the options of 'talks' are in no order, so 'linear' does not fit; use 'table', or say 'ladder: true' in the issue if they are",
            "58:27: what this move needs can never be reached: no moves lead 'talks' from the status quo to what is needed; change the need, or allow such moves",
        ],
    ),
    (
        "a table for items",
        [("items: {one: 20, two: {us: 5, ru: 0}}", "table: {one: 1}")],
        ["40:26: 'sites' is a set of items, so 'table' does not fit; use 'items'"],
    ),
    (
        "items for numbers",
        [("linear: [0, 1]", "items: {a: 1}")],
        ["39:55: 'quota' has no items; use 'table' or 'linear'"],
    ),
    (
        "points out of order",
        [("linear: [0, 1]", "piecewise: {0: 0, 12: 1, 6: 0.5, 24: 1}")],
        [
            "39:80: the points are out of order; put them in order, the lowest first",
            "39:88: 24 is outside 'quota', which goes from 0 to 18",
        ],
    ),
    (
        "a peak that is no value",
        [("at: 6, scores", "at: 60, scores")],
        ["46:40: 60 is outside 'quota', which goes from 0 to 18"],
    ),
    (
        "a peak at an end",
        [("at: 6, scores", "at: 0, scores")],
        ["46:51: the peak is the first value, but the two have different scores"],
    ),
    (
        "an issue that is passed over",
        [("      quota: {weight: {value: 20, low: 10, high: 30}, linear: [0, 1]}\n", "")],
        ["37:5: 'us' says nothing of 'quota'; add it, with 'weight: 0' if the party does not care"],
    ),
    (
        "an issue that does not exist",
        [("      quota: {weight: {value", "      qouta: {weight: {value")],
        ["39:7: there is no issue 'qouta'; did you mean 'quota'?"],
    ),
    (
        "an item that does not exist",
        [("{one: 20, two:", "{on: 20, two:")],
        ["40:34: 'sites' has no item 'on'; did you mean 'one'?"],
    ),
    (
        "a holder that cannot be",
        [("two: {us: 5, ru: 0}", "two: {us: 5, iaea: 0}")],
        ["40:56: 'iaea' can never hold 'two'; it can be held by: ru, us"],
    ),
    (
        "a party that does not exist",
        [
            ("      two: {held_by: ru", "      two: {held_by: rus"),
            ("by: [us, ru], revocable", "by: [us, uk], revocable"),
        ],
        [
            "31:22: there is no party 'rus'; did you mean 'us' or 'ru'?",
            "58:52: there is no party 'uk'; there are: us, ru",
        ],
    ),
    (
        "preferences of nobody",
        [("  ru:\n    issues:", "  rus:\n    issues:")],
        ["43:3: there is no party 'rus'; did you mean 'us' or 'ru'?"],
    ),
    (
        "a third party that does not exist",
        [("duration: 14", "guarantor: iae, verifier: us")],
        [
            "58:85: there is no third party 'iae'; did you mean 'iaea'?",
            "58:100: there is no third party 'us'; there are: iaea",
        ],
    ),
    (
        "a source that does not exist",
        [
            ("sources: [paper]\n  quota", "sources: [papers]\n  quota"),
            ("by: us, sources: [paper]", "by: us, sources: [p]"),
        ],
        [
            "24:15: there is no source 'papers'; did you mean 'paper'?",
            "69:70: there is no source 'p'; there are: paper",
        ],
    ),
    (
        "a name used twice",
        [("iaea: {title", "us: {title")],
        ["14:3: 'us' is a party already; a third party needs a name of its own"],
    ),
    (
        "one party only",
        [
            ('  ru: {title: Russian Federation, about: "a party: with a colon"}\n', ""),
            ("ru, title: The second", "us, title: The second"),
            ("by: [us, ru]", "by: us"),
            (
                "  ru:\n    issues:\n      talks: {weight: 0}\n      quota: {weight: 20, peaked: {at: 6, scores: [0, 1, 0.5]}, within: [0, 1]}\n      sites: {weight: 1, items: {}}\n",
                "",
            ),
            ("two: {us: 5, ru: 0}", "two: {us: 5}"),
        ],
        ["10:3: a case has at least two parties; name those who must consent"],
    ),
    (
        "no issues",
        [("@issues", "issues: {}\n")],
        ["19:9: a case has at least one issue; name what can be settled"],
    ),
    (
        "no parties and no issues",
        [("@parties", "rules: []\n")],
        [
            "2:1: 'issues' is missing from a case; add it",
            "2:1: 'parties' is missing from a case; add it",
        ],
    ),
    (
        "an issue called any",
        [("  quota:\n    range", "  any:\n    range")],
        [
            "25:3: an issue cannot be called 'any', which is a word of conditions; rename it",
            "37:5: 'us' says nothing of 'any'; add it, with 'weight: 0' if the party does not care",
            "39:7: there is no issue 'quota'; there are: talks, sites, any",
            "42:29: there is no issue 'quota'; there are: talks, sites.one, sites.two, any",
            "44:5: 'ru' says nothing of 'any'; add it, with 'weight: 0' if the party does not care",
            "46:7: there is no issue 'quota'; there are: talks, sites, any",
            "52:12: there is no issue 'quota'; there are: talks, sites.one, sites.two, any",
            "54:11: there is no issue 'quota'; there are: talks, sites.one, sites.two, any",
            "59:13: there is no issue 'quota'; there are: talks, sites, any",
        ],
    ),
    (
        "an issue of no kind",
        [("    range: {minimum: 0, maximum: 18, step: 6, unit: a year}\n", "")],
        ["25:3: the issue does not say how it can be settled; add 'options', 'range' or 'items'"],
    ),
    (
        "an issue of two kinds",
        [
            (
                "    options: [no, planned, yes]",
                "    options: [no, planned, yes]\n    items: {a: us}",
            )
        ],
        ["21:5: an issue has one of options and items, not both; take one away"],
    ),
    (
        "a value named twice",
        [("options: [no, planned, yes]", "options: [no, planned, yes, no]")],
        ["21:33: the value 'no' is named twice; keep one"],
    ),
    (
        "no values",
        [("options: [no, planned, yes]", "options: []")],
        ["21:14: the issue has no values; name them, as in [no, partly, yes]"],
    ),
    (
        "minimum above maximum",
        [("minimum: 0", "minimum: 20")],
        ["26:22: the minimum of 'quota' (20) is above its maximum (18); exchange them"],
    ),
    (
        "a step that misses the end",
        [("step: 6", "step: 5")],
        ["26:44: steps of 5 from 0 miss the maximum 18; change the step, or end at 15"],
    ),
    (
        "a step of nothing",
        [("step: 6", "step: 0")],
        ["26:44: a step of 0 leads nowhere; give one above 0"],
    ),
    (
        "too many values",
        [("step: 6", "step: 0.0001")],
        [
            "26:44: 'quota' would have 180,001 values; up to 100,000 can be told apart, so make the step larger"
        ],
    ),
    (
        "a status quo that is no value",
        [("status_quo: no", "status_quo: never"), ("status_quo: 0", "status_quo: 5")],
        [
            "23:17: the status quo 'never' is no value of 'talks'; it can be: no, planned, yes",
            "27:17: the status quo 5 is between two steps; give a value such as 6",
        ],
    ),
    (
        "a status quo outside",
        [("status_quo: 0", "status_quo: 24")],
        ["27:17: the status quo 24 is outside 'quota', which goes from 0 to 18"],
    ),
    (
        "a value that a rule does not find",
        [("if: {talks: no}", "if: {talks: [no, plannd]}")],
        ["51:22: 'talks' has no value 'plannd'; did you mean 'planned'?"],
    ),
    (
        "a number that a rule does not find",
        [("then: {quota: 0}", "then: {quota: 7}")],
        ["52:19: 'quota' has no value '7'; it goes from 0 to 18 in steps of 6"],
    ),
    (
        "an item left unsaid",
        [("if: {talks: no}", "if: {sites: us}")],
        ["51:10: 'sites' is a set of items; say which one, as in 'sites.one'"],
    ),
    (
        "bounds on what has no order",
        [("if: {talks: no}", "if: {sites.one: {at_least: us}}")],
        ["51:32: the values of 'sites.one' are in no order; list those that are meant"],
    ),
    (
        "bounds that leave nothing",
        [("if: {talks: no}", "if: {quota: {at_least: 7, at_most: 11}}")],
        ["51:10: 'quota' has no value that fits this; change the bounds"],
    ),
    (
        "bounds with a typo",
        [("if: {talks: no}", "if: {quota: {atleast: 7}}")],
        ["51:18: 'atleast' says nothing about 'quota'; did you mean 'at_least'?"],
    ),
    (
        "a rule that names nothing",
        [("then: {quota: 0}", "then: {}")],
        ["52:11: the condition names nothing; name an issue and its value, as in {issue: value}"],
    ),
    (
        "a rule with an empty list",
        [("then: {quota: 0}", "then: {any: []}")],
        ["52:17: 'any' names nothing; put at least one condition in its list"],
    ),
    (
        "a rule with no value",
        [("then: {quota: 0}", "then: {quota: }")],
        ["52:18: no value is named for 'quota'; name the values that are meant"],
    ),
    (
        "a rule that says nothing",
        [("    if: {talks: no}\n    then: {quota: 0}\n", "")],
        [
            "50:5: the rule says nothing; add 'if' and 'then', or 'forbid', 'require', 'sum' or 'allow'"
        ],
    ),
    (
        "a rule of two kinds",
        [("    then: {quota: 0}\n", "    then: {quota: 0}\n    forbid: {talks: yes}\n")],
        [
            "50:5: a rule says one thing; 'if' and 'forbid' belong to different rules, so make it two rules"
        ],
    ),
    (
        "half a rule",
        [("    then: {quota: 0}\n", "")],
        ["50:5: 'then' is missing from a rule; add it"],
    ),
    (
        "two rules of one name",
        [("- name: second", "- name: first")],
        ["53:11: two rules are called 'first'; rename one"],
    ),
    (
        "a sum without bounds",
        [("    at_most: 20\n", "")],
        ["53:5: a sum needs a bound; add 'at_least' or 'at_most'"],
    ),
    (
        "a sum of nothing",
        [("sum: {quota: 1, sites.one: 2}", "sum: {}")],
        ["54:10: the sum names nothing; name an issue and how much it counts"],
    ),
    (
        "a row that is too short",
        [
            (
                "    sum: {quota: 1, sites.one: 2}\n    at_most: 20",
                "    issues: [talks, quota]\n    allow: [[no, 0], [yes]]",
            )
        ],
        ["55:22: a row has a value for each of the 2 issues, in order; this one does not"],
    ),
    (
        "a rule that no outcome obeys",
        [("at_most: 20", "at_least: 21")],
        ["53:5: no outcome obeys the rule 'second'; change or delete it"],
    ),
    (
        "a rule that no outcome obeys, well hidden",
        [
            ("then: {quota: 0}", "then: {all: [{talks: yes}, {quota: 0}]}"),
            ("if: {talks: no}", "if: {not: {all: [{talks: yes}, {talks: no}]}}"),
        ],
        [
            "50:5: the status quo breaks the rule 'first' (talks is no, quota is 0); a plan starts there, so change the rule or the status quo"
        ],
    ),
    (
        "rules that no outcome obeys together",
        [
            (
                "  - name: second\n    sum: {quota: 1, sites.one: 2}\n    at_most: 20",
                "  - {name: second, forbid: {quota: 0}}\n  - {name: third, require: {talks: [no]}}",
            )
        ],
        [
            "54:5: no outcome obeys these 3 rules together: 'first', 'second', 'third'; change one of them"
        ],
    ),
    (
        "a status quo that breaks a rule",
        [("then: {quota: 0}", "then: {quota: 6}")],
        [
            "50:5: the status quo breaks the rule 'first' (talks is no, quota is 0); a plan starts there, so change the rule or the status quo"
        ],
    ),
    (
        "needs that wait for each other",
        [("from: no, to: planned", "needs: {quota: 6}")],
        [
            "58:27: 'talks' needs 'quota' needs 'talks': these moves wait for one another, so none can ever be made; take one of the needs away"
        ],
    ),
    (
        "needs that nothing can meet",
        [
            ("needs: {talks: yes}", "needs: {talks: yes, sites.two: us}"),
            (
                "  - {issue: talks, from: no, to: planned, by: [us, ru], revocable: true, duration: 14}\n",
                "  - {issue: sites, items: [two], needs: {sites.one: ru}}\n  - {issue: sites, items: [one], needs: {all: [{talks: no}, {talks: yes}]}}\n",
            ),
        ],
        ["59:41: what this move needs can never hold; its parts exclude each other"],
    ),
    (
        "a jump on a ladder",
        [("from: no, to: planned", "from: no, to: yes")],
        [
            "58:34: 'talks' is a ladder: a move goes from one value to the next, so there is none from 'no' to 'yes'; make it several moves"
        ],
    ),
    (
        "a move to where it begins",
        [("from: no, to: planned", "from: no, to: no")],
        ["58:34: a move from 'no' to itself changes nothing"],
    ),
    (
        "items of an issue without",
        [("{issue: quota, needs", "{issue: quota, items: [one], needs")],
        ["59:20: 'quota' has no items; leave 'items' out"],
    ),
    (
        "an increment of a ladder",
        [("duration: 14", "increment: 1")],
        ["58:74: an increment is for a range of numbers; leave it out"],
    ),
    (
        "an increment below a step",
        [("increment: 6", "increment: 3")],
        ["59:52: an increment of 3 is less than one step, 6"],
    ),
    (
        "dates that do not exist",
        [
            ("as_of: 2023-01-30", "as_of: 2023-02-30"),
            ("date: 2022-12-08", "date: 2022-13"),
            ("ends: 2026-02-05", "ends: tomorrow"),
        ],
        [
            "7:8: there is no 2023-02-30: day is out of range for month",
            "64:11: 'tomorrow' is not a date; write year, month and day, as in 2023-01-30",
            "69:12: there is no 2022-13: month must be in 1..12",
        ],
    ),
    (
        "dates the wrong way round",
        [
            ("duration: 14", "earliest: 2024-01-01, latest: 2023-01-01"),
            ("    ends: 2026-02-05", "    starts: 2026-02-05\n    ends: 2026-02-05"),
        ],
        [
            "58:104: the latest date 2023-01-01 is before the earliest, 2024-01-01; exchange them",
            "65:11: the term ends on 2026-02-05, before it is in force (2026-02-05)",
        ],
    ),
    (
        "more extensions than there can be",
        [("used: 1", "used: 2")],
        ["66:36: 2 extensions were used, but there can be 1"],
    ),
    (
        "an unknown kind of event",
        [("kind: act", "kind: acts")],
        ["69:30: 'acts' is no kind of event; did you mean 'act'?"],
    ),
    (
        "an event without source",
        [(", sources: [paper]}\n", ", sources: []}\n")],
        ["69:69: an event needs a source; name at least one"],
    ),
    (
        "a duplicate key",
        [("    ladder: true\n", "    ladder: true\n    ladder: false\n")],
        ["23:5: 'ladder' is written twice here (first in line 22); keep one"],
    ),
]
# (what is wrong, the file, what is said)
FILES = [
    (
        "an empty file",
        b"",
        ["1:1: the file is empty; a case begins with the line 'detente: 1'"],
    ),
    (
        "only comments",
        b"# a\n\n# b\n",
        [
            "1:1: there is nothing in the file but comments; a case begins with the line 'detente: 1'"
        ],
    ),
    (
        "a list",
        b"- a\n",
        ["1:1: a case is a mapping ('key: value' lines) that begins with 'detente: 1', not a list"],
    ),
    (
        "a word",
        b"hello\n",
        [
            "1:1: a case is a mapping ('key: value' lines) that begins with 'detente: 1', not 'hello'"
        ],
    ),
    (
        "no first line",
        b"parties: {us: , ru: }\nissues: {a: {options: [x]}}\n",
        ["1:1: this file does not say that it is a Detente case; add the line 'detente: 1'"],
    ),
    (
        "something else altogether",
        b"services:\n  web: {image: x}\n",
        ["1:1: this file does not say that it is a Detente case; add the line 'detente: 1'"],
    ),
    (
        "a later version",
        b"detente: 2\nparties: [a]\n",
        [
            "1:10: the file is of version 2 of the format; this program reads version 1, so use a newer one"
        ],
    ),
    (
        "a version in words",
        b"detente: one\nparties: {us: , ru: }\nissues: {a: {options: [x]}}\n",
        ["1:10: the version of the format is 1; write 'detente: 1'"],
    ),
    (
        "two documents",
        b"detente: 1\n---\ndetente: 1\n",
        ["2:1: a second document begins here ('---'); a file holds one case"],
    ),
    (
        "a tab",
        b"detente: 1\nparties:\n\tus: a\n",
        ["3:1: there is a tab here; indent with spaces"],
    ),
    (
        "a tag",
        b"detente: 1\nparties: !!python/object:x {us: , ru: }\nissues: {a: {options: [x]}}\n",
        ["2:10: tags such as '!!python/object:x' mean nothing in a case; delete it"],
    ),
    (
        "a merge",
        b"detente: 1\nx-a: &a {b: c}\nparties: {<<: *a, us: , ru: }\nissues: {a: {options: [x]}}\n",
        ["3:11: '<<' is not part of YAML 1.2; write the keys out"],
    ),
    (
        "an alias to nothing",
        b"detente: 1\nx-a: &abc 1\nx-b: *abd\n",
        ["3:6: nothing is marked '&abd'; did you mean 'abc'?"],
    ),
    (
        "an alias inside itself",
        b"detente: 1\nx-a: &a [*a]\n",
        ["2:10: '*a' stands inside what it stands for; write it out"],
    ),
    (
        "a key that is a list",
        b"detente: 1\n? [a, b]\n: c\nparties: {us: , ru: }\nissues: {a: {options: [x]}}\n",
        ["2:3: the key before this ':' is a mapping or a list; it must be a word"],
    ),
    (
        "UTF-16",
        b"\xff\xfed\x00e\x00t\x00e\x00n\x00t\x00e\x00:\x00 \x001\x00",
        ["1:1: the file is UTF-16; save it as UTF-8"],
    ),
    (
        "not UTF-8",
        b"detente: 1\ntitle: caf\xe9\n",
        ["2:11: byte 22 of the file (0xe9) is not UTF-8; save the file as UTF-8"],
    ),
    (
        "a NUL",
        b"detente: 1\ntitle: a\x00b\n",
        ["2:9: there is a NUL here, which no text has; delete it, or check the file"],
    ),
    (
        "a control character",
        b"detente: 1\ntitle: a\x1b[1m\n",
        [
            "2:9: there is the control character U+001B here, which no text has; delete it, or check the file"
        ],
    ),
    (
        "a second colon",
        b"detente: 1\ntitle: a: b\n",
        ["2:9: a second ':' on the line; put the text that holds it in quotation marks"],
    ),
    (
        "an open bracket",
        b"detente: 1\nx-a: [1, 2\ntitle: a\n",
        ["3:6: a ',' or a ']' is missing here (the list opens at line 2)"],
    ),
    (
        "an open quotation mark",
        b'detente: 1\ntitle: "a\nparties: b\n',
        ["2:8: the quotation mark that opens here is never closed"],
    ),
    (
        "an at sign",
        b"detente: 1\ntitle: @home\n",
        ["2:8: text that begins with '@' must stand in quotation marks"],
    ),
    (
        "bad indentation",
        b"detente: 1\nparties:\n  us: a\n ru: b\n",
        ["4:2: the indentation of this line does not fit the lines above it"],
    ),
    (
        "a line without colon",
        b"detente: 1\ntitle\nparties: a\n",
        ["2:1: there should be 'key: value' here, but the ':' is missing"],
    ),
    (
        "a stray bracket",
        b"detente: 1\nx-a: [1]]\n",
        [
            "2:9: something is left over here (']'); put the whole text in quotation marks, or check the brackets"
        ],
    ),
    (
        "an unknown escape",
        b'detente: 1\ntitle: "a\\q"\n',
        [
            "2:11: '\\q' means nothing between double quotation marks; write '\\\\', or use single ones"
        ],
    ),
    (
        "preferences by themselves",
        b"detente: 1\nparty: us\nissues: {a: {weight: 1}}\n",
        [
            "2:1: 'party' belongs to a file of preferences, not to a case; open the case that names this file"
        ],
    ),
]


@pytest.mark.parametrize(
    ("changes", "said"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
def test_a_mistake_is_told_with_its_place_and_how_to_mend_it(tmp_path, changes, said):
    text = CASE
    for old, new in changes:
        if old.startswith("@"):  # everything from this key on
            old = text[text.index(f"\n{old[1:]}:") + 1 :]
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    assert problems(path) == said


@pytest.mark.parametrize(
    ("data", "said"), [row[1:] for row in FILES], ids=[row[0] for row in FILES]
)
def test_a_file_that_is_no_case_says_why(tmp_path, data, said):
    path = tmp_path / "case.yaml"
    path.write_bytes(data)
    assert problems(path) == said


def test_a_mistake_in_an_issue_hides_none_in_what_is_said_of_it(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(
        """\
detente: 1
parties: {a: A, b: B}
issues:
  x:
    options: [no, yes, maybe]
    ladder: true
    status_quo: noo
  y:
    range: {minimum: 0, maximum: 10, step: 3}
    status_quo: 0
preferences:
  a: {issues: {x: {weight: -3, table: {no: 0, yess: 1}}, y: {weight: -1, linear: [0, 1]}}}
  b: {issues: {x: {weight: 3, table: {no: 0, yes: 1}}, z: {weight: 1, linear: [0, 1]}}}
rules:
  - {name: r, if: {x: yez}, then: {q: 1}}
  - {name: s, forbid: {}}
moves:
  - {issue: x, by: c, earliest: 2023-02-30, needs: {y: 11}}
""",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as told:
        read(path)
    assert [(problem.line, problem.column) for problem in told.value.problems] == [
        *[(7, 17), (9, 44)],  # the status quo; the step
        *[(12, 28), (12, 32), (12, 47), (12, 70)],  # both weights, a value missing, one unknown
        *[(13, 7), (13, 31), (13, 56)],  # an issue not scored, a value missing, an issue unknown
        *[(15, 23), (15, 36), (16, 23)],  # rules
        *[(18, 20), (18, 33)],  # the move
    ]


def test_the_sound_case_has_no_mistakes(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(CASE)
    assert problems(path) == []


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + CASE.encode())
    assert problems(path) == []
    path.write_bytes(b"\xef\xbb\xbf" + CASE.replace("weight: 30", "weight: -3").encode())
    assert problems(path) == ["38:23: a weight of -3 is too low; it is 0 or more"]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_lines_may_end_as_they_do_elsewhere(tmp_path, ends):
    path = tmp_path / "case.yaml"
    path.write_bytes(CASE.replace("weight: 30", "weight: -3").replace("\n", ends).encode())
    assert problems(path) == ["38:23: a weight of -3 is too low; it is 0 or more"]


def test_a_file_of_100_mb_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "case.yaml"
    with path.open("wb") as stream:
        stream.truncate(100_000_000)
    begun = time.perf_counter()
    assert problems(path) == [
        "the file is larger than 4 MB, which no case is; check that it is the right one"
    ]
    assert time.perf_counter() - begun < 1


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs a file without end")
def test_a_file_without_end_is_refused():
    assert problems("/dev/zero") == [
        "the file is larger than 4 MB, which no case is; check that it is the right one"
    ]


def test_a_folder_names_the_cases_in_it(tmp_path):
    (tmp_path / "b.yaml").write_text("")
    (tmp_path / "a.json").write_text("")
    assert problems(tmp_path) == ["this is a folder; name the case file in it: a.json, b.yaml"]


def test_a_missing_file_is_said_to_be_missing(tmp_path):
    assert problems(tmp_path / "x.yaml") == ["there is no such file; check its name and folder"]
    assert problems("a\0b") == ["the file cannot be read: embedded null byte"]


def test_aliases_may_repeat_but_not_explode(tmp_path):
    path = tmp_path / "case.yaml"
    head = "detente: 1\nparties: {us: , ru: }\nissues: {a: {options: &o [no, yes]}, b: {options: *o}}\n"
    path.write_text(head)
    assert list(read(path).issues["b"].values) == ["no", "yes"]
    bomb = "x-a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
    for here, there in zip("abcdefgh", "bcdefghi", strict=True):
        bomb += f"x-{there}: &{there} [{', '.join(['*' + here] * 10)}]\n"
    path.write_text(head + bomb)
    assert problems(path) == [
        "9:10: the file says more than 200,000 things, aliases written out; no case does"
    ]
    deep = "x-a: &a [[[[[[[[[[1]]]]]]]]]]\n"
    for here, there in zip("abcdefgh", "bcdefghi", strict=True):
        deep += f"x-{there}: &{there} [[[[[[[[*{here}]]]]]]]]\n"
    path.write_text(head + deep)
    assert problems(path) == ["11:17: more than 60 levels inside each other; no case has so many"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 50_000,
        "".join(f"{' ' * k}a:\n" for k in range(2_000)),
        "- " * 100_000,
    ],
    ids=["lists", "mappings", "indentation", "dashes"],
)
def test_no_depth_exhausts_the_stack(tmp_path, text):
    path = tmp_path / "case.yaml"
    path.write_text(text)
    (said,) = problems(path)
    assert said.endswith("more than 60 levels inside each other; no case has so many")


def test_a_large_issue_is_checked_quickly(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(
        CASE.replace("maximum: 18, step: 6", "maximum: 99999").replace(
            "{weight: {value: 20, low: 10, high: 30}, linear: [0, 1]}",
            "{weight: 2, linear: [0, 1]}",
        )
    )
    begun = time.perf_counter()
    assert problems(path) == []
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("name", ["us.yaml", "deeper/us.json"])
def test_preferences_may_stand_in_a_file_of_their_own(tmp_path, name):
    begin, end = CASE.index("  us:\n    estimate"), CASE.index("  ru:\n    issues")
    inline = CASE[begin:end]
    path = tmp_path / "case.yaml"
    path.write_text(CASE)
    whole = read(path)
    path.write_text(CASE[:begin] + f"  us: {name}\n" + CASE[end:])
    without = read(path)
    assert without.unknown == ("us",)
    assert any(name in note for note in without.notes)
    place = tmp_path / name
    place.parent.mkdir(exist_ok=True)
    text = (
        "detente: 1\nparty: us\n" + "\n".join(line[4:] for line in inline.splitlines()[1:]) + "\n"
    )
    place.write_text(text)
    assert read(path) == whole
    assert not read(path).notes
    place.write_text(text.replace("party: us", "party: ru").replace("weight: 30", "weight: -30"))
    path.write_text(path.read_text().replace("at_most: 20", "at_most: many"))
    with pytest.raises(InputError) as caught:
        read(path)
    assert {os.path.relpath(problem.file, tmp_path) for problem in caught.value.problems} == {
        "case.yaml",
        name,
    }
    assert [
        str(problem).split(": ", 1)[1]
        for problem in caught.value.problems
        if problem.file != str(path)
    ] == [
        "these are the preferences of 'ru', but case.yaml names them as those of 'us'; change one of the two",
        "a weight of -30 is too low; it is 0 or more",
    ]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../us.yaml", "'../us.yaml' leads out of the case's folder; keep the file inside it"),
        (
            "/etc/passwd",
            "'/etc/passwd' is no path from the case's folder; write one, as in us.yaml",
        ),
        ("link.yaml", "'link.yaml' leads out of the case's folder; keep the file inside it"),
        ("case.yaml", "this is the case itself; name the file of the preferences"),
        ("''", "'' is a folder; name a file in it"),
        (".", "'.' is a folder; name a file in it"),
        (
            "C:\\us.yaml",
            "'C:\\us.yaml' is no path from the case's folder; write one, as in us.yaml",
        ),
    ],
)
def test_preferences_are_read_from_the_folder_of_the_case_only(tmp_path, name, said):
    folder = tmp_path / "cases"
    folder.mkdir()
    (tmp_path / "us.yaml").write_text("issues: {}")
    (folder / "link.yaml").symlink_to("../us.yaml")
    begin, end = CASE.index("  us:\n    estimate"), CASE.index("  ru:\n    issues")
    path = folder / "case.yaml"
    path.write_text(CASE[:begin] + f"  us: {name}\n" + CASE[end:])
    assert problems(path) == [f"34:7: {said}"]


def test_a_file_of_preferences_that_leads_back_to_itself_cannot_be_read(tmp_path):
    (tmp_path / "us.yaml").symlink_to("us.yaml")
    begin, end = CASE.index("  us:\n    estimate"), CASE.index("  ru:\n    issues")
    path = tmp_path / "case.yaml"
    path.write_text(CASE[:begin] + "  us: us.yaml\n" + CASE[end:])
    with pytest.raises(InputError, match=r"us\.yaml: the file cannot be read: "):
        read(path)


def test_names_with_dots_mean_the_issue_of_that_name_first(tmp_path):
    path = tmp_path / "case.yaml"
    text = """\
detente: 1
parties: {us: , ru: }
issues:
  a.b: {options: [no, yes]}
  a: {items: {c.d: us, e: ru}}
rules:
  - {name: r, require: {a.b: no, a.c.d: us, a.e: [us, ru]}}
"""
    path.write_text(text)
    case = read(path)
    assert [variable.name for variable in case.variables] == ["a.b", "a.c.d", "a.e"]
    assert case.rules[0].condition.scope == {0, 1, 2}
    path.write_text(text.replace("e: ru", "b: ru").replace("a.e", "a.b"))
    assert "5:3: 'a.b' can mean two things, by the issues 'a.b' and 'a'; rename one" in problems(
        path
    )


def test_notes_of_others_may_stand_under_keys_of_their_own(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(
        CASE.replace("title: Small", "x-id: {a: [1]}\ntitle: Small").replace(
            "    ladder", "    x-b: 1\n    ladder"
        )
    )
    assert problems(path) == []


def test_numbers_are_exact_and_words_stay_as_written(tmp_path):
    path = tmp_path / "case.yaml"
    path.write_text(
        """\
detente: 1
parties: {us: , ru: }
issues:
  a: {options: [1.50, yes, no, true, 2023-01-30, 0x10, 1e3], status_quo: 1.50}
  b: {range: {minimum: 0.1, maximum: 0.3, step: 0.1}, status_quo: 0.30}
preferences:
  us:
    issues:
      a: {weight: "1/3", table: {1.50: 0, yes: 0.1, no: 0.2, true: 0.3, 2023-01-30: 1_000, 0x10: 1e-2, 1e3: -2}}
      b: {weight: 0.1, piecewise: {0.10: 0, 0.2: 1}}
"""
    )
    case = read(path)
    assert case.issues["a"].values == ("1.50", "yes", "no", "true", "2023-01-30", "0x10", "1e3")
    assert case.variables[1].labels == ("0.1", "0.2", "0.3")
    assert case.status_quo == (0, 2)
    us = case.preferences["us"]
    assert us.weights["a"] * 3 == 1
    assert us.weights["b"] * 10 == 1
    assert us.values["a"].scores["2023-01-30"] == 1000
    assert us.values["a"].scores["0x10"] * 100 == 1


def test_did_you_mean_offers_what_is_near_and_else_what_there_is():
    assert did_you_mean("Wieght", ["weight", "table"]) == "; did you mean 'weight'?"
    assert did_you_mean("x", []) == ""
    assert did_you_mean("zzz", map(str, range(9))) == "; there are: 0, 1, 2, 3, 4, 5, 6, 7, ..."
