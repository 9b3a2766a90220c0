"""Local resources: read from a seed file, compared by what requests did to them, and real on both sides."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.errors import InputError
from edgewise.migration.choices import Choices
from edgewise.migration.parity import verify
from edgewise.migration.parity.state.changes import compare_changes, form
from edgewise.migration.parity.state.filling import find_migrations
from edgewise.migration.parity.state.resources import resources_of
from edgewise.migration.parity.state.seed import Seed, Statement, Stored, quoted, read_seed
from edgewise.migration.parity.state.snapshot import Snapshot
from edgewise.runtime.toolchain import ensure


def written(tmp_path: Path, document: object) -> Path:
    path = tmp_path / "seed.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document))
    return path


def test_a_seed_file(tmp_path):
    (tmp_path / "logo.png").write_bytes(b"\x89PNG")
    (tmp_path / "more.sql").write_text("INSERT INTO a VALUES (2);")
    seed = read_seed(
        written(
            tmp_path,
            {
                "kv": {"KV": {"a": "text", "b": {"json": [1], "metadata": {"x": 1}, "expiration_ttl": 60}}},
                "d1": {
                    "DB": ["SELECT 1", {"file": "more.sql"}, {"table": 'odd"name', "rows": [{"id": 1, "t": None}, {}]}]
                },
                "r2": {"R2": {"c": {"file": "logo.png", "content_type": "image/png"}, "d": {"base64": "AAE="}}},
            },
        )
    )
    assert seed.kv["KV"] == {"a": Stored(b"text"), "b": Stored(b"[1]", {"x": 1}, expiration_ttl=60)}
    assert seed.r2["R2"] == {"c": Stored(b"\x89PNG", content_type="image/png"), "d": Stored(b"\0\1")}
    assert seed.d1["DB"] == (
        Statement("SELECT 1"),
        Statement("INSERT INTO a VALUES (2);"),
        Statement('INSERT INTO "odd""name" ("id", "t") VALUES (?, ?)', (1, None)),
        Statement('INSERT INTO "odd""name" DEFAULT VALUES'),
    )
    assert seed.bindings() == (("kv", "KV"), ("d1", "DB"), ("r2", "R2"))


@pytest.mark.parametrize(
    ("document", "says"),
    [
        ("{", "no JSON (line 1)"),
        ([], "the whole is not an object"),
        ({"queues": {}}, "no place for 'queues'"),
        ({"kv": []}, "kv is not an object"),
        ({"kv": {"KV": "x"}}, "kv.KV is not an object"),
        ({"kv": {"KV": {"a": {"text": "x", "json": 1}}}}, "kv.KV.a takes one of"),
        ({"kv": {"KV": {"a": {"text": "x", "content_type": "y"}}}}, "kv.KV.a takes one of"),
        ({"kv": {"KV": {"a": {"text": "x", "expiration_ttl": 5}}}}, "expiration_ttl"),
        ({"r2": {"R2": {"a": {"file": "nowhere"}}}}, "the file nowhere cannot be read"),
        ({"r2": {"R2": {"a": {"base64": "?"}}}}, "not base64"),
        ({"d1": {"DB": "x"}}, "d1.DB is not a list"),
        ({"d1": {"DB": [{"table": "t"}]}}, "d1.DB[0] takes SQL"),
        ({"d1": {"DB": [{"table": "t", "rows": [{"a": [1]}]}]}}, "list or an object"),
    ],
)
def test_a_seed_file_that_is_wrong_is_said(tmp_path, document, says):
    with pytest.raises(InputError) as caught:
        read_seed(written(tmp_path, document))
    assert caught.value.code == "seed-syntax" and says in caught.value.message


def test_a_seed_file_that_is_not_there(tmp_path):
    with pytest.raises(InputError) as caught:
        read_seed(tmp_path / "nowhere.json")
    assert caught.value.code == "seed-unreadable"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["kv", "d1", "r2", "KV", "text", "json", "file", "table", "rows", "base64"]), inner
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_a_seed_or_an_input_error(tmp_path_factory, document):
    path = tmp_path_factory.getbasetemp() / "any-seed.json"
    path.write_text(json.dumps(document))
    try:
        assert isinstance(read_seed(path), Seed)
    except InputError as error:
        assert error.code == "seed-syntax"


def test_migrations_are_found_and_sorted_as_wrangler_does(tmp_path):
    for name in ("0010_z.sql", "0002_b.sql", "0001_a.sql", "readme.md", "zz.sql"):
        (tmp_path / "db").mkdir(exist_ok=True)
        (tmp_path / "db" / name).write_text(name)
    document = {"d1_databases": [{"binding": "DB", "migrations_dir": "db"}, {"binding": "OTHER"}, "nonsense"]}
    found = find_migrations(tmp_path, document)
    assert list(found) == ["DB"]
    assert [each.name for each in found["DB"]] == ["0001_a.sql", "0002_b.sql", "0010_z.sql", "zz.sql"]
    (tmp_path / "db/nested").mkdir()
    (tmp_path / "db/nested/0003_c.sql").write_text("x")
    document = {"d1_databases": [{"binding": "DB", "migrations_dir": "db", "migrations_pattern": "db/*/*.sql"}]}
    assert [each.name for each in find_migrations(tmp_path, document)["DB"]] == ["nested/0003_c.sql"]


def holding(*entries: str, place=("KV", "KV", "")) -> Snapshot:
    return Snapshot({place: Counter(entries)})


EMPTY = Snapshot()


def test_the_same_changes_are_no_difference():
    old = (holding("a"), holding("a", '{"id": 7, "at": "2026-11-25T10:00:00.123Z", "key": "k1"}'))
    new = (holding("a"), holding("a", '{"id": 7, "at": "2026-11-25T10:00:01.999Z", "key": "k1"}'))
    assert compare_changes(old, new) == ()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("a", "b"), ("a",)),  # stored on one side only
        (("a", "b"), ("a", "c")),  # something else stored
        (("a",), ()),  # deleted on one side only
        (("a", "b 1"), ("a", "b 2")),  # another number, though both began alike
        (("a", "b", "b"), ("a", "b")),  # once too often
    ],
)
def test_changes_of_one_side_only_are_found(old, new):
    found = compare_changes((holding("a"), holding(*old)), (holding("a"), holding(*new)))
    assert found and all(each.place == "KV KV" for each in found)


def test_a_table_that_is_missing_on_one_side_is_found():
    place = ("D1", "DB", "posts")
    row = '{"id": 1}'
    (found,) = compare_changes((EMPTY, holding(row, place=place)), (EMPTY, EMPTY))
    assert found.place == "D1 DB, table posts" and row in found.old and found.new == "nothing more added"


def test_numbers_may_differ_only_where_the_sides_began_apart():
    old = (holding("hits 4"), holding("hits 4", "row 5"))
    new = (holding("hits 6"), holding("hits 6", "row 7"))
    assert compare_changes(old, new) == ()
    assert compare_changes(old, (holding("hits 6"), holding("hits 6", "other 7")))


def test_forms():
    for one, other in (
        ("id 1b4e28ba-2fa1-11d2-883f-0016d3cca427", "id 6fa459ea-ee8a-3ca4-894e-db77e160355e"),
        ("at 1764061200123", "at 1764061299999"),
        ("on Wed, 25 Nov 2026 08:00:00 GMT", "on Thu, 26 Nov 2026 09:01:02 GMT"),
        ("token V1StGXR8_Z5jdHi6B-myT", "token 3z4dHi6B-myTV1StGXR8_"),
        ("2026-11-25", "2026-11-26"),
    ):
        assert form(one) == form(other), one
    for one, other in (("count 3", "count 4"), ("name Ada", "name Bob"), ("a", "b"), ("2026-11-25", "never")):
        assert form(one) != form(other), one


def test_names_are_quoted():
    assert quoted('a"b') == '"a""b"'


class Listing:
    """As much of an explorer as it takes to list resources."""

    async def namespaces(self):
        return {"SECOND": "same-id"}

    async def databases(self):
        return {"DB": "db-id"}

    async def buckets(self):
        return ("bucket",)


async def test_bindings_that_share_a_resource_are_all_known():
    document = {
        "kv_namespaces": [
            {"binding": "FIRST", "id": "same-id"},
            {"binding": "SECOND", "id": "x", "preview_id": "same-id"},
        ],
        "r2_buckets": [{"binding": "R2", "bucket_name": "bucket"}, {"binding": "GONE", "bucket_name": "other"}],
        "d1_databases": "nonsense",
    }
    found = await resources_of(Listing(), document)
    assert found.kv == {"FIRST": "same-id", "SECOND": "same-id"} and found.r2 == {"R2": "bucket"}
    assert found.has("d1", "DB") and not found.has("r2", "GONE")


SHOP = {
    "wrangler.jsonc": """{
  "name": "shop", "pages_build_output_dir": "public", "compatibility_date": "2026-01-01",
  "kv_namespaces": [{ "binding": "KV", "id": "aaaa", "preview_id": "pppp" }],
  "d1_databases": [{ "binding": "DB", "database_name": "shop", "database_id": "dddd" }],
  "r2_buckets": [{ "binding": "IMAGES", "bucket_name": "images" }],
  "vars": { "GREETING": "ahoy" }
}
""",
    "migrations/0001_init.sql": "CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT NOT NULL);\n"
    "CREATE TABLE log (id INTEGER PRIMARY KEY, path TEXT);\n"
    "CREATE TRIGGER noted AFTER INSERT ON posts BEGIN INSERT INTO log (path) VALUES (new.title || ';'); END;\n",
    "migrations/0002_more.sql": "ALTER TABLE posts ADD COLUMN made TEXT;\n",
    "public/index.html": "<!doctype html><title>Shop</title>",
    "public/404.html": "<!doctype html><title>Not here</title>",
    "functions/api/posts.js": """
export const onRequestGet = async ({ env }) => Response.json({
  greeting: await env.KV.get("greeting"),
  logo: await (await env.IMAGES.get("logo.txt"))?.text(),
  posts: (await env.DB.prepare("SELECT id, title FROM posts ORDER BY id").all()).results,
});
export const onRequestPost = async ({ env }) => {
  const made = await env.DB.prepare("INSERT INTO posts (title, made) VALUES ('new', ?) RETURNING id")
    .bind(new Date().toISOString()).first();
  await env.KV.put(`post:${made.id}`, crypto.randomUUID(), { metadata: { by: "test" } });
  await env.IMAGES.put(`thumb/${made.id}.txt`, "thumb");
  return Response.json(made, { status: 201 });
};
""",
    "functions/api/drop.js": 'export const onRequestPost = async ({ env }) => { await env.KV.delete("greeting"); '
    'return new Response("dropped"); };\n',
}
SEED = {
    "kv": {"KV": {"greeting": "ahoy"}},
    "d1": {"DB": [{"table": "posts", "rows": [{"title": "first; of all"}, {"title": "second"}]}]},
    "r2": {"IMAGES": {"logo.txt": "logo"}},
}


@pytest.fixture
def shop(tmp_path) -> Path:
    for name, text in SHOP.items():
        (tmp_path / "shop" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "shop" / name).write_text(text)
    return tmp_path / "shop"


@pytest.mark.wrangler
async def test_both_sides_read_what_was_stored_and_write_the_same(shop, tmp_path):
    seed = read_seed(written(tmp_path, SEED))
    report = await verify(shop, toolchain=await ensure(), seed=seed, choices=Choices("idiomatic"))
    assert report.state == () and not [each for each in report.warnings if "start" in each], report.warnings
    assert report.proved
    read = next(each for each in report.exchanges if each.request.label() == "GET /api/posts")
    for answer in (read.old, read.new):
        found = json.loads(answer.body)
        assert found["greeting"] == "ahoy" and found["logo"] == "logo"
        assert found["posts"][:2] == [{"id": 1, "title": "first; of all"}, {"id": 2, "title": "second"}]
    wrote = [each for each in report.exchanges if each.request.method == "POST" and each.request.path == "/api/posts"]
    assert wrote and {each.old.status for each in wrote} == {201} == {each.new.status for each in wrote}
    assert any("the same KV KV, D1 DB, R2 IMAGES, the schema of D1 DB" in note for note in report.notes)


@pytest.mark.wrangler
async def test_a_worker_that_stores_something_else_or_reaches_less_is_not_proved(shop, tmp_path, monkeypatch):
    from edgewise.migration.parity.staging.sides import Stager

    make = Stager.new_side

    async def broken(self, prepare):
        side = await make(self, prepare)
        posts = side.root / "functions/api/posts.js"
        # The answers stay the same: only what is stored differs.
        posts.write_text(posts.read_text().replace('{ by: "test" }', '{ by: "rest" }').replace("'new'", "'knew'"))
        config = side.root / "wrangler.jsonc"
        config.write_text(config.read_text().replace('"ahoy"', '"hello"'))
        return side

    monkeypatch.setattr(Stager, "new_side", broken)
    seed = read_seed(written(tmp_path, SEED))
    report = await verify(shop, toolchain=await ensure(), seed=seed, choices=Choices("idiomatic"))
    places = {each.place for each in report.state}
    assert places == {"binding GREETING", "KV KV", "D1 DB, table posts", "D1 DB, table log"}
    assert not report.proved


@pytest.mark.wrangler
async def test_the_projects_own_local_data_is_taken_along(shop, tmp_path):
    from edgewise.migration.parity.state.explorer import Explorer
    from edgewise.runtime.devserver import DevServer

    toolchain = await ensure()
    async with DevServer(toolchain, "pages", shop, ("public",)) as server, Explorer("mine", server.url) as explorer:
        await explorer.put_values("pppp", {"greeting": Stored(b"my own")})
        await explorer.execute("dddd", [Statement(SHOP["migrations/0001_init.sql"])])
        await explorer.execute("dddd", [Statement("INSERT INTO posts (title) VALUES ('mine')")])
    before = sorted((shop / ".wrangler").rglob("*"))
    report = await verify(shop, toolchain=toolchain, local_state=True, choices=Choices("idiomatic"))
    assert any(".wrangler/state" in note for note in report.notes)
    read = next(each for each in report.exchanges if each.request.label() == "GET /api/posts")
    found = json.loads(read.new.body)
    assert found["greeting"] == "my own" and found["posts"][0]["title"] == "mine"
    assert read.verdict == "equal"
    assert sorted((shop / ".wrangler").rglob("*")) == before
    shutil.rmtree(shop / ".wrangler")
