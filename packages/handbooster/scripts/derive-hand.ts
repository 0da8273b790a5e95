/**
 * Derives the built-in hand from the MIT-licensed generic hand of the npm package
 * @webxr-input-profiles/assets:
 *
 *   npx tsx packages/handbooster/scripts/derive-hand.ts [folder of the unpacked package]
 *
 * Without a folder it fetches the package (98 MB) with `npm pack`. Writes
 * assets/hand/webxr-right.safetensors; the left hand is its mirror image.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { handFrame } from '../src/hand/hand-frame.js';
import { jointLimits } from '../src/hand/joint-limits.js';
import { createHandModel } from '../src/hand/model/create-hand-model.js';
import { furthestTips } from '../src/hand/model/finger-tips.js';
import { HAND_PARENTS } from '../src/hand/model/hand-skeleton.js';
import { jointRegressor } from './derive-hand/joint-regressor.js';
import { poseDirections } from './derive-hand/pose-directions.js';
import { posePrior } from './derive-hand/pose-prior.js';
import { reduceSkeleton } from './derive-hand/reduce-skeleton.js';
import { SHAPE_CHANGES, shapeDirections } from './derive-hand/shape-directions.js';
import { readWebXrHand } from './derive-hand/webxr-hand.js';
import { writeHandFile } from './derive-hand/write-hand-file.js';

const PACKAGE = '@webxr-input-profiles/assets@1.0.20';
const ASSETS = fileURLToPath(new URL('../assets/hand', import.meta.url));

function fetchPackage(): { folder: string; remove: () => void } {
  const temporary = mkdtempSync(join(tmpdir(), 'webxr-hand-'));
  execFileSync('npm', ['pack', PACKAGE, '--silent'], {
    cwd: temporary,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const archive = readdirSync(temporary).find((name) => name.endsWith('.tgz')) as string;
  execFileSync('tar', ['xzf', archive], { cwd: temporary });
  return { folder: join(temporary, 'package'), remove: () => rmSync(temporary, { recursive: true }) };
}

const given = process.argv[2];
const source = given ? { folder: given, remove: () => {} } : fetchPackage();
const hand = await readWebXrHand(join(source.folder, 'dist/profiles/generic-hand/right.glb'));
const licence = readFileSync(join(source.folder, 'LICENSE.md'), 'utf8');
source.remove();

const { joints, weights } = reduceSkeleton(hand);
const regressor = jointRegressor(hand.vertices, weights, joints);
const base = createHandModel(
  {
    name: 'builtin-right',
    side: 'right',
    template: Float32Array.from(hand.vertices),
    faces: hand.faces,
    parents: Int32Array.from(HAND_PARENTS),
    weights: Float32Array.from(weights),
    jointRegressor: Float32Array.from(regressor),
    shapeDirections: new Float32Array(hand.vertices.length * 10),
    poseDirections: new Float32Array(hand.vertices.length * 135),
    poseComponents: new Float32Array(2025),
    poseMean: new Float32Array(45),
    tips: furthestTips({
      template: Float32Array.from(hand.vertices),
      weights: Float32Array.from(weights),
      jointRegressor: Float32Array.from(regressor),
    }),
    provenance: `${PACKAGE}, generic-hand, MIT`,
  },
  'derived hand',
);
const frame = handFrame(base);
const limits = jointLimits(base);
const shape = shapeDirections({ vertices: hand.vertices, weights, joints, ...frame });
const prior = posePrior(frame.axes);
const correctives = poseDirections({
  vertices: hand.vertices,
  weights,
  joints,
  axes: frame.axes,
  low: limits.anatomicalLow,
  high: limits.anatomicalHigh,
});

mkdirSync(ASSETS, { recursive: true });
const bytes = writeHandFile(
  ASSETS,
  licence,
  {
    ...base,
    shapeDirections: Float32Array.from(shape.vertices),
    poseDirections: Float32Array.from(correctives),
    poseComponents: Float32Array.from(prior.components),
    poseMean: Float32Array.from(prior.mean),
    provenance: `Derived from the generic hand of ${PACKAGE} (MIT, Copyright (c) 2019 Amazon)`,
  },
  SHAPE_CHANGES.map((change) => change.name),
);

// How well the regressor follows the joints where the shape changes.
const count = hand.vertices.length / 3;
let worst = 0;
for (let joint = 0; joint < 16; joint++) {
  for (let i = 0; i < 30; i++) {
    let moved = 0;
    for (let v = 0; v < count; v++) moved += regressor[joint * count + v] * shape.vertices[v * 30 + i];
    worst = Math.max(worst, Math.abs(moved - shape.joints[joint * 30 + i]));
  }
}
console.log(`${count} vertices, ${hand.faces.length / 3} faces, ${bytes} bytes`);
console.log(`joints follow the shape within ${(worst * 1000).toFixed(2)} mm per unit`);
