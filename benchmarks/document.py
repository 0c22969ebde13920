"""The figures for people: as lines of text, and as the table in docs/reference/benchmarks.md."""

import os
import platform
from datetime import date
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "benchmarks.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"


def met(row):
    """Whether a comparison reached its aim, or has none."""
    return "skipped" in row or row["aim"] is None or row["ratio"] >= row["aim"]


def amount(figure, unit):
    """A figure to three places that count, with its unit."""
    if figure is None:
        return "-"
    if unit != "s":
        return f"{figure:,.0f} {unit}"
    if figure < 1:
        return f"{1000 * figure:.3g} ms"
    return f"{figure:.0f} s" if figure >= 100 else f"{figure:.3g} s"


def times(ratio):
    """How many times faster, to three places that count."""
    return f"{ratio:,.0f}x" if ratio >= 100 else f"{ratio:.3g}x"


def cells(row):
    """A comparison as the cells of a table: work, ours, peer's, ratio, aim, met, peer."""
    verdict = "for information" if row["aim"] is None else "yes" if met(row) else "**no**"
    return [
        row["what"],
        amount(row["ours"], row["unit"]),
        amount(row["theirs"], row["unit"]),
        times(row["ratio"]),
        "" if row["aim"] is None else times(row["aim"]),
        verdict,
        row["peer"],
    ]


def mark(row, rows):
    """A reference to the note of a comparison, among those of all rows."""
    told = distinct_notes(rows)
    return f" [{told.index(row['note']) + 1}]" if row["note"] else ""


def distinct_notes(rows):
    """The notes of all rows, each once."""
    return list(dict.fromkeys(row["note"] for row in rows if row.get("note")))


def notes(rows):
    """The notes as lines, numbered as `mark` refers to them."""
    return [f"{k}. {note}" for k, note in enumerate(distinct_notes(rows), 1)]


def line(row, rows):
    """A comparison as a line of text."""
    if "skipped" in row:
        return f"{row['what']:<56} skipped: {row['skipped']}"
    what, ours, theirs, ratio, aim, verdict, peer = cells(row)
    verdict = verdict.strip("*").replace("no", "MISSED").replace("yes", "met")
    figures = f"{what:<56} {ours:>8} {theirs:>8} {ratio:>8} {aim:>8}"
    return f"{figures}  {verdict:<7} {peer}{mark(row, rows)}"


HEAD = f"{'work':<56} {'ours':>8} {'peer':>8} {'ratio':>8} {'aim':>8}"


def machine():
    """The machine in words; nothing by which it could be told from others of its kind."""
    names = [
        row.split(":", 1)[1].strip()
        for row in lines(Path("/proc/cpuinfo"))
        if row.startswith("model name")
    ]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    processor = names[0] if names else platform.machine()
    return (
        f"{os.cpu_count()} cores ({processor}), {memory:.0f} GiB, {platform.system()}, "
        f"Python {platform.python_version()}"
    )


def lines(file):
    """The lines of a file, none where it is missing."""
    return file.read_text("utf-8").splitlines() if file.exists() else []


def write(rows):
    """Puts the table between the marks of the page."""
    shown = [row for row in rows if "skipped" not in row]
    table = [
        f"Measured {date.today()} on {machine()}.",
        "",
        "| work | ours | peer | ratio | aim | met | peer is |",
        "| --- | ---: | ---: | ---: | ---: | --- | --- |",
    ]
    for row in shown:
        what, *rest = cells(row)
        table.append("| " + " | ".join([what + mark(row, shown), *rest]) + " |")
    table += ["", *notes(shown), ""]
    table += [f"Left out: {row['what']}: {row['skipped']}." for row in rows if "skipped" in row]
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    body = "\n".join(table).rstrip()
    PAGE.write_text(f"{before}{BEGIN}\n{body}\n{END}{after}", "utf-8")
