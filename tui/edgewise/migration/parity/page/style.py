"""The style sheet of the report page."""

STYLE = """
:root {
  color-scheme: light dark;
  --paper: #fbfaf8; --ink: #1d1b18; --soft: #6a645c; --line: #e4dfd7; --card: #ffffff;
  --accent: #b8530a; --good: #1c7a3e; --bad: #b3261e; --declared: #8a6a00;
  --good-bar: #4aa56b; --declared-bar: #d9b13c; --bad-bar: #d0473d; --old: #f8efe6; --new: #e9eff6; --new-edge: #7d9cc0;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181c; --ink: #ece8e1; --soft: #a29b90; --line: #2d3036; --card: #1d2025;
    --accent: #f6943d; --good: #6fcf90; --bad: #ff8a80; --declared: #e6c65c;
    --good-bar: #3f8f5c; --declared-bar: #b8932a; --bad-bar: #c74a41; --old: #2a241d; --new: #1b2430;
    --new-edge: #56749a;
  }
}
* { box-sizing: border-box; }
html { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--paper); color: var(--ink); }
header.top, main, footer { max-width: 62rem; margin: 0 auto; padding: 0 1.25rem; }
header.top { padding-top: 3.5rem; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; }
.kicker { margin: 0; color: var(--soft); letter-spacing: .02em; }
h1 { margin: .1rem 0 .3rem; font-size: clamp(2.2rem, 6vw, 3.4rem); line-height: 1.1; letter-spacing: -.02em; }
.good h1 { color: var(--good); }
.bad h1 { color: var(--bad); }
.lead { margin: 0 0 1.8rem; font-size: 1.15rem; max-width: 42rem; }
h2 { margin: 0 0 .4rem; font-size: 1.3rem; letter-spacing: -.01em; }
section { margin-top: 3rem; }
.intro, .why { margin: 0 0 1rem; color: var(--soft); max-width: 44rem; }
.why { margin-top: .6rem; }
dl { margin: 0; }
dt { color: var(--soft); font-size: .9rem; }
dd { margin: 0; }
.numbers { display: flex; flex-wrap: wrap; gap: 1rem 2.6rem; }
.number { display: flex; flex-direction: column-reverse; }
.number dd { font-size: 1.9rem; font-weight: 650; line-height: 1.15; font-variant-numeric: tabular-nums; }
.number.equal dd { color: var(--good); }
.number.declared dd { color: var(--declared); }
.number.undeclared dd { color: var(--bad); }
.good .number.undeclared dd { color: var(--ink); }
.bar { display: flex; gap: 2px; height: .6rem; margin: 1rem 0 1.6rem; border-radius: .3rem; overflow: hidden; }
.bar span { min-width: 3px; }
.bar .equal { background: var(--good-bar); }
.bar .declared { background: var(--declared-bar); }
.bar .undeclared { background: var(--bad-bar); }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .8rem 2rem; }
code { font: .88em/1.5 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.cause { border-top: 1px solid var(--line); padding: .7rem 0; }
.cause:last-child { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; display: grid; grid-template-columns: .8rem 1fr auto; gap: 0 .8rem; align-items: baseline; }
summary::-webkit-details-marker { display: none; }
summary::before { content: "▸"; color: var(--soft); width: .8rem; }
details[open] > summary::before { content: "▾"; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 3px; }
.cause-title { font-weight: 600; }
.count { color: var(--soft); font-variant-numeric: tabular-nums; }
.mark { font-size: .88rem; }
.mark.bad { color: var(--bad); }
.mark.ok { color: var(--declared); }
.exchange { margin: 1rem 0 1.4rem 1.6rem; }
.request { margin: 0 0 .3rem; }
.request code { font-weight: 600; }
.probes, .note, .more, .status { color: var(--soft); font-size: .9rem; }
.note { margin: 0 0 .3rem; }
table { width: 100%; border-collapse: separate; border-spacing: 0 2px; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; font-weight: 400; }
thead th { color: var(--soft); font-size: .82rem; padding-bottom: 0; }
tr > :first-child { width: 11rem; padding-left: 0; overflow-wrap: anywhere; }
td.old { background: var(--old); border-left: 3px solid var(--declared-bar); }
td.new { background: var(--new); border-left: 3px solid var(--new-edge); }
.none { color: var(--soft); }
ul.plain { list-style: none; margin: .6rem 0; padding: 0; }
ul.plain li { padding: .12rem 0; }
ul.notes { margin: .6rem 0 1.2rem; }
.warnings { list-style: none; margin: 0 0 1.6rem;
  padding: .2rem 0 .2rem 1rem; border-left: 3px solid var(--declared-bar); max-width: 46rem; }
fieldset { border: 0; margin: 0 0 .8rem; padding: 0; display: flex; flex-wrap: wrap; gap: .15rem 1.4rem; }
fieldset.causes { flex-direction: column; max-height: 18rem; overflow: auto; }
legend { color: var(--soft); font-size: .9rem; padding: 0; }
.filters { border-top: 1px solid var(--line); border-bottom: 1px solid var(--line); padding: .7rem 0; }
.filters fieldset { margin-left: 1.6rem; }
.filters fieldset:first-of-type { margin-top: .6rem; }
input { accent-color: var(--accent); }
table.tiers { width: auto; table-layout: auto; margin: 0 0 1.8rem; }
table.tiers caption { text-align: left; color: var(--soft); font-size: .9rem; }
table.tiers tr > :first-child { width: auto; white-space: nowrap; }
table.tiers td { font-variant-numeric: tabular-nums; color: var(--soft); }
table.tiers td.share { color: var(--ink); font-weight: 600; text-align: right; }
.answers pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow: auto;
  font: .8rem/1.45 ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace; }
.answers summary { color: var(--soft); font-size: .9rem; }
.answers tr > :first-child { width: 50%; padding-left: .6rem; }
.empty { color: var(--soft); margin: 0; }
footer { padding-top: 3rem; padding-bottom: 3rem; color: var(--soft); font-size: .9rem; }
@media (max-width: 40rem) {
  .exchange { margin-left: 0; }
  table, tbody, tr, td, tbody th { display: block; width: 100%; }
  thead { display: none; }
  td.old::before { content: "Old: "; color: var(--soft); }
  td.new::before { content: "New: "; color: var(--soft); }
}
@media print { details > * { display: block; } }
"""
