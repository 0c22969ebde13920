"""Reading a page back: its elements, their attributes, the text between them."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "input", "link", "img", "hr"}


class Page(HTMLParser):
    """What a test asks of a page: every element with its attributes, and whether all are closed.

    Attributes:
        found: (element, attributes) in order.
        texts: the text inside each `script`, `style` and `title` of the head, by element.
        words: all other text.
    """

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.words: list[str] = []
        self.mistakes: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.mistakes += [f"never closed: {tag}" for tag in self._open]

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, {key: value or "" for key, value in attrs}))
        if len({key for key, _ in attrs}) != len(attrs):
            self.mistakes.append(f"an attribute twice: {tag} {attrs}")
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, {key: value or "" for key, value in attrs}))

    def handle_endtag(self, tag):
        if not self._open or self._open.pop() != tag:
            self.mistakes.append(f"closed at the wrong place: {tag} at {self.getpos()}")

    def handle_data(self, data):
        inside = self._open[-1] if self._open else ""
        if inside in ("script", "style"):
            self.texts.setdefault(inside, []).append(data)
        else:
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """Attributes of every element of a kind."""
        return [attributes for name, attributes in self.found if name == tag]

    @property
    def ids(self) -> list[str]:
        """Every id, with repetitions."""
        return [attributes["id"] for _, attributes in self.found if "id" in attributes]

    @property
    def text(self) -> str:
        """What a person reads, with single spaces."""
        return " ".join(" ".join(self.words).split())
