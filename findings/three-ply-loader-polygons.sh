#!/usr/bin/env bash
# three 0.187.0, examples/jsm/loaders/PLYLoader.js: faces of more than four corners, which PLY allows and Blender and MeshLab write,
# are left out without a word: the mesh has holes. (Triangles and quadrilaterals are read.)
# Seen: a prism over a regular pentagon, two pentagons and five quadrilaterals, comes back with the ten triangles of its sides alone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund three@0.187.0 > /dev/null
cat > look.mjs << 'JS'
import { PLYLoader } from 'three/examples/jsm/loaders/PLYLoader.js';
const corner = (i, z) => `${Math.cos((2 * Math.PI * i) / 5)} ${Math.sin((2 * Math.PI * i) / 5)} ${z}`;
const vertices = [0, 1].flatMap((z) => [0, 1, 2, 3, 4].map((i) => corner(i, z)));
const sides = [0, 1, 2, 3, 4].map((i) => `4 ${i} ${(i + 1) % 5} ${5 + ((i + 1) % 5)} ${5 + i}`);
const faces = ['5 4 3 2 1 0', '5 5 6 7 8 9', ...sides];
const ply = [
  'ply', 'format ascii 1.0', `element vertex ${vertices.length}`, 'property float x', 'property float y', 'property float z',
  `element face ${faces.length}`, 'property list uchar int vertex_indices', 'end_header', ...vertices, ...faces, '',
].join('\n');
const words = [];
for (const kind of ['log', 'warn', 'error']) console[kind] = (...each) => words.push(each.join(' '));
const triangles = new PLYLoader().parse(ply).getIndex().count / 3;
const asSeen = triangles === 10 && words.length === 0;
process.stdout.write(`${faces.length} faces in the file (16 triangles), ${triangles} triangles read, ${words.length} warnings\n`);
process.stdout.write(asSeen ? 'as described\n' : 'CHANGED: the two pentagons are read, or named\n');
process.exit(asSeen ? 0 : 1);
JS
node look.mjs
