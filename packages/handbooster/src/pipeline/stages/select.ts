import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import {
  crossDistributionWeights,
  farthestPoses,
  graspingFrames,
  type PoseMetricOptions,
  poseDistance,
  poseVector,
  preparePoses,
} from '../../conditions/index.js';
import type { Sample } from '../../datasets/index.js';
import { identityRigid, type RigidMotion } from '../../geometry/index.js';
import type { GraspRecord } from '../../grasps/index.js';
import { decodeHands, type HandModel } from '../../hand/index.js';
import { CapturedData } from '../captured-data.js';
import type { Config } from '../config-schema.js';
import { loadHand } from '../load-hand.js';
import type { Stage } from '../stage.js';
import { keptGrasps } from './grasps.js';

/** What the select stage writes (`selection.json`). */
export interface Selection {
  /** Ids of the training samples that show a grasp (Eq. 3): the ones that get novel views. */
  grasping: string[];
  objects: SelectedObject[];
}

export interface SelectedObject {
  id: number;
  name: string;
  realPoses: number;
  syntheticPoses: number;
  /** Picked real samples (Q_r). */
  real: string[];
  /** Picked grasps (Q_s) with their probability (Eq. 6). */
  grasps: { id: string; probability: number; nearestReal: number }[];
}

export const SELECTION_FILE = 'selection.json';

/** Farthest-pose sampling of real and synthetic grasps per object, then cross-distribution weights (Alg. 1, Eq. 3-6). */
export const selectStage: Stage<Config> = {
  name: 'select',
  version: 1,
  inputs: ['capture', 'grasps'],
  settings: ({ select, grasps, hand }) => ({ select, keep: grasps.keep, hand }),
  async run({ config, seed, folder, inputs, progress }) {
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const train = await captured.split(hand, captured.note.train);
    const grasping = graspingSamples(train.samples, config);
    const grasps = keptGrasps(inputs.grasps, config.grasps.keep);
    const metric: PoseMetricOptions = {
      kind: config.select.metric,
      translationScale: config.select.translationScale,
      jointWeight: config.select.jointWeight,
      objectRotationWeight: config.select.objectRotationWeight,
    };
    const byObject = new Map<number, GraspRecord[]>();
    for (const grasp of grasps)
      byObject.set(grasp.object.id, [...(byObject.get(grasp.object.id) ?? []), grasp]);
    const task = progress.begin('select', byObject.size, 'objects');
    const objects = [...byObject].map(([id, list]) => {
      const real = oneViewEach(grasping.filter((sample) => sample.objects[sample.grasped]?.id === id));
      const selected = selectForObject(real, list, hand, metric, config, new Random(seed, 'select', id));
      task.advance();
      return selected;
    });
    task.end();
    const selection: Selection = { grasping: grasping.map(({ id }) => id), objects };
    writeFileSync(join(folder, SELECTION_FILE), `${JSON.stringify(selection)}\n`);
    return {
      trainingSamples: train.length,
      graspingSamples: grasping.length,
      realPicked: objects.reduce((sum, { real }) => sum + real.length, 0),
      graspsPicked: objects.reduce((sum, object) => sum + object.grasps.length, 0),
    };
  },
};

function selectForObject(
  real: readonly Sample[],
  grasps: readonly GraspRecord[],
  hand: HandModel,
  metric: PoseMetricOptions,
  config: Config,
  random: Random,
): SelectedObject {
  const realPoses = preparePoses(real.map(vectorOfSample), metric);
  const syntheticPoses = preparePoses(
    grasps.map((grasp) => vectorOfGrasp(grasp, hand)),
    metric,
  );
  const start = (count: number) => (count === 0 ? 0 : random.integer(count));
  const pickedReal = farthestPoses(realPoses, config.select.real, start(real.length)).picks;
  const picked = farthestPoses(syntheticPoses, config.select.synthetic, start(grasps.length)).picks;
  const chosenReal = preparePoses(
    pickedReal.map((i) => vectorOfSample(real[i])),
    metric,
  );
  const chosen = preparePoses(
    picked.map((i) => vectorOfGrasp(grasps[i], hand)),
    metric,
  );
  const { novelty, power } = config.select;
  const { probabilities } = crossDistributionWeights(chosen, chosenReal, { novelty, power });
  return {
    ...grasps[0].object,
    realPoses: real.length,
    syntheticPoses: grasps.length,
    real: pickedReal.map((i) => real[i].id),
    grasps: picked.map((i, k) => ({
      id: grasps[i].id,
      probability: probabilities[k],
      nearestReal: Math.min(
        ...Array.from({ length: realPoses.count }, (_, j) => poseDistance(chosen, k, realPoses, j)),
      ),
    })),
  };
}

/** The views of one moment show one pose: the first stands for all. */
function oneViewEach(samples: readonly Sample[]): Sample[] {
  const seen = new Set<string>();
  return samples.filter(({ subject, sequence, frame }) => {
    const moment = `${subject}/${sequence}/${frame}`;
    if (seen.has(moment)) return false;
    seen.add(moment);
    return true;
  });
}

/** Samples whose object has been moved since the sequence began, judged view by view: the cameras stand still. */
function graspingSamples(samples: readonly Sample[], config: Config): Sample[] {
  const tracks = new Map<string, Sample[]>();
  for (const sample of samples) {
    if (sample.grasped < 0) continue;
    const track = `${sample.subject}/${sample.sequence}/${sample.view}`;
    tracks.set(track, [...(tracks.get(track) ?? []), sample]);
  }
  const { graspingRotation, graspingTranslation, graspingCombine } = config.select;
  const result: Sample[] = [];
  for (const track of tracks.values()) {
    track.sort((a, b) => a.frame - b.frame);
    const poses: RigidMotion[] = track.map((sample) => sample.objects[sample.grasped].pose);
    const grasping = graspingFrames(poses, {
      rotationThreshold: graspingRotation,
      translationThreshold: graspingTranslation,
      combine: graspingCombine,
    });
    track.forEach((sample, i) => {
      if (grasping[i]) result.push(sample);
    });
  }
  const position = new Map(samples.map(({ id }, i) => [id, i]));
  return result.sort((a, b) => (position.get(a.id) ?? 0) - (position.get(b.id) ?? 0));
}

function vectorOfSample(sample: Sample): Float64Array {
  return poseVector({
    pose: sample.hand.pose,
    wrist: sample.joints,
    object: sample.objects[sample.grasped].pose,
  });
}

/** A grasp stands in the object's own frame. */
function vectorOfGrasp(grasp: GraspRecord, hand: HandModel): Float64Array {
  const { joints } = decodeHands(hand, grasp.pose, grasp.betas, grasp.translation);
  return poseVector({ pose: grasp.pose, wrist: joints, object: identityRigid() });
}
