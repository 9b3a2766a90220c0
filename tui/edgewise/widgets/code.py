"""Source code in the colours of the theme, through Pygments."""

from __future__ import annotations

from functools import lru_cache

from pygments.token import Token
from textual.content import Content
from textual.highlight import HighlightTheme, highlight

_NAMES = {"jsonc": "json", "sh": "bash", "console": "bash", "js": "javascript", "ts": "typescript", "txt": "text"}


class Calm(HighlightTheme):
    """Few colours: what is said stands out, what holds it together steps back."""

    STYLES = {
        Token.Comment: "italic $text-muted",
        Token.Keyword: "$primary",
        Token.Keyword.Constant: "$warning",
        Token.Literal.String: "$success",
        Token.Literal.Number: "$warning",
        Token.Number: "$warning",
        Token.String: "$success",
        Token.Name.Tag: "$secondary",
        Token.Name.Attribute: "$secondary",
        Token.Name.Function: "bold",
        Token.Name.Class: "bold",
        Token.Operator: "$text-muted",
        Token.Punctuation: "$text-muted",
    }


@lru_cache(maxsize=64)
def highlighted(code: str, language: str) -> tuple[Content, ...]:
    """The lines of ``code``. An unknown language is shown without colours."""
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    language = _NAMES.get(language, language) or "text"
    try:
        get_lexer_by_name(language)
    except ClassNotFound:
        language = "text"
    return tuple(highlight(code.expandtabs(2), language=language, theme=Calm).split("\n", allow_blank=True))
