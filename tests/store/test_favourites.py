"""Favourites: kept by account, written back as they are read, whatever the names are."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from edgewise.store import settings
from edgewise.store.favourites import MOST, document_of, favourite, parse, toggled
from edgewise.store.folders import Folders, folders

ANY = st.text(alphabet=st.characters(), max_size=30)


@given(ANY, ANY.filter(lambda key: bool(favourite("queues", key, "").key)), ANY)
def test_what_is_kept_comes_back_from_a_file(account: str, key: str, name: str) -> None:
    one = favourite("queues", key, name)
    kept, now = toggled({}, account, one)
    assert now
    text = json.dumps(document_of(kept), ensure_ascii=False).encode().decode()
    (found,) = (parse(json.loads(text)) or {}).values()
    assert [(each.kind, each.key) for each in found] == [(one.kind, one.key)]
    assert toggled(kept, account, one) == ({}, False)


@given(
    st.recursive(
        st.one_of(st.none(), ANY, st.integers()), lambda inner: st.one_of(st.lists(inner), st.dictionaries(ANY, inner))
    )
)
def test_no_document_breaks_it(document: Any) -> None:
    found = parse(document)
    assert found is None or parse(document_of(found)) is not None


def test_accounts_are_apart_and_the_oldest_give_way() -> None:
    kept: Any = {}
    for at in range(MOST + 5):
        kept, _ = toggled(kept, "a", favourite("queues", str(at), "x"))
    kept, _ = toggled(kept, "b", favourite("queues", "0", "x"))
    assert len(kept["a"]) == MOST and kept["a"][0].key == "5" and len(kept["b"]) == 1


def test_the_settings_keep_them_and_say_when_they_are_broken(isolated: object) -> None:
    where: Folders = folders()
    where.ensure()
    kept, _ = toggled({}, "a", favourite("queues", "k\ud800\x1b[2J", "n"))
    settings.change(where, favourites=kept)
    loaded = settings.load(where)
    assert loaded.problem is None and loaded.settings.favourites == kept
    settings.path(where).write_text(json.dumps({"favourites": [1], "theme": "nord"}))
    loaded = settings.load(where)
    assert loaded.problem is not None and "favourites" in loaded.problem and loaded.settings.theme == "nord"
