#!/usr/bin/env bash
# @dimforge/rapier3d-deterministic-compat 0.21.0: `ColliderDesc.convexHull` documents null where the hull cannot be computed. Of
# points that lie in a plane it makes a collider whose mass is 0, so that its body has none either: no error, and no force moves it
# as its density says.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --ignore-scripts --no-audit --no-fund @dimforge/rapier3d-deterministic-compat@0.21.0 > /dev/null
cat > look.mjs << 'JS'
import RAPIER from '@dimforge/rapier3d-deterministic-compat';
await RAPIER.init();
const world = new RAPIER.World({ x: 0, y: -9.81, z: 0 });
const square = Float32Array.of(-0.1, 0, -0.1, 0.1, 0, -0.1, 0.1, 0, 0.1, -0.1, 0, 0.1);
const shape = RAPIER.ColliderDesc.convexHull(square);
const body = world.createRigidBody(RAPIER.RigidBodyDesc.dynamic());
const collider = shape === null ? null : world.createCollider(shape.setDensity(1000), body);
const mass = collider === null ? null : collider.mass();
console.log(`hull of a flat square: ${collider === null ? 'null' : `a collider of mass ${mass}`}`);
const asSeen = mass === 0;
console.log(asSeen ? 'as described' : 'CHANGED: the flat hull is refused, or has a mass');
process.exit(asSeen ? 0 : 1);
JS
node look.mjs
