import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random, scope, setThreads, tensor } from '@handbooster/torch';
import { SignedDistanceGrid } from '../packages/handbooster/src/geometry/index.js';
import { GraspEnergy } from '../packages/handbooster/src/grasps/grasp-energy.js';
import { PARAMETERS } from '../packages/handbooster/src/grasps/hand-kinematics.js';
import {
  countGrasps,
  generateGrasps,
  graspHand,
  graspObject,
  graspOptions,
} from '../packages/handbooster/src/grasps/index.js';
import { approaches, nearStart, startingFingers } from '../packages/handbooster/src/grasps/initialise.js';
import { HandLayer, loadBuiltinHand } from '../packages/handbooster/src/hand/index.js';
import { proceduralObjects } from '../packages/handbooster/src/objects/index.js';
import type { BenchRow } from './bench-row.js';

export const name = 'grasps';

const OBJECTS = ['002_master_chef_can', '003_cracker_box', '006_mustard_bottle', '011_banana', '025_mug'];
const TRIES = 64;

/** One step of 64 grasps beside its floor in tensors, then grasps of five objects from start to verdict, on one thread. */
export async function run(): Promise<BenchRow[]> {
  return [stepCost(), ...(await yields())];
}

function stepCost(): BenchRow {
  const model = loadBuiltinHand();
  const options = graspOptions('fast');
  const hand = graspHand(model, options.penetrationPoints);
  const mesh = proceduralObjects()[1];
  const object = graspObject(mesh.name, mesh, SignedDistanceGrid.build(mesh), 0);
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
  const ours = median(40, () => {
    for (let g = 0; g < 64; g++) {
      energy.evaluate(shaped[g], state, g * PARAMETERS, contacts, 0, null, gradient);
    }
  });
  // The floor of a tensor form: skinning forwards and backwards, without any energy.
  setThreads(1);
  const layer = new HandLayer(model);
  const pose = tensor(random.fillNormal(new Float32Array(64 * 48), 0, 0.3), {
    shape: [64, 48],
    requiresGrad: true,
  });
  const betas = tensor(random.fillNormal(new Float32Array(640)), { shape: [64, 10] });
  const reference = median(20, () =>
    scope(() => {
      layer.forward(pose, betas).vertices.sum().backward();
    }),
  );
  return {
    path: 'energy and gradient of 64 grasps',
    ours,
    reference,
    unit: 'ms',
    ratio: reference / ours,
    note: 'reference: skinning of 64 hands forward and backward on the engine, one thread, no energy terms',
  };
}

async function yields(): Promise<BenchRow[]> {
  const model = loadBuiltinHand();
  const rows: BenchRow[] = [];
  for (const object of proceduralObjects().filter((each) => OBJECTS.includes(each.name))) {
    const outDir = mkdtempSync(join(tmpdir(), 'grasp-bench-'));
    try {
      const begun = performance.now();
      const set = await generateGrasps({ objects: [object], hand: model, perObject: TRIES, seed: 1, outDir });
      const minutes = (performance.now() - begun) / 60_000;
      const [{ valid, holding, meanDepth, meanEnergyBefore, meanEnergyAfter }] = countGrasps(set);
      rows.push({
        path: `${object.name}: holding grasps`,
        ours: holding / minutes,
        reference: null,
        unit: 'a minute',
        ratio: null,
        note:
          `one thread, drops and distance grid included; of ${TRIES}: ${valid} valid, ${holding} holding; ` +
          `mean depth ${(meanDepth * 1e3).toFixed(2)} mm; energy ${meanEnergyBefore.toFixed(1)} to ${meanEnergyAfter.toFixed(1)}`,
      });
    } finally {
      rmSync(outDir, { recursive: true, force: true });
    }
  }
  return rows;
}

/** Median milliseconds of several runs, after two to warm up. */
function median(runs: number, work: () => void): number {
  const times: number[] = [];
  for (let i = -2; i < runs; i++) {
    const begun = performance.now();
    work();
    if (i >= 0) times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[runs >> 1];
}
