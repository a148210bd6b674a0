/** Style of the page: for a screen, and for paper. Contrast of every pair of colours is above 7 to 1. */
export const STYLE = `
:root { color-scheme: light; --ink: #1a1c1f; --soft: #43474c; --line: #9aa1a8; --shade: #f1f3f5; --accent: #0a4480; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 62rem; background: #fff; color: var(--ink);
  font: 1rem/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
h1 { margin: 0 0 1.25rem; font-size: 1.7rem; line-height: 1.2; }
h2 { margin: 2.25rem 0 .25rem; font-size: 1.2rem; line-height: 1.3; break-after: avoid; }
p { margin: .35rem 0 .75rem; }
ul { margin: .6rem 0; padding-left: 1.3rem; }
li { margin: .25rem 0; }
a { color: var(--accent); }
.path { color: var(--soft); break-after: avoid; overflow-wrap: anywhere; }
.warning { margin: .6rem 0; padding: .6rem .9rem; border: 1px solid var(--ink); border-left-width: .4rem; background: #fff6da; break-inside: avoid; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
th, td { padding: .4rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
thead { display: table-header-group; }
thead th { background: var(--shade); font-size: .85rem; }
tbody th { font-weight: 600; }
tr { break-inside: avoid; }
.done { width: 4.6rem; text-align: center; }
.box { display: inline-block; width: 1rem; height: 1rem; border: 1.5px solid var(--ink); vertical-align: -.15rem; }
.label { width: 25%; }
.value { width: 38%; }
.summary th { width: 11rem; }
code, pre { font: .92em/1.45 ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace; }
code { overflow-wrap: anywhere; }
.entry { user-select: all; word-break: break-all; }
.word { white-space: nowrap; }
.todo { color: var(--soft); }
td small { font-size: .88rem; color: var(--soft); }
pre { margin: .4rem 0 1rem; padding: .8rem; border: 1px solid var(--line); background: var(--shade); white-space: pre-wrap; overflow-wrap: anywhere; break-inside: avoid; }
@page { margin: 16mm 14mm; }
@media (max-width: 40rem) {
  body { padding: 1.25rem .75rem; }
  th, td { padding: .35rem .4rem; }
  tbody th { font-size: .9rem; }
  .done { display: none; }
  .label { width: 34%; }
  .value { width: 30%; }
  .summary th { width: 34%; }
}
@media print {
  /* A table's outer border lies half outside of it. */
  body { max-width: none; padding: 0 1px; font-size: 10pt; }
  h1 { font-size: 16pt; }
  h2 { font-size: 12pt; margin-top: 1.2rem; }
  th, td { padding: .25rem .5rem; }
  .done { width: 3.6rem; }
  .value { width: 32%; }
  .links a::after { content: " " attr(href); color: var(--soft); font-size: .85em; overflow-wrap: anywhere; }
  .links { break-inside: avoid; }
  a { color: inherit; text-decoration: none; }
}
`;
