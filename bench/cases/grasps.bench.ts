import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Random, scope, setThreads, tensor } from '@handbooster/torch';
import { SignedDistanceGrid } from '../../packages/handbooster/src/geometry/distance/signed-distance-grid.js';
import { GraspEnergy } from '../../packages/handbooster/src/grasps/energy/grasp-energy.js';
import { generateGrasps } from '../../packages/handbooster/src/grasps/generate-grasps.js';
import { type GraspOptions, graspOptions } from '../../packages/handbooster/src/grasps/grasp-options.js';
import { graspHand } from '../../packages/handbooster/src/grasps/hand/grasp-hand.js';
import { PARAMETERS } from '../../packages/handbooster/src/grasps/hand/hand-kinematics.js';
import { graspObject } from '../../packages/handbooster/src/grasps/object/grasp-object.js';
import {
  approaches,
  nearStart,
  startingFingers,
} from '../../packages/handbooster/src/grasps/optimise/hand-starts.js';
import { HandLayer } from '../../packages/handbooster/src/hand/hand-layer.js';
import { loadBuiltinHand } from '../../packages/handbooster/src/hand/model/builtin-hand.js';
import { loadObjectFolder } from '../../packages/handbooster/src/objects/folders/load-object-folder.js';
import type { ObjectModel } from '../../packages/handbooster/src/objects/object-model.js';
import { proceduralObjects } from '../../packages/handbooster/src/objects/procedural/procedural-objects.js';
import type { BenchRow } from '../support/bench-row.js';

export const name = 'grasps';

/** Tries of each object. Shares of 200 tries are in docs/results/grasps.md; this is about speed. */
const TRIES = 32;
const SCANS = fileURLToPath(new URL('../../../shared/data/ycb', import.meta.url));

/**
 * One step of 64 grasps beside its floor in tensors and by its parts, then grasps of every procedural object,
 * and of the scans where they are, from mesh to verdict.
 */
export async function run(): Promise<BenchRow[]> {
  const rows = stepCost();
  const scans = existsSync(SCANS) ? await loadObjectFolder(SCANS) : [];
  const found: Yield[] = [];
  for (const [objects, kind] of [
    [proceduralObjects(), ''],
    [scans, ' (scan)'],
  ] as const) {
    for (const object of objects) {
      const result = await yieldOf(object);
      found.push(result);
      rows.push(...yieldRows(`${object.name}${kind}`, result));
    }
  }
  const mean = (value: (result: Yield) => number) =>
    found.reduce((sum, result) => sum + value(result), 0) / found.length;
  rows.push({
    path: `holding grasps, mean of ${found.length} objects`,
    ours: mean(({ holding }) => holding),
    reference: null,
    unit: 'a minute',
    ratio: null,
    note: `valid ${mean(({ valid }) => valid).toFixed(0)} a minute; on 2 cores`,
  });
  return rows;
}

/** Milliseconds of the energy and gradient of 64 grasps, whole and without its parts. */
function stepCost(): BenchRow[] {
  const model = loadBuiltinHand();
  const mesh = proceduralObjects()[1];
  const field = SignedDistanceGrid.build(mesh);
  const time = (changes: Partial<GraspOptions>) => {
    const options = { ...graspOptions('fast'), ...changes };
    const hand = graspHand(model, options.penetrationPoints);
    const object = graspObject(mesh.name, mesh, field, 0);
    const energy = new GraspEnergy(hand, object, options);
    const random = new Random(1, 'grasp bench');
    const places = approaches(object, options.hullInflation, 64, random);
    const state = new Float64Array(64 * PARAMETERS);
    const shaped = Array.from({ length: 64 }, (_, g) => {
      nearStart(hand, places[g], random, state, g * PARAMETERS);
      startingFingers(options, random, state, g * PARAMETERS + 6);
      return hand.kinematics.shape(random.fillNormal(new Float32Array(10)));
    });
    const contacts = Int32Array.of(70, 12, 30, 88);
    const gradient = new Float64Array(state.length);
    return least(40, () => {
      for (let g = 0; g < 64; g++) {
        energy.evaluate(shaped[g], state, g * PARAMETERS, contacts, 0, null, gradient);
      }
    });
  };
  const { weights, forceClosure } = graspOptions('fast');
  const whole = time({});
  const parts: [string, number][] = [
    ['penetration of 500 vertices', time({ weights: { ...weights, penetration: 0 } })],
    ['flesh round the bones', time({ flesh: 0 })],
    ['hand in itself', time({ weights: { ...weights, selfPenetration: 0 } })],
    ['reach of the fingers', time({ weights: { ...weights, reach: 0 }, contactPick: 1 })],
    [
      'force closure through normals',
      time({ forceClosure: { ...forceClosure, leastForce: null, normalGradient: false } }),
    ],
  ];
  const rest = time({
    weights: { ...weights, penetration: 0, selfPenetration: 0, reach: 0 },
    contactPick: 1,
    forceClosure: { ...forceClosure, leastForce: null, normalGradient: false },
  });
  // The floor of a tensor form: skinning forwards and backwards, without any energy.
  setThreads(1);
  const random = new Random(1, 'grasp bench floor');
  const layer = new HandLayer(model);
  const pose = tensor(random.fillNormal(new Float32Array(64 * 48), 0, 0.3), {
    shape: [64, 48],
    requiresGrad: true,
  });
  const betas = tensor(random.fillNormal(new Float32Array(640)), { shape: [64, 10] });
  const reference = least(20, () =>
    scope(() => {
      layer.forward(pose, betas).vertices.sum().backward();
    }),
  );
  const row = (path: string, ours: number, note: string): BenchRow => ({
    path,
    ours,
    reference: null,
    unit: 'ms',
    ratio: null,
    note,
  });
  return [
    {
      path: 'energy and gradient of 64 grasps',
      ours: whole,
      reference,
      unit: 'ms',
      ratio: reference / whole,
      note: 'reference: skinning of 64 hands forward and backward on the engine, one thread, no energy terms',
    },
    ...parts.map(([path, without]) =>
      row(`  of it ${path}`, Math.max(0, whole - without), 'by leaving it out'),
    ),
    row('  of it posing, skinning and their backward pass', rest, 'what is left without all of these'),
  ];
}

interface Yield {
  /** A minute on two cores. */
  valid: number;
  holding: number;
  share: { valid: number; holding: number };
  depth: { mean: number; most: number };
  energy: { before: number; after: number };
  seconds: number;
}

async function yieldOf(object: ObjectModel): Promise<Yield> {
  const outDir = mkdtempSync(join(tmpdir(), 'grasp-bench-'));
  try {
    const begun = process.cpuUsage();
    const set = await generateGrasps({
      objects: [object],
      hand: loadBuiltinHand(),
      perObject: TRIES,
      seed: 1,
      outDir,
    });
    const { user, system } = process.cpuUsage(begun);
    // Items share nothing, so two cores take half of the processor time: this does not depend on what else
    // runs beside it.
    const minutes = (user + system) / 1e6 / 60 / 2;
    const valid = set.records.filter((record) => record.valid);
    const holding = valid.filter((record) => record.holding);
    const mean = (values: number[]) =>
      values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    const depths = holding.map(({ measures }) => measures.depth * 1e3);
    return {
      valid: valid.length / minutes,
      holding: holding.length / minutes,
      share: { valid: valid.length / TRIES, holding: holding.length / TRIES },
      depth: { mean: mean(depths), most: Math.max(0, ...depths) },
      energy: {
        before: mean(holding.map(({ energyBefore }) => energyBefore)),
        after: mean(holding.map(({ energyAfter }) => energyAfter)),
      },
      seconds: (user + system) / 1e6 / TRIES,
    };
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}

function yieldRows(name: string, { valid, holding, share, depth, energy, seconds }: Yield): BenchRow[] {
  const percent = (value: number) => `${(100 * value).toFixed(0)}%`;
  return [
    {
      path: `${name}: holding grasps`,
      ours: holding,
      reference: null,
      unit: 'a minute',
      ratio: null,
      note:
        `on 2 cores, from mesh to verdict; valid ${valid.toFixed(0)} a minute; of ${TRIES} tried ${percent(share.valid)} valid, ` +
        `${percent(share.holding)} holding; depth of holding ${depth.mean.toFixed(2)} mm on average, ${depth.most.toFixed(2)} at most; ` +
        `energy ${energy.before.toFixed(1)} to ${energy.after.toFixed(1)}; ${seconds.toFixed(2)} s a try`,
    },
  ];
}

/**
 * Least milliseconds of processor time of several runs, after two to warm up: what runs beside it counts
 * little.
 */
function least(runs: number, work: () => void): number {
  const times: number[] = [];
  for (let i = -2; i < runs; i++) {
    const begun = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(begun);
    if (i >= 0) times.push((user + system) / 1e3);
  }
  return Math.min(...times);
}
