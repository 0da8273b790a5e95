import { mean } from '../../base/numbers/mean.js';
import { type GraspSetManifest, itemPath, itemsPresent, readItem, readManifest } from './grasp-files.js';
import type { GraspRecord } from './grasp-record.js';

/** A set of grasps in memory. */
export interface GraspSet {
  manifest: GraspSetManifest;
  /** In order of objects and tries. */
  records: GraspRecord[];
}

/** Counts for one object. */
export interface GraspCounts {
  object: { id: number; name: string };
  tried: number;
  valid: number;
  holding: number;
  /** How many tries failed each criterion (one try may fail several). */
  rejected: Record<string, number>;
  /** Means over valid grasps: deepest vertex (metres) and energies before and after. */
  meanDepth: number;
  /** Depth of the deepest of them, metres. */
  mostDepth: number;
  meanEnergyBefore: number;
  meanEnergyAfter: number;
}

/**
 * Reads a set of grasps. Measures are on disk and verdicts are made from them, so `limits` may be others than
 * those the set was made with.
 *
 * @example
 * ```ts
 * import { generateGrasps, loadBuiltinHand, proceduralObjects, readGraspSet } from 'handbooster';
 * const objects = proceduralObjects().filter(({ name }) => name === '061_foam_brick');
 * const options = { iterations: 20, chunk: 2, drops: 2, draws: 3 };
 * const hand = loadBuiltinHand();
 * await generateGrasps({ objects, hand, perObject: 2, seed: 0, outDir: 'grasps', options });
 * const { manifest, records } = readGraspSet('grasps');
 * console.log(manifest.objects[0].name, records[0].pose.length); // 061_foam_brick 48
 * ```
 */
export function readGraspSet(directory: string, limits?: Partial<GraspSetManifest['limits']>): GraspSet {
  const manifest = readManifest(directory);
  const judged = { ...manifest.limits, ...limits };
  const records: GraspRecord[] = [];
  for (const { id, name } of manifest.objects) {
    for (const item of itemsPresent(directory, name)) {
      const found = readItem(itemPath(directory, name, item), { id, name }, manifest.seed, judged) ?? [];
      records.push(...found.filter(({ index }) => index < manifest.perObject));
    }
  }
  return { manifest, records };
}

/** Counts of a set, object by object. */
export function countGrasps(set: GraspSet): GraspCounts[] {
  return set.manifest.objects.map(({ id, name }) => {
    const own = set.records.filter((record) => record.object.name === name);
    const valid = own.filter((record) => record.valid);
    const rejected: Record<string, number> = {};
    for (const { rejections } of own) {
      for (const { criterion } of rejections) rejected[criterion] = (rejected[criterion] ?? 0) + 1;
    }
    const over = (value: (record: GraspRecord) => number) =>
      valid.length === 0 ? 0 : mean(valid.map(value));
    return {
      object: { id, name },
      tried: own.length,
      valid: valid.length,
      holding: own.filter((record) => record.holding).length,
      rejected,
      meanDepth: over(({ measures }) => measures.depth),
      mostDepth: valid.reduce((most, { measures }) => Math.max(most, measures.depth), 0),
      meanEnergyBefore: over(({ energyBefore }) => energyBefore),
      meanEnergyAfter: over(({ energyAfter }) => energyAfter),
    };
  });
}
