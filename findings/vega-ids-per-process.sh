#!/usr/bin/env bash
# vega 6.4.0 with vega-lite 6.5.0: the SVG of a chart with a clipped mark depends on what the process drew before. Ids of clip
# paths count on through the life of the process, so the same specification and data, drawn twice, give two texts.
# Seen: `clip1` in the first, `clip2` in the second, nothing else differs. A report that is compared by its bytes or hash changes
# with the order in which its charts were drawn.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund vega@6.4.0 vega-lite@6.5.0 > /dev/null
cat > look.mjs << 'JS'
import * as vega from 'vega';
import { compile } from 'vega-lite';
const { spec } = compile({
  data: { values: [{ step: 1, loss: 0.5 }, { step: 2, loss: 0.25 }] },
  mark: { type: 'line', clip: true },
  encoding: { x: { field: 'step', type: 'quantitative' }, y: { field: 'loss', type: 'quantitative' } },
});
const draw = () => new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
const first = await draw();
const second = await draw();
const ids = [first, second].map((text) => /id="([^"]*)"/.exec(text)?.[1]);
const asSeen = first !== second && first === second.replaceAll(ids[1], ids[0]);
process.stdout.write(`first ${ids[0]}, second ${ids[1]}; same text ${first === second}\n`);
process.stdout.write(asSeen ? 'as described\n' : 'CHANGED: the same chart has the same text, or differs in more\n');
process.exit(asSeen ? 0 : 1);
JS
node look.mjs
