// See html_style.hpp.
#include "reports/formats/html_style.hpp"

namespace xner::reports {
namespace {

constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark;
  --page: #ffffff; --ink: #1b1f24; --soft: #5a6572; --rule: #d5dbe2; --strong: #2b333c; --band: #f3f5f8;
  --hover: #eef3fa; --link: #0b57a4; --bad: #b3261e; --warn: #fff6e0; --warn-rule: #e3b341; --shade: rgba(27, 31, 36, 0.16);
  --c1: #0067a8; --c2: #c8500a; --c3: #00815e; --c4: #a8458a; --c5: #8a6a00; --c6: #4b5bd6; --c7: #b01e3c; --c8: #5f6b78; }
@media (prefers-color-scheme: dark) { :root {
  --page: #14181d; --ink: #e4e8ec; --soft: #9ba7b4; --rule: #313a44; --strong: #c6ced7; --band: #1d232a;
  --hover: #222b36; --link: #7ab7f5; --bad: #ff8d83; --warn: #2b2613; --warn-rule: #8a6d1c; --shade: rgba(255, 255, 255, 0.14);
  --c1: #5fb2f2; --c2: #ff9c5b; --c3: #46cfa3; --c4: #ee97d2; --c5: #e2c04a; --c6: #a3adff; --c7: #ff8398; --c8: #a9b4c0; } }
* { box-sizing: border-box; }
html { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "Liberation Sans", sans-serif; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--ink); }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem clamp(1rem, 4vw, 2.5rem) 4rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0.5rem 0 1rem; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 2.75rem 0 0.6rem; }
p { margin: 0.4rem 0; max-width: 48rem; overflow-wrap: anywhere; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", "Liberation Mono", monospace; font-size: 0.8125rem; }
code { overflow-wrap: anywhere; }
pre { background: var(--band); border-radius: 6px; padding: 0.7rem 0.9rem; margin: 0.5rem 0 1rem; overflow-x: auto; }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; margin: 1rem 0 0; padding: 0.6rem 0; border-block: 1px solid var(--rule); font-size: 0.875rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 0.15rem 1.25rem; margin: 0; font-size: 0.9375rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.hints { list-style: none; margin: 1rem 0 0; padding: 0; font-size: 0.9375rem; }
.hints li { background: var(--warn); border-left: 3px solid var(--warn-rule); padding: 0.4rem 0.8rem; margin: 0.4rem 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; margin: 0.5rem 0; max-width: 100%;
  background: linear-gradient(to left, var(--page) 40%, transparent) right / 2.5rem 100% no-repeat local,
    linear-gradient(to left, var(--shade), transparent) right / 0.8rem 100% no-repeat scroll; }
.scroll:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
table { border-collapse: separate; border-spacing: 0; font-size: 0.9375rem; font-variant-numeric: tabular-nums; border-block: 2px solid var(--strong); }
th, td { padding: 0.28rem 0.7rem; text-align: left; vertical-align: baseline; font-weight: 400; }
thead th { font-weight: 600; border-bottom: 1px solid var(--strong); vertical-align: bottom; white-space: nowrap; }
th:first-child { position: sticky; left: 0; background: var(--page); z-index: 1; padding-left: 0.2rem; }
tbody th { overflow-wrap: break-word; min-width: 9.5rem; max-width: 22rem; }
tbody tr:hover td, tbody tr:hover th { background: var(--hover); }
td.n, th.n { text-align: right; white-space: nowrap; }
td.t { white-space: nowrap; }
td.long { min-width: 15rem; max-width: 34rem; white-space: normal; overflow-wrap: anywhere; }
tr.band th { font-weight: 600; padding-top: 0.85rem; border-bottom: 1px solid var(--rule); }
tr.band td { border-bottom: 1px solid var(--rule); }
tbody + tbody tr.band th { padding-top: 1.1rem; }
tr.quiet th, tr.quiet td { color: var(--soft); font-size: 0.8125rem; padding-block: 0.05rem; }
tr.quiet th { padding-left: 1.1rem; }
.spread { color: var(--soft); font-size: 0.8em; }
.best { font-weight: 700; }
.missing { color: var(--soft); }
.failed { color: var(--bad); }
sup { font-size: 0.7em; line-height: 0; margin-left: 0.15em; color: var(--soft); }
td.n sup { display: inline-block; width: 0; }
.below { font-size: 0.8125rem; color: var(--soft); margin: 0.4rem 0 0.8rem; padding: 0; list-style: none; max-width: 60rem; }
.below li { margin: 0.1rem 0; overflow-wrap: anywhere; }
.below sup { margin: 0 0.4em 0 0; }
details { border-top: 1px solid var(--rule); margin-top: 1.25rem; }
details + details { margin-top: 0; }
summary { cursor: pointer; padding: 0.55rem 0; }
summary h2 { display: inline; font-size: 1.05rem; margin: 0; }
.lead { font-weight: 600; }
figure { margin: 0.75rem 0; }
figcaption { font-weight: 600; font-size: 0.9375rem; margin-bottom: 0.25rem; }
svg { display: block; width: 100%; height: auto; font-family: inherit; color: inherit; }
svg text { fill: currentColor; }
svg .dim { opacity: 0.72; }
svg .grid { stroke: var(--rule); }
svg .hollow { fill: var(--page); }
.forest { min-width: 35rem; max-width: 46rem; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17.5rem, 100%), 1fr)); gap: 1rem 1.5rem; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0.4rem 0 0.8rem; padding: 0; font-size: 0.875rem; }
.legend li { display: flex; align-items: center; gap: 0.4rem; overflow-wrap: anywhere; }
.legend svg { width: 34px; height: 14px; flex: none; }
.c1 { color: var(--c1); } .c2 { color: var(--c2); } .c3 { color: var(--c3); } .c4 { color: var(--c4); }
.c5 { color: var(--c5); } .c6 { color: var(--c6); } .c7 { color: var(--c7); } .c8 { color: var(--c8); }
footer { margin-top: 3rem; border-top: 1px solid var(--rule); padding-top: 0.6rem; font-size: 0.8125rem; color: var(--soft); }
@media (max-width: 40rem) {
  html { font-size: 15px; }
  h1 { font-size: 1.45rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.35rem; }
  th, td { padding-inline: 0.5rem; }
  tbody th { min-width: 6.5rem; max-width: 9rem; }
  th:first-child { box-shadow: 1px 0 0 var(--rule); }
  tr.quiet th { padding-left: 0.7rem; }
}
@media print {
  :root { --page: #fff; --ink: #000; --soft: #444; --rule: #bbb; --strong: #000; --band: #f4f4f4; --hover: transparent; --link: #000; }
  html { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  .scroll { overflow: visible; background: none; }
  th:first-child { position: static; }
  pre { white-space: pre-wrap; }
  tr, figure { break-inside: avoid; }
  h2 { break-after: avoid; }
  thead { display: table-header-group; }
  details::details-content { content-visibility: visible; block-size: auto; }
}
)";

}  // namespace

std::string_view html_style() noexcept { return kStyle; }

}  // namespace xner::reports
