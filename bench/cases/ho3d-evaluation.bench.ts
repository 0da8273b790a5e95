import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random } from '@handbooster/torch';
import { evaluateHo3d, HO3D_SCORE_NAMES } from 'handbooster/evaluation';
import { decodeHands, loadBuiltinHand } from 'handbooster/hand';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'HO3D evaluation from files';

/** As many as both versions' evaluation sets have in the larger one. */
const FRAMES = 20_000;
/** The reference is slow and its time grows with the frames: it gets fewer. */
const REFERENCE_FRAMES = 200;
const VERTICES = 778;

/** Seconds for 20,000 frames, reading of the JSON files included; one process, one core. */
export async function run(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'ho3d-bench-'));
  try {
    const few = writeFrames(join(folder, 'few'), REFERENCE_FRAMES);
    const reference = askReference(few);
    const scores = evaluateHo3d(few.truth, few.predictions);
    const apart = reference === null ? 0 : furthest(scores, reference.scores);
    if (apart > 1e-6) throw new Error(`the reference's scores are ${apart} off`);
    const all = writeFrames(join(folder, 'all'), FRAMES);
    const start = performance.now();
    evaluateHo3d(all.truth, all.predictions);
    const seconds = (performance.now() - start) / 1000;
    const theirs = reference === null ? null : (reference.seconds * FRAMES) / REFERENCE_FRAMES;
    return [
      {
        path: `${FRAMES.toLocaleString('en')} frames of ${VERTICES} vertices`,
        ours: seconds,
        reference: theirs,
        unit: 's',
        ratio: theirs === null ? null : theirs / seconds,
        note:
          reference === null
            ? 'no numpy on this machine'
            : `the official script's operations in numpy with ${reference.nearest}, from ${REFERENCE_FRAMES} frames; same scores`,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Files {
  truth: string;
  predictions: string;
}

/** Hands in random poses and predictions some millimetres off, as the server's JSON. */
function writeFrames(folder: string, frames: number): Files {
  const hand = loadBuiltinHand();
  const random = new Random(1, 'ho3d-bench');
  // A hundred hands over and over: what they are like does not matter to the time, and making them would take
  // long.
  const kinds = Math.min(frames, 100);
  const lists = {
    xyz: [] as string[],
    verts: [] as string[],
    guessedXyz: [] as string[],
    guessedVerts: [] as string[],
  };
  const rows = (points: Float32Array | number[]) => {
    const out: string[] = [];
    for (let i = 0; i < points.length; i += 3) {
      out.push(`[${points[i].toFixed(6)},${points[i + 1].toFixed(6)},${points[i + 2].toFixed(6)}]`);
    }
    return `[${out.join(',')}]`;
  };
  for (let i = 0; i < kinds; i++) {
    const pose = Float32Array.from({ length: 48 }, () => random.normal() * 0.3);
    const { vertices, joints } = decodeHands(hand, pose, new Float32Array(10), Float32Array.of(0, 0, -0.5));
    const off = (points: Float32Array) => points.map((value) => value + 0.006 * random.normal());
    const mesh = vertices.slice(0, 3 * VERTICES);
    lists.xyz.push(rows(joints));
    lists.verts.push(rows(mesh));
    lists.guessedXyz.push(rows(off(joints)));
    lists.guessedVerts.push(rows(off(mesh)));
  }
  const repeated = (items: string[]) => [
    Buffer.from('['),
    ...Array.from({ length: frames }, (_, i) => Buffer.from(`${i === 0 ? '' : ','}${items[i % kinds]}`)),
    Buffer.from(']'),
  ];
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'evaluation_xyz.json'), Buffer.concat(repeated(lists.xyz)));
  writeFileSync(join(folder, 'evaluation_verts.json'), Buffer.concat(repeated(lists.verts)));
  const predictions = join(folder, 'pred.json');
  const both = [
    Buffer.from('['),
    ...repeated(lists.guessedXyz),
    Buffer.from(','),
    ...repeated(lists.guessedVerts),
    Buffer.from(']'),
  ];
  writeFileSync(predictions, Buffer.concat(both));
  const truth = [
    Buffer.from('['),
    ...repeated(lists.xyz),
    Buffer.from(','),
    ...repeated(lists.verts),
    Buffer.from(']'),
  ];
  if (frames <= REFERENCE_FRAMES) writeFileSync(join(folder, 'truth.json'), Buffer.concat(truth));
  return { truth: folder, predictions };
}

interface Reference {
  seconds: number;
  scores: number[];
  nearest: string;
}

function askReference({ truth, predictions }: Files): Reference | null {
  const script = fileURLToPath(new URL('../references/ho3d-evaluation-reference.py', import.meta.url));
  const { status, stdout } = spawnSync('/usr/bin/python3', [script, join(truth, 'truth.json'), predictions], {
    encoding: 'utf8',
    env: { ...process.env, OPENBLAS_NUM_THREADS: '1' },
  });
  return status === 0 ? JSON.parse(stdout) : null;
}

/** Largest difference of the scores: the reference's lengths are metres, its order is its own. */
function furthest(scores: ReturnType<typeof evaluateHo3d>, reference: number[]): number {
  const order = [
    ...HO3D_SCORE_NAMES.slice(0, 10).map((key) => scores[key] / (key.endsWith('mean3d') ? 100 : 1)),
    scores.f_score_5,
    scores.f_al_score_5,
    scores.f_score_15,
    scores.f_al_score_15,
  ];
  return order.reduce((most, value, i) => Math.max(most, Math.abs(value - reference[i])), 0);
}
