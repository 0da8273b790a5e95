#!/usr/bin/env bash
# three-mesh-bvh 0.9.17 (three 0.187.0): `closestPointToPoint(point, target, minThreshold, maxThreshold)` documents that only
# points outside `maxThreshold` are ignored and null comes back where there is none inside. A point of the mesh further away than the
# threshold comes back all the same.
# Seen: box of 2 x 2 x 2, point (-0.25104, -0.44304, -0.63321), whose nearest point of the box is 0.3668 away: with maxThreshold
# 0.15851 a point comes back at 0.3668, not null.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund three@0.187.0 three-mesh-bvh@0.9.17 > /dev/null
cat > look.mjs << 'JS'
import { BoxGeometry, Vector3 } from 'three';
import { MeshBVH } from 'three-mesh-bvh';
const bvh = new MeshBVH(new BoxGeometry(2, 2, 2));
const point = new Vector3(-0.25104, -0.44304, -0.63321);
const exact = bvh.closestPointToPoint(point, {}).distance;
const bounded = bvh.closestPointToPoint(point, {}, 0, 0.15851);
console.log(`without a threshold ${exact.toFixed(4)}, with 0.15851 ${bounded ? bounded.distance.toFixed(4) : 'nothing'}`);
const asSeen = Math.abs(exact - 0.36679) < 1e-4 && bounded !== null && bounded.distance > 0.15851;
console.log(asSeen ? 'as described' : 'CHANGED: no point beyond the threshold came back');
process.exit(asSeen ? 0 : 1);
JS
node look.mjs
