"""Turns the Markdown of a content file into Telegram HTML.

Known are bold, italic, links, bullets, numbered lists, quotes and paragraphs. Everything else is refused with its
line, so nothing a writer meant can silently look different in the chat.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from content.document import Passage
from content.problems import ContentError, Problem

PLACEHOLDER = re.compile(r"\{([a-z][a-z_]*)\}")
BRACES = re.compile(r"[{}]")
# Anything Markdown could read something into: a mark, an entity, a tab, a line that begins like a list, quote or
# heading, a space at the edge of a line.
MARK = re.compile(r"[*_`<>\[\]\\&\t]|^(?:[^\S\n]|[-+=#~]|[0-9]+[.)])|[^\S\n]$", re.MULTILINE)
# A list in which no line has a mark but its own hyphen; a paragraph may stand right above it.
LIST_LINE = r"- (?![-+=#~\s]|[0-9]+[.)])[^*_`<>\[\]\\&\t\n]*[^*_`<>\[\]\\&\s]"
LIST_BLOCK = re.compile(rf"(?P<above>(?:(?!- ).+\n)*)(?P<items>{LIST_LINE}(?:\n{LIST_LINE})*)")
BLOCK_ENDS = re.compile(r"\n{2,}")
PAIRS = {"strong": "b", "em": "i"}
REFUSED = {
    "heading": "Headings are not shown in a chat; use bold.",
    "fence": "Code blocks are not known here; use plain text.",
    "code_block": "This line is indented too far and would become code; start it at the left edge.",
    "code_inline": "Code marks (`) are not known here; use bold.",
    "image": "Pictures cannot be put into a text.",
    "hr": "A line across is not known here; use an empty line.",
    "html_block": "HTML is not allowed here; use **bold**, *italic* or a link.",
    "html_inline": "HTML is not allowed here; use **bold**, *italic* or a link.",
}


class Markup(str):
    """Telegram HTML that is safe to show as it is; any other text is escaped before it is put into a phrase."""

    __slots__ = ()


@cache
def _reader() -> MarkdownIt:
    return MarkdownIt("commonmark")


def render(passage: Passage, path: str) -> Markup:
    """One passage as Telegram HTML, paragraphs apart by an empty line; raises ContentError naming each refused mark."""
    return quickly(passage.text) or thoroughly(passage, path)


def quickly(text: str) -> Markup | None:
    """Paragraphs and plain lists, the same as the reader would make of them, and many times faster; else None."""
    shown: list[str] = []
    was_list = False
    for block in BLOCK_ENDS.split(text.strip("\n")):
        above, items = block, ""
        if block.startswith("- ") or "\n- " in block:
            found = LIST_BLOCK.fullmatch(block)
            # Lists with an empty line between them may be one.
            if found is None or was_list:
                return None
            above, items = found["above"].rstrip("\n"), found["items"]
        if MARK.search(above):
            return None
        if above:
            shown.append(above.replace("\n", " "))
        if items:
            shown.append("• " + items.removeprefix("- ").replace("\n- ", "\n• "))
        was_list = bool(items)
    return Markup("\n\n".join(shown))


def thoroughly(passage: Passage, path: str) -> Markup:
    """The same for any passage."""
    tree = SyntaxTreeNode(_reader().parse(passage.text))
    problems = [Problem(path, passage.line + line, sentence) for line, sentence in _refused(tree, 0)]
    if problems:
        raise ContentError(problems)
    return Markup("\n\n".join(_block(child) for child in tree.children))


def escape(value: object) -> str:
    """A value made safe inside Telegram HTML; Markup stays as it is."""
    return value if isinstance(value, Markup) else html.escape(str(value), quote=False)


def plain(text: str) -> str:
    """The words a person sees, without the tags around them."""
    return html.unescape(re.sub(r"<[^>]+>", "", text))


def _refused(node: SyntaxTreeNode, line: int) -> Iterator[tuple[int, str]]:
    """Every mark that is not known, with its line counted from the passage's start."""
    line = node.map[0] if not node.is_root and node.map else line
    if node.type in REFUSED:
        yield line, REFUSED[node.type]
        return
    if node.type == "link" and not _address(node).startswith("https://"):
        yield line, f"A link must start with https://, not “{_address(node)}”."
    if node.type == "list_item" and any(child.type != "paragraph" for child in node.children):
        yield line, "A list item must be one line of text; lists in lists are not known here."
        return
    for child in node.children:
        yield from _refused(child, line)
        line += child.type in ("softbreak", "hardbreak")


def _block(node: SyntaxTreeNode) -> str:
    match node.type:
        case "bullet_list":
            return "\n".join(f"• {_item(item)}" for item in node.children)
        case "ordered_list":
            first = int(node.attrs.get("start", 1))
            return "\n".join(f"{number}. {_item(item)}" for number, item in enumerate(node.children, start=first))
        case "blockquote":
            return "<blockquote>" + "\n".join(_block(child) for child in node.children) + "</blockquote>"
        case _:
            return _inline(node)


def _item(item: SyntaxTreeNode) -> str:
    return "\n".join(_block(child) for child in item.children)


def _inline(node: SyntaxTreeNode) -> str:
    inner = "".join(_inline(child) for child in node.children)
    match node.type:
        case "text":
            return html.escape(node.content, quote=False)
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "link":
            return f'<a href="{html.escape(_address(node))}">{inner}</a>'
        case kind if kind in PAIRS:
            return f"<{PAIRS[kind]}>{inner}</{PAIRS[kind]}>"
        case _:
            return inner


def _address(link: SyntaxTreeNode) -> str:
    return str(link.attrs.get("href", ""))
