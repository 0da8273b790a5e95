/**
 * How pages look: readable lines, tables that scroll inside themselves on a phone, a dark theme where the
 * reader's system has one, and paper.
 */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --text: #1d2733; --faint: #566273; --back: #ffffff; --line: #d8dee6; --soft: #f2f5f8;
  --link: #0b5cad; --good: #0b6b3a; --bad: #a3271b; --note: #fff6dd; --note-line: #b98900; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e9ef; --faint: #a5b1bf; --back: #14191f; --line: #323c47;
  --soft: #1e262e; --link: #7db8f5; --good: #62cf93; --bad: #ff9487; --note: #322a14; --note-line: #d8a719; } }
* { box-sizing: border-box; }
body { font: 16px/1.55 system-ui, sans-serif; color: var(--text); background: var(--back); margin: 0; overflow-wrap: break-word; }
main, header, footer { max-width: 72rem; margin: 0 auto; padding: 0 1rem; }
main { padding-bottom: 3rem; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 1.6rem 0 .4rem; }
h2 { font-size: 1.3rem; margin: 2.6rem 0 .6rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1.05rem; margin: 1.6rem 0 .3rem; }
p, dd, li { max-width: 46rem; }
a { color: var(--link); }
.faint, figcaption { color: var(--faint); font-size: .9em; }
.lead { font-size: 1.15rem; line-height: 1.5; }
.good { color: var(--good); font-weight: 600; } .bad { color: var(--bad); font-weight: 600; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(10.5rem, 100%), 1fr)); gap: .7rem; padding: 0; margin: 1rem 0; }
.facts > div { background: var(--soft); border-radius: .4rem; padding: .5rem .8rem; }
.facts dt { color: var(--faint); font-size: .85em; } .facts dd { margin: 0; font-weight: 600; }
nav.contents ol { columns: 15rem; column-gap: 2.5rem; padding-left: 1.3rem; margin: .4rem 0; } nav.contents li { padding: .12rem 0; }
.scroll { overflow-x: auto; margin: .6rem 0 1rem; }
table { border-collapse: collapse; font-size: .94em; }
th, td { padding: .28rem .9rem .28rem 0; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid var(--text); vertical-align: bottom; }
tbody tr { border-bottom: 1px solid var(--line); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } th.number { white-space: normal; }
.interval { display: block; color: var(--faint); font-size: .86em; white-space: nowrap; }
figure { margin: 1rem 0; } figcaption { max-width: 46rem; }
figure.chart { display: inline-block; margin: .5rem 1.2rem .5rem 0; max-width: 100%; vertical-align: top; }
.charts svg { max-width: 100%; height: auto; display: block; }
img { max-width: 100%; height: auto; display: block; }
.paper img { background: #fff; }
label.zoom { display: block; position: relative; cursor: zoom-in; }
label.zoom input { position: absolute; top: .4rem; right: .4rem; width: 1.4rem; height: 1.4rem; opacity: 0; }
label.zoom input:focus-visible { opacity: 1; outline: 3px solid var(--link); }
label.zoom:has(input:checked) { position: fixed; inset: 0; z-index: 9; overflow: auto; background: var(--back); padding: 1rem; cursor: zoom-out; }
label.zoom input:checked ~ img { max-width: none; width: max(100%, 75rem); image-rendering: pixelated; }
.note { background: var(--note); border-left: 4px solid var(--note-line); padding: .5rem .9rem; }
code, pre { font: .92em/1.5 ui-monospace, monospace; background: var(--soft); border-radius: .25rem; }
code { padding: 0 .25em; overflow-wrap: anywhere; } td code { overflow-wrap: normal; } pre { padding: .7rem .9rem; overflow-x: auto; } pre code { padding: 0; background: none; }
details { margin: .5rem 0; } summary { cursor: pointer; padding: .2rem 0; }
dl.words dt { font-weight: 600; margin-top: .5rem; } dl.words dd { margin-left: 1.2rem; }
@media print {
  :root { color-scheme: light; --text: #000; --faint: #444; --back: #fff; --line: #bbb; --soft: #f4f4f4; --link: #000; --good: #064; --bad: #811; --note: #fff; }
  body { font-size: 10.5pt; } nav.contents, label.zoom input { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  figure, tr, .facts > div { break-inside: avoid; } h2, h3 { break-after: avoid; } .scroll { overflow: visible; } table { font-size: .8em; }
}
`;
