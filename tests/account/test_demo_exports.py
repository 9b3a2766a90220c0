"""What is seen of a Worker's main module, and what is left open rather than guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edgewise.account.demo.exports import HANDLERS, exports

BUNDLED = """
// export default { email() {} }
var __defProp = Object.defineProperty;
var __name = (target, value) => __defProp(target, "name", { value, configurable: true });
// src/counter.js
import { DurableObject } from "cloudflare:workers";
var Counter = class extends DurableObject {
  static {
    __name(this, "Counter");
  }
  static LIMIT = 3;
  async fetch(request) { return new Response(`scheduled() { ${request.url} }`); }
  async alarm() {}
};
// src/index.js
var other = { scheduled() {} };
var index_default = {
  /* email() {} */
  fetch: /* @__PURE__ */ __name(async (request, env) => {
    const email = { tail() {} };
    return Response.json({ queue: 1, at: /[/{]\\{/.test(request.url) });
  }, "fetch"),
  async queue(batch, env) { for (const each of batch.messages) { each.ack(); } }
};
export {
  Counter,
  index_default as default
};
//# sourceMappingURL=index.js.map
"""


def test_a_bundle_of_wrangler() -> None:
    found = exports(BUNDLED)
    assert found.handlers == ("fetch", "queue")
    assert found.named == (("Counter", ("fetch",)),)


@pytest.mark.parametrize(
    ("code", "handlers"),
    [
        ("export default { fetch() {}, async scheduled(event) {} }", ("fetch", "scheduled")),
        ("export default { fetch, queue: work, email };", ("fetch", "queue", "email")),
        ("const worker = { tail(events) {} };\nexport default worker;", ("tail",)),
        ("const a = { fetch() {} }; const b = a;\nexport { b as default };", ("fetch",)),
        ("export default class extends WorkerEntrypoint { async fetch() {} helper() {} }", ("fetch",)),
        ("class Site { fetch() {} }\nexport default Site", ("fetch",)),
        ("export default { nested: { queue() {} }, fetch() { return { email() {} } } }", ("fetch",)),
        ("export default { other() {} }", ()),
        ("export default wrap({ fetch() {} });", None),
        ("import worker from './other.js';\nexport { worker as default };", None),
        ("const a = a;\nexport default a;", None),
        ("export default { fetch() { '", None),
        ("addEventListener('fetch', () => {})", None),
        ("", None),
    ],
)
def test_what_is_seen(code: str, handlers: tuple[str, ...] | None) -> None:
    assert exports(code).handlers == handlers


def test_named_exports() -> None:
    found = exports(
        "export class Jobs extends W { queue() {} }\nexport const LIMIT = 3;\nexport default { fetch() {} }"
    )
    assert found.named == (("Jobs", ("queue",)), ("LIMIT", ()))


@given(
    st.sets(st.sampled_from(HANDLERS)),
    st.sampled_from(["{}() {{}}", "{}: work", "async {}(a, b) {{ f(); }}"]),
)
def test_every_handler_that_is_written_is_seen(names: set[str], way: str) -> None:
    members = ", ".join(way.format(each) for each in sorted(names))
    found = exports(f"var x = {{ {members} }};\nexport {{ x as default }};").handlers
    assert found is not None and set(found) == names


@given(st.text(st.sampled_from("export default{}()[],:;'`/\\\" \nfetchqus=*.$"), max_size=200))
def test_nothing_that_is_sent_stops_it(code: str) -> None:
    found = exports(code)
    assert found.handlers is None or set(found.handlers) <= set(HANDLERS)
