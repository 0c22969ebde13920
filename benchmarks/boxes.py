"""Domains whose utilities are sums of boxes (hyper-rectangles): read from GENIUS, or made.

A small reader of its own, so that what the solver is asked does not come from the program that is
measured against it.
"""

import random
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Box:
    """What an outcome is worth inside some ranges, or outside.

    Attributes:
        worth: added where the box pays.
        ranges: (variable, first value, last value), values counted from 0.
        inside: whether it pays where all ranges are met; else where one at least is not.
    """

    worth: int
    ranges: tuple[tuple[int, int, int], ...]
    inside: bool = True

    def pays(self, outcome):
        """Whether it pays in an outcome, a value per variable."""
        return all(a <= outcome[v] <= b for v, a, b in self.ranges) == self.inside


@dataclass(frozen=True)
class Boxes:
    """A domain of two parties: the number of values of each variable, and each party's boxes."""

    sizes: tuple[int, ...]
    parties: tuple[tuple[Box, ...], ...]

    def units(self, outcome):
        """Utility of an outcome to each party."""
        return tuple(sum(b.worth for b in boxes if b.pays(outcome)) for boxes in self.parties)


def read(folder):
    """The domain in a GENIUS folder, utilities not yet divided by `maxutility`."""
    folder = Path(folder)
    issues = {int(i.get("index")): i for i in tree(next(folder.glob("*-domain.xml"))).iter("issue")}
    bounds = {k: (int(i.get("lowerbound")), int(i.get("upperbound"))) for k, i in issues.items()}
    at = {index: v for v, index in enumerate(sorted(bounds))}
    lowest = {index: low for index, (low, _) in bounds.items()}
    parties = []
    for file in sorted(folder.glob("profile-*.xml")):
        boxes = []
        for element in tree(file).iter("hyperRectangle"):
            kinds = {child.tag for child in element}
            if len(kinds) != 1:
                raise ValueError(f"{file}: a box of {kinds or 'nothing'}")
            ranges = []
            for child in element:
                index = int(child.get("index"))
                span = (int(child.get(end)) - lowest[index] for end in ("min", "max"))
                ranges.append((at[index], *span))
            inside = kinds == {"INCLUDES"}
            boxes.append(Box(int(element.get("utility")), tuple(ranges), inside))
        parties.append(tuple(boxes))
    return Boxes(tuple(bounds[i][1] - bounds[i][0] + 1 for i in sorted(bounds)), tuple(parties))


def tree(file):
    """The elements of a file; what stands before the first of them, a blank line, is passed over."""
    return ElementTree.fromstring(re.sub(r"^\s+", "", file.read_text("utf-8")))


def made(issues, boxes, seed, values=10):
    """A random domain in the manner of those files: `boxes` a party, of 1 to 4 issues each."""
    dice = random.Random(seed)
    parties = []
    for _ in range(2):
        mine = []
        for _ in range(boxes):
            scope = sorted(dice.sample(range(issues), dice.choice((1, 2, 2, 3, 3, 4))))
            ranges = []
            for variable in scope:
                edge = dice.randrange(values)
                low, high = sorted((edge, dice.choice((0, values - 1, dice.randrange(values)))))
                ranges.append((variable, low, high))
            mine.append(Box(dice.randint(1, 99), tuple(ranges)))
        parties.append(tuple(mine))
    return Boxes((values,) * issues, tuple(parties))
