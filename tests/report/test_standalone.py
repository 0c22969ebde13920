"""Pictures as files: nothing outside is needed, and a PNG has the size asked for and something on it."""

import re
import struct
import zlib
from importlib import resources
from xml.etree import ElementTree

import pytest
from tests.report.long_plans import WORDY, case_of, renamed, way_of

from detente.errors import TooLarge
from detente.report.calendar_picture import calendar_picture
from detente.report.plan_picture import plan_picture
from detente.report.raster import _COVERED, covered, png
from detente.report.standalone import colours, own_size, standalone

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawings():
    way = way_of(case_of(9, 4), together=2)
    return [calendar_picture(way), plan_picture(way, key=True), plan_picture(way, by_day=True)]


def pixels(data):
    """Width and height of a PNG, and its pixels as `RRGGBB`, row by row."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert (depth, kind) == (8, 6)  # eight bits each of red, green, blue and opacity
    packed, at = b"", 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + length]
        at += 12 + length
    raw, size = zlib.decompress(packed), 4 * width
    above = [0] * size
    found = []
    for start in range(0, len(raw), size + 1):
        row = list(raw[start + 1 : start + 1 + size])
        for k, byte in enumerate(row):
            left, up, corner = (row[k - 4], above[k], above[k - 4]) if k > 3 else (0, above[k], 0)
            row[k] = (byte + _guess(raw[start], left, up, corner)) % 256
        found += [bytes(row[k : k + 3]).hex() for k in range(0, size, 4)]
        above = row
    assert len(found) == width * height
    return width, height, found


def _guess(kind, left, up, corner):
    """What a PNG's row expects a byte to be, from its neighbours (the five filters of PNG)."""
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    near = left + up - corner
    return min((left, up, corner), key=lambda byte: abs(near - byte))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_by_itself_has_its_colours_written_out(drawings, theme):
    for drawing in drawings:
        text = standalone(drawing, theme)
        style = ElementTree.fromstring(text).find(f"{SVG}style").text
        assert "var(" not in style
        assert "@media" not in style
        assert "--" not in style
        assert "system-ui" not in style
        assert colours(theme)["ink"] in style
        assert "http" not in text.replace("http://www.w3.org/2000/svg", "")


def test_rules_for_what_is_not_in_the_picture_are_left_out(drawings):
    style = standalone(drawings[0], "light").split("</style>")[0]
    assert ".move-bar" not in style
    assert ".by-edge.by-3" in style
    assert ".heat-0" not in style
    assert len(style) < 5000


def test_the_width_asked_for_is_the_width_written_down(drawings):
    wide, high = own_size(drawings[0])
    tree = ElementTree.fromstring(standalone(drawings[0], "light", 480))
    assert float(tree.get("width")) == 480
    assert float(tree.get("height")) == pytest.approx(high * 480 / wide, rel=1e-4)


@pytest.mark.parametrize("width", [120, 333])
def test_a_png_has_the_width_asked_for_and_keeps_its_proportions(drawings, width):
    svg = standalone(drawings[0], "light")
    own, high = own_size(svg)
    across, down, _ = pixels(png(svg, width))
    assert across == width
    assert abs(down - high * width / own) <= 1.5


def test_a_png_shows_text_although_no_font_is_installed(drawings):
    """The same picture without its text has other pixels; the fonts of the machine are not looked for."""
    svg = standalone(drawings[0], "light")
    bare = re.sub(r"<text\b.*?</text>", "", svg)
    assert covered("Matter 3")
    drawn, without = (pixels(png(text, 480))[2] for text in (svg, bare))
    assert sum(a != b for a, b in zip(drawn, without, strict=True)) > 1000


def test_light_and_dark_are_drawn_on_their_own_ground(drawings):
    for theme in ("light", "dark"):
        _, _, found = pixels(png(standalone(drawings[1], theme), 300))
        paper = colours(theme)["paper"][1:]
        assert found[0] == paper
        assert found.count(paper) > len(found) / 2


def test_more_pixels_than_memory_is_refused_with_the_most_that_can_be_had():
    svg = standalone(calendar_picture(way_of(case_of(100))), "light")
    with pytest.raises(TooLarge, match=r"at most .* across, or write it as SVG"):
        png(svg, 20_000)


def test_hostile_and_endless_titles_are_text_in_a_picture_and_no_more():
    words = [
        '<image href="https://example.org/secret.png"/>',
        "&lt;b&gt;",
        "]]>",
        "\u202eאבג\u2066",
        "日本語",
        WORDY,
    ]
    way = way_of(renamed(case_of(6, 2), words))
    for drawing in (calendar_picture(way), plan_picture(way, key=True)):
        svg = standalone(drawing, "light")
        tree = ElementTree.fromstring(svg)
        assert not list(tree.iter(f"{SVG}image"))
        assert "\u202e" not in svg
        assert pixels(png(svg, 150))[0] == 150


def test_a_text_in_another_script_asks_for_the_fonts_of_the_machine():
    assert covered("Straße Žižkov Київ Αθήνα שלום → − “x” €")
    assert not covered("日本")
    assert not covered("سلام")


@pytest.mark.parametrize("file", ["Arimo-Regular.ttf", "Arimo-SemiBold.ttf"])
def test_the_font_that_comes_along_has_the_signs_that_are_said_to_be_covered(file):
    data = (resources.files("detente.report") / "fonts" / file).read_bytes()
    known = _signs(data)
    missing = [sign for low, high in _COVERED for sign in range(low, high + 1) if sign not in known]
    assert [f"{sign:x}" for sign in missing] == []


def _signs(data):
    """Characters of a TrueType font: the segments of its Unicode table (format 4)."""
    count = struct.unpack(">H", data[4:6])[0]
    tables = {
        data[12 + 16 * k : 16 + 16 * k]: struct.unpack(">I", data[20 + 16 * k : 24 + 16 * k])[0]
        for k in range(count)
    }
    cmap = tables[b"cmap"]
    for k in range(struct.unpack(">H", data[cmap + 2 : cmap + 4])[0]):
        _, _, offset = struct.unpack(">HHI", data[cmap + 4 + 8 * k : cmap + 12 + 8 * k])
        at = cmap + offset
        if struct.unpack(">H", data[at : at + 2])[0] == 4:
            break
    segments = struct.unpack(">H", data[at + 6 : at + 8])[0] // 2
    read = f">{segments}H"
    ends = struct.unpack(read, data[at + 14 : at + 14 + 2 * segments])
    starts = struct.unpack(read, data[at + 16 + 2 * segments : at + 16 + 4 * segments])
    return {sign for a, b in zip(starts, ends, strict=True) for sign in range(a, b + 1)}
