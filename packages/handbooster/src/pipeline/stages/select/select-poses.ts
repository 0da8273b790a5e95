import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '@handbooster/torch';
import { stopIfAborted } from '../../../base/errors/interrupted.js';
import { writeFileAtomic } from '../../../base/files/atomic-write.js';
import { mean } from '../../../base/numbers/mean.js';
import type { Progress } from '../../../base/progress.js';
import { graspingSamples, oneViewEach } from '../../../conditions/grasping/grasping-samples.js';
import { HandContact } from '../../../conditions/grasping/hand-contact.js';
import { PoseSearch } from '../../../conditions/poses/pose-search.js';
import {
  type ObjectCoverage,
  poseMetric,
  selectForObject,
} from '../../../conditions/selection/select-for-object.js';
import { SELECTION_FILE, type Selection } from '../../../conditions/selection/selection.js';
import type { SelectionOptions } from '../../../conditions/selection/selection-options.js';
import type { Sample } from '../../../datasets/sample/sample.js';
import { writeFigure } from '../../../drawing/write-figure.js';
import type { GraspRecord } from '../../../grasps/set/grasp-record.js';
import type { HandModel } from '../../../hand/model/hand-model.js';
import type { ObjectModel } from '../../../objects/object-model.js';
import { COVERAGE_FILE } from '../../outputs/read-coverage.js';
import { histogramFigure, similarityFigure } from './select-figures.js';

export interface SelectPosesInput {
  /** Training samples of the real data, all views. */
  samples: readonly Sample[];
  grasps: readonly GraspRecord[];
  hand: HandModel;
  /** Models, for contact and symmetries; needed only where the options ask for them. */
  objects?: readonly ObjectModel[];
  options: SelectionOptions;
  seed: number;
  /** Gets `selection.json`, `coverage.json` and the figures as SVG and PNG. */
  folder: string;
  /** Threads that compare poses; 0 compares on the calling one. */
  workers: number;
  progress: Progress;
  signal: AbortSignal;
}

/** Means over the objects, for the manifest and the terminal. */
export interface SelectSummary extends Record<string, unknown> {
  trainingSamples: number;
  graspingSamples: number;
  realPicked: number;
  graspsPicked: number;
  /** Mean distance to the nearest other pick over that of random picks; more is better. */
  spacingOverRandom: number | null;
  /** Coverage radius over that of random picks; less is better. */
  radiusOverRandom: number | null;
  /**
   * Mean similarity of grasps and real poses before and after Eq. 6, entropy (bits), share under the median
   * before.
   */
  similarity: Record<'mean' | 'entropy' | 'shareUnder', { before: number; after: number }> | null;
}

/**
 * Selects real poses and grasps of every object that has grasps (Alg. 1, Eq. 3-6), and writes how novel they
 * are.
 */
export async function selectPoses(input: SelectPosesInput): Promise<SelectSummary> {
  const { samples, grasps, hand, objects = [], options, seed, folder, workers, progress, signal } = input;
  const { graspingRule, contactDistance, graspingRotation, graspingTranslation, graspingCombine } = options;
  const look = progress.begin('grasping samples', samples.length, 'samples');
  const grasping = await graspingSamples(
    samples,
    {
      rule: graspingRule,
      rotationThreshold: graspingRotation,
      translationThreshold: graspingTranslation,
      combine: graspingCombine,
    },
    { hand, contact: new HandContact(objects, contactDistance) },
    (count) => {
      stopIfAborted(signal);
      look.advance(count);
    },
  );
  look.end();
  const moments = oneViewEach(grasping);
  const byObject = new Map<number, GraspRecord[]>();
  for (const grasp of grasps) {
    const list = byObject.get(grasp.object.id);
    if (list === undefined) byObject.set(grasp.object.id, [grasp]);
    else list.push(grasp);
  }
  const task = progress.begin('select', byObject.size, 'objects');
  const selection: Selection = { grasping: grasping.map(({ id }) => id), objects: [] };
  const coverage: ObjectCoverage[] = [];
  let pairs = 0;
  const search = new PoseSearch(workers, {
    signal,
    onPairs: (count) => {
      pairs += count;
      task.note(`${Math.round(pairs / 1e6)} million pairs of poses`);
    },
  });
  try {
    for (const [id, list] of byObject) {
      stopIfAborted(signal);
      const real = moments.filter((sample) => sample.objects[sample.grasped].id === id);
      const metric = poseMetric(
        options,
        list[0].object,
        objects.find((object) => object.id === id),
      );
      const random = new Random(seed, 'select', id);
      const result = await selectForObject(real, list, hand, options, metric, random, search);
      selection.objects.push(result.selected);
      coverage.push(result.coverage);
      task.advance();
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    await search.close();
  }
  task.end();
  mkdirSync(folder, { recursive: true });
  if (coverage.length > 0) {
    await writeFigure(folder, 'similarity-of-real-poses', await similarityFigure(coverage));
    await writeFigure(folder, 'similarity-to-real-poses', await histogramFigure(coverage));
  }
  await writeFileAtomic(join(folder, COVERAGE_FILE), `${JSON.stringify(coverage, null, 1)}\n`);
  await writeFileAtomic(join(folder, SELECTION_FILE), `${JSON.stringify(selection)}\n`);
  return summarise(samples.length, selection, coverage);
}

function summarise(
  trainingSamples: number,
  { grasping, objects }: Selection,
  coverage: readonly ObjectCoverage[],
): SelectSummary {
  const ratios = (name: 'meanNearest' | 'coverageRadius') => {
    const known = coverage.map(({ grasps }) => grasps.ratio[name]).filter((ratio) => ratio !== null);
    return known.length === 0 ? null : mean(known);
  };
  const shifts = coverage.map(({ crossDistribution }) => crossDistribution?.pairs).filter((pairs) => !!pairs);
  const both = (value: (when: 'before' | 'after') => number) => ({
    before: value('before'),
    after: value('after'),
  });
  return {
    trainingSamples,
    graspingSamples: grasping.length,
    realPicked: objects.reduce((sum, { real }) => sum + real.length, 0),
    graspsPicked: objects.reduce((sum, { grasps }) => sum + grasps.length, 0),
    spacingOverRandom: ratios('meanNearest'),
    radiusOverRandom: ratios('coverageRadius'),
    similarity:
      shifts.length === 0
        ? null
        : {
            mean: both((when) => mean(shifts.map((shift) => shift[when].mean ?? 0))),
            entropy: both((when) => mean(shifts.map((shift) => shift[when].entropy))),
            shareUnder: both((when) => mean(shifts.map(({ shareUnder }) => shareUnder[when]))),
          },
  };
}
