#!/usr/bin/env bash
# manifold-3d 3.5.4: a closed mesh whose faces all look inwards, as exports of the other handedness have them, is taken with the
# status NoError, and its volume is negative. Operations then give what no solid has.
# Seen, of a unit cube and the same cube turned inside out: the intersection has the volume -1, the difference 2, the union 1.
# Whoever measures how far a hand enters an object by `intersect(...).volume()` has to look at each volume's sign first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund manifold-3d@3.5.4 > /dev/null
cat > look.mjs << 'JS'
import start from 'manifold-3d';
const wasm = await start();
wasm.setup();
const { Manifold, Mesh } = wasm;
const cube = Manifold.cube([1, 1, 1]);
const { numProp, vertProperties, triVerts } = cube.getMesh();
const turned = triVerts.slice();
for (let i = 0; i < turned.length; i += 3) turned.set([triVerts[i + 1], triVerts[i]], i);
const inward = new Manifold(new Mesh({ numProp, vertProperties, triVerts: turned }));
const volumes = [inward, cube.intersect(inward), cube.subtract(inward), cube.add(inward)].map((solid) => solid.volume());
const status = String(inward.status());
process.stdout.write(`status ${status}; volumes: inside out, intersection, difference, union ${volumes.join(', ')}\n`);
const asSeen = status === 'NoError' && volumes.join() === '-1,-1,2,1';
process.stdout.write(asSeen ? 'as described\n' : 'CHANGED: the status or the volumes are others\n');
process.exit(asSeen ? 0 : 1);
JS
node look.mjs
