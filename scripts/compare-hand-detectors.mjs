// Two detectors of hands whose weights ship in npm packages, on the same photos: a table in Markdown.
//   node scripts/compare-hand-detectors.mjs PHOTOS [FOLDER]    (after npm run build)
// PHOTOS as gather-hand-photos.mjs makes it; FOLDER with human's packages, a temporary one by default.
// @mediapipe/hands' palm and landmark networks are run as `reconstruct` runs them; @vladmandic/human's
// handtrack and handlandmark-lite as that package runs them, with TensorFlow.js in WebAssembly.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

const [photos, given] = process.argv.slice(2);
if (photos === undefined) throw new Error('node scripts/compare-hand-detectors.mjs PHOTOS [FOLDER]');
const HUMAN = ['@vladmandic/human@3.3.6', '@tensorflow/tfjs@4.22.0', '@tensorflow/tfjs-backend-wasm@4.22.0'];
/** Of the boxes about the joints: overlap from which on a hand is found. */
const FOUND = 0.5;

const dist = new URL('../packages/handbooster/dist/', import.meta.url);
const load = (path) => import(new URL(path, dist).href);
const { decodeRgb } = await load('base/images/decode-rgb.js');
const { findLandmarks } = await load('reconstruction/landmarks/find-landmarks.js');
const { openLandmarkNetworks } = await load('reconstruction/landmarks/open-landmark-networks.js');
const { tallyPhotos } = await load('commands/evaluate/tally-photos.js');

const folder = given ?? mkdtempSync(join(tmpdir(), 'hand-detectors-'));
let server = null;
try {
  if (given === undefined) installHuman(folder);
  const human = await openHuman(folder);
  const networks = await openLandmarkNetworks();
  const ways = {
    '@mediapipe/hands 0.4.1675469240': async (photo) => {
      const [best] = await findLandmarks(photo, networks);
      return best === undefined ? null : { joints: best.joints2d, certainty: best.presence };
    },
    '@vladmandic/human 3.3.6': human,
  };
  const verdicts = [];
  const rows = [];
  for (const { file, source, held, joints } of JSON.parse(
    readFileSync(join(photos, 'photos.json'), 'utf8'),
  )) {
    const photo = await decodeRgb(readFileSync(join(photos, file)), { upright: true, transparency: 'black' });
    for (const [way, ask] of Object.entries(ways)) {
      const answer = await ask(photo);
      const found = answer?.joints ?? null;
      verdicts.push({ way, source, held, expected: joints, found, sure: found !== null, landmarks: null });
      rows.push({
        way,
        held,
        kind: kindOf(joints),
        overlap: overlapOf(found, joints),
        found: found !== null,
      });
    }
    process.stderr.write('.');
  }
  print(tallyPhotos(verdicts), rows);
} finally {
  server?.close();
  if (given === undefined) rmSync(folder, { recursive: true, force: true });
}

function installHuman(place) {
  execFileSync('npm', ['init', '-y'], { cwd: place, stdio: 'ignore' });
  const install = ['install', '--silent', '--ignore-scripts', ...HUMAN];
  execFileSync('npm', install, { cwd: place, stdio: 'inherit' });
}

/** human with its hand networks alone; its Node build cannot read files, so they are served to it. */
async function openHuman(root) {
  const require = createRequire(join(root, 'package.json'));
  const place = join(root, 'node_modules/@vladmandic/human');
  server = createServer((request, response) => {
    response.end(readFileSync(join(place, 'models', basename(request.url.split('?')[0]))));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { Human } = require(join(place, 'dist/human.node-wasm.js'));
  const off = { enabled: false };
  const human = new Human({
    backend: 'wasm',
    wasmPath: `${join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist')}/`,
    modelBasePath: `http://127.0.0.1:${server.address().port}/`,
    cacheSensitivity: 0,
    debug: false,
    filter: off,
    face: off,
    body: off,
    object: off,
    gesture: off,
    segmentation: off,
    hand: { enabled: true, landmarks: true, maxDetected: 4, rotation: false },
  });
  await human.load();
  return async ({ width, height, pixels }) => {
    const input = human.tf.tensor(Int32Array.from(pixels), [1, height, width, 3], 'int32');
    const { hand, error } = await human.detect(input);
    input.dispose();
    if (error) throw new Error(error);
    const whole = hand.filter(({ keypoints }) => keypoints.length === 21);
    const best = whole.sort((a, b) => b.score - a.score)[0];
    if (best === undefined) return null;
    return {
      joints: Float32Array.from(best.keypoints.flatMap((point) => point.slice(0, 2))),
      certainty: best.score,
    };
  };
}

function kindOf(joints) {
  return joints === undefined ? 'unknown' : joints === null ? 'none' : 'annotated';
}

/** Intersection over union of the boxes about found and annotated joints. */
function overlapOf(found, joints) {
  if (found === null || joints === null || joints === undefined) return 0;
  const box = (points) =>
    [0, 1].map((k) => {
      const values = points.map((point) => point[k]);
      return [Math.min(...values), Math.max(...values)];
    });
  const seen = Array.from({ length: 21 }, (_, i) => [found[2 * i], found[2 * i + 1]]);
  const known = joints.filter((joint) => joint !== null);
  // The same joints on both sides: some are not annotated.
  const [a, b] = [box(seen.filter((_, i) => joints[i] !== null)), box(known)];
  const area = (sides) => sides.reduce((product, [low, high]) => product * Math.max(0, high - low), 1);
  const shared = area([0, 1].map((k) => [Math.max(a[k][0], b[k][0]), Math.min(a[k][1], b[k][1])]));
  return shared / (area(a) + area(b) - shared);
}

function print(tallies, rows) {
  console.log(
    '| detector | photos | hands | found | of those without joints | false alarms | PCK@0.15 | PCK@0.3 | median |',
  );
  console.log('|---|---|---:|---:|---:|---:|---:|---:|---:|');
  for (const way of new Set(rows.map((row) => row.way))) {
    for (const part of ['choose', 'held']) {
      const own = rows.filter((row) => row.way === way && row.held === (part === 'held'));
      const count = (kind, keep) => {
        const list = own.filter((row) => row.kind === kind);
        return `${list.filter(keep).length} of ${list.length}`;
      };
      const tally = tallies.find(
        (each) => each.way === way && each.part === part && each.reference === 'annotated',
      );
      const numbers = [tally.pck15, tally.pck30, tally.median].map((value) =>
        Number.isFinite(value) ? value.toFixed(3) : 'none',
      );
      const cells = [
        way,
        part === 'held' ? 'held back' : 'to choose by',
        tally.photos,
        count('annotated', ({ overlap }) => overlap > FOUND),
        count('unknown', ({ found }) => found),
        count('none', ({ found }) => found),
        ...numbers,
      ];
      console.log(`| ${cells.join(' | ')} |`);
    }
  }
}
