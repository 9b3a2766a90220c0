"""What the bytes of a value are, and how they are shown."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.contents import SHOWN_BYTES, SHOWN_TEXT, contents_of, hex_lines, laid_out


@pytest.mark.parametrize(
    ("body", "form", "guess"),
    [
        (b"", "empty", "empty"),
        (b'{"a": 1}', "json", "an object"),
        (b" [1, 2]\n", "json", "a list"),
        (b'{"a": 1', "text", "one line"),
        (b"412", "text", "one line"),
        (b"\x89PNG\r\n\x1a\n....", "bytes", "PNG"),
        (b"\xff\xd8\xff\xe0", "bytes", "JPEG"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "bytes", "WebP"),
        (b"\x1f\x8b\x08\x00", "bytes", "gzip"),
        (b"%PDF-1.7\n", "bytes", "PDF"),
        (b"\x00asm\x01\x00\x00\x00", "bytes", "WebAssembly"),
        (b"SQLite format 3\x00", "bytes", "SQLite"),
        (b"\xff\xfeh\x00i\x00", "bytes", "UTF-16"),
        (b"\x00\x01\x02\x03", "bytes", "no known form"),
        (b"caf\xe9", "bytes", "no known form"),
        (b"a\x00b", "bytes", "no known form"),
        ("ノースゲート\n".encode(), "text", "one line"),
        (b"<!DOCTYPE html><p>", "text", "HTML"),
        (b"<svg xmlns=''/>", "text", "SVG"),
        (b"a,b\n1,2\n3,4\n", "text", "CSV"),
        (b"one\ntwo\nthree, and more\n", "text", "3 lines"),
        (b"-----BEGIN CERTIFICATE-----\n", "text", "PEM"),
    ],
)
def test_what_it_is(body: bytes, form: str, guess: str) -> None:
    found = contents_of(body)
    assert found.form == form and guess in found.guess and found.size == len(body)


def test_a_huge_value_is_cut_and_says_so() -> None:
    text = contents_of(b"x\n" * SHOWN_TEXT)
    assert text.cut and text.shown == SHOWN_TEXT and text.size == 2 * SHOWN_TEXT
    data = contents_of(b"\x00" * (SHOWN_BYTES + 1))
    assert data.cut and data.shown == SHOWN_BYTES and len(hex_lines(b"\x00" * (SHOWN_BYTES + 1))) == SHOWN_BYTES // 16
    assert not contents_of(b"short").cut


def test_a_cut_through_a_character_is_still_text() -> None:
    for spare in range(4):
        body = b"a" * spare + "😀".encode() * (SHOWN_TEXT // 4 + 5)
        found = contents_of(body)
        assert found.form == "text" and "\ufffd" not in found.text and found.shown > SHOWN_TEXT - 4


def test_nothing_in_a_value_reaches_the_terminal_as_a_command() -> None:
    found = contents_of(b"\x1b]52;c;aGk=\x07red \x1b[31mtext \xe2\x80\xaegnp" + b" and more" * 30)
    assert "\x1b" not in found.text and "\u202e" not in found.text and "red text" in found.text
    assert all(line.isprintable() for line in hex_lines(bytes(range(256))))


def test_json_keeps_every_number_and_every_key_as_it_is_written() -> None:
    text = '{"a":1.10,"a":1e400,"b":[],"c":{},"d":[1,{"e":"x: {y}, \\"z\\""}],"n":123456789012345678901234567890}'
    found = laid_out(text)
    assert found.count('"a"') == 2 and "1.10" in found and "1e400" in found and "[]" in found and "{}" in found
    assert '\n  "d": [\n    1,\n    {\n      "e": "x: {y}, \\"z\\""\n    }\n  ]' in found


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.sampled_from([None, 0, 1, 3]), st.booleans())
def test_laying_json_out_does_not_change_it(document: object, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
    assert json.loads(laid_out(text)) == document
    assert laid_out(laid_out(text)) == laid_out(text)


@given(st.binary(max_size=300))
def test_any_bytes_can_be_looked_at(body: bytes) -> None:
    found = contents_of(body)
    assert found.form in ("empty", "json", "text", "bytes") and found.shown <= found.size == len(body) and found.ending
    dump = "".join(line[10:-16].replace(" ", "") for line in hex_lines(body))
    assert bytes.fromhex(dump) == body
