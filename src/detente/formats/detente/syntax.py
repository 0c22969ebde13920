"""What a YAML parser complains of, in the words of somebody who wants to mend the file."""

from __future__ import annotations

from typing import Any

from detente.formats.detente.mistakes import Mistakes, Span, short


def span_of(mark: Any) -> Span:
    """A parser's mark as a span of no length."""
    return Span(mark.line + 1, mark.column + 1, mark.index, mark.index)


def explain(error: Any, text: str, mistakes: Mistakes) -> None:
    """Keep the mistake that a parser's error stands for."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        mistakes.add(Span(1, 1), f"this is not YAML: {short(str(error), 120)}")
        return
    begun = getattr(error, "context_mark", None)
    place, message = _words(
        str(getattr(error, "problem", "") or ""),
        str(getattr(error, "context", "") or ""),
        span_of(mark),
        span_of(begun) if begun else span_of(mark),
        text,
    )
    mistakes.add(place, message)


def _words(problem: str, context: str, at: Span, begun: Span, text: str) -> tuple[Span, str]:
    """Where to point at, and what to say."""
    line = _line(text, at.start)
    here = text[at.start : at.start + 1]
    if "'\\t'" in problem or (line[: at.column].strip() == "" and "\t" in line[: at.column]):
        column = line.find("\t") + 1
        return Span(at.line, column), "there is a tab here; indent with spaces"
    if "cannot start any token" in problem:
        return at, f"text that begins with '{here}' must stand in quotation marks"
    if problem.startswith("mapping values are not allowed"):
        before = line[: at.column - 1]
        if ":" in before and before.strip():
            return at, "a second ':' on the line; put the text that holds it in quotation marks"
        return at, (
            "a 'key: value' does not fit here; check the indentation, and that the line above is "
            "'key:' and not plain text"
        )
    if problem.startswith("sequence entries are not allowed"):
        return at, "a list entry ('- ...') must begin a line of its own"
    if "unexpected end of stream" in problem and "quoted scalar" in context:
        return begun, "the quotation mark that opens here is never closed"
    if "document separator" in problem and "quoted scalar" in context:
        return begun, "the quotation mark that opens here is never closed"
    if context.startswith("while parsing a flow"):
        close = "]" if "sequence" in context else "}"
        return at, f"a ',' or a '{close}' is missing here (the list opens at line {begun.line})"
    if "expected <block end>" in problem:
        if "'?'" in problem or "mapping start" in problem or "'-'" in problem:
            return at, "the indentation of this line does not fit the lines above it"
        return at, (
            f"something is left over here ({short(line[at.column - 1 :].strip(), 20)!r}); "
            "put the whole text in quotation marks, or check the brackets"
        )
    if problem.startswith("could not find expected ':'"):
        return begun, "there should be 'key: value' here, but the ':' is missing"
    if "unknown escape character" in problem:
        return at, (
            f"'\\{here}' means nothing between double quotation marks; write '\\\\', or use single ones"
        )
    if "block scalar" in context:
        return at, "after '|' or '>' the text must begin on the next line"
    if "expected the node content" in problem:
        return at, f"there should be a value here, not '{here}'"
    if "anchor" in context or "alias" in context:
        return begun, (
            f"'{text[begun.start : begun.start + 1]}' must be followed by a name; "
            "put text that begins with it in quotation marks"
        )
    if "document start" in problem:
        return (
            at,
            "something is left over after the end of the case; delete it, or check the brackets",
        )
    if "incompatible YAML" in problem or "directive" in context:
        return at, "delete the line that begins with '%'"
    return at, f"this is not YAML: {short(problem, 120)}"


def _line(text: str, index: int) -> str:
    """The line of a text that an offset is in."""
    begin = max(text.rfind("\n", 0, index), text.rfind("\r", 0, index)) + 1
    end = text.find("\n", index)
    return text[begin : end if end >= 0 else len(text)]
