import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { InputError } from '../../base/errors/input-error.js';
import { stopIfAborted } from '../../base/errors/interrupted.js';
import { writeFileAtomic } from '../../base/files/atomic-write.js';
import { evenlySpread } from '../../base/numbers/evenly-spread.js';
import type { Progress } from '../../base/progress.js';
import type { GraspRecord } from '../../grasps/set/grasp-record.js';
import { readGraspSet } from '../../grasps/set/grasp-set.js';
import {
  findGraspSource,
  type GraspSource,
  handOfSet,
  objectsOfSet,
} from '../../grasps/set/grasp-set-source.js';
import { CRITERIA } from '../../grasps/validation/judge-grasp.js';
import { graspGlb } from './grasp-glb.js';
import { renderGraspSheet } from './render-grasp-sheet.js';

export interface ShowGraspSetOptions extends Partial<GraspSource> {
  /** Only these objects. */
  names?: readonly string[];
  /** Pictures of a sheet. */
  count?: number;
  /** Which grasps: those that hold, the valid ones, or all tries. */
  which?: 'holding' | 'valid' | 'all';
  /** The grasp of the GLB (`<object>/<index>`) instead of the one of least energy. */
  grasp?: string;
  /** Pictures of a row, and pixels of a view (two a grasp). */
  columns?: number;
  size?: number;
  /** Of the sheets: png, webp or jpeg (the latter two small enough for a page). */
  format?: 'png' | 'webp' | 'jpeg';
  /** Also write the best grasp of each object as a GLB. */
  glb?: boolean;
  output: string;
  progress: Progress;
  signal: AbortSignal;
}

export const SHOW_GRASP_SET_DEFAULTS = {
  count: 100,
  which: 'holding',
  columns: 10,
  size: 120,
  format: 'png',
  glb: true,
} as const;

const SHEET_FORMATS: Record<'png' | 'webp' | 'jpeg', (png: Uint8Array) => Promise<Uint8Array>> = {
  png: async (png) => png,
  webp: (png) => sharp(png).webp({ quality: 55 }).toBuffer(),
  jpeg: (png) => sharp(png).jpeg({ quality: 60, mozjpeg: true }).toBuffer(),
};

/**
 * Draws `<object>.<format>`, a contact sheet of grasps spread over the tries, and writes `<object>.glb`, the
 * best of them, for each object of a set. Objects without a grasp of the wanted kind are left out with a
 * word.
 *
 * @returns paths of what was written
 */
export async function showGraspSet(directory: string, options: ShowGraspSetOptions): Promise<string[]> {
  const { count, which, columns, size, format, glb, progress, signal } = {
    ...SHOW_GRASP_SET_DEFAULTS,
    ...options,
  };
  const encode = SHEET_FORMATS[format];
  for (const [name, value, least] of [
    ['count', count, 1],
    ['columns', columns, 1],
    ['size', size, 16],
  ] as const) {
    if (!Number.isSafeInteger(value) || value < least)
      throw new InputError(`${name}: expected a whole number of at least ${least}, found ${value}`);
  }
  const folder = resolve(directory);
  const { manifest, records } = readGraspSet(folder);
  const wanted = records.find(({ id }) => id === options.grasp);
  if (options.grasp !== undefined && wanted === undefined)
    throw new InputError(`${folder}: no grasp ${options.grasp}; ids are <object>/<index>`);
  const known = manifest.objects.map(({ name }) => name);
  const names = wanted ? [wanted.object.name] : (options.names ?? known);
  const absent = names.filter((name) => !known.includes(name));
  if (absent.length > 0) {
    throw new InputError(
      `${folder}: expected objects ${known.join(', ')}, found ${absent.join(', ')}; see set.json`,
    );
  }
  const source = findGraspSource(folder, options);
  const hand = handOfSet(manifest, source);
  const task = progress.begin('sheets', names.length, 'objects');
  const paths: string[] = [];
  for (const { model } of await objectsOfSet(manifest, source, names)) {
    stopIfAborted(signal);
    task.advance();
    const own = records.filter(({ object }) => object.name === model.name);
    const kept = own.filter((record) => which === 'all' || record[which]);
    const shown = evenlySpread(kept, count).map((record) => ({ ...record, caption: caption(record) }));
    const best = wanted ?? bestOf(kept);
    if (best === null) {
      const kind = which === 'all' ? 'there' : which;
      progress.say(`${model.name}: none of its ${own.length} grasps is ${kind}`);
      continue;
    }
    const path = (extension: string) => join(resolve(options.output), `${model.name}.${extension}`);
    if (shown.length > 0) {
      const sheet = { columns: Math.min(columns, shown.length), size };
      const picture = await encode(await renderGraspSheet(hand, model, shown, sheet));
      await writeFileAtomic(path(format), picture);
      paths.push(path(format));
    }
    if (!glb) continue;
    await writeFileAtomic(path('glb'), await graspGlb(hand, model, best));
    paths.push(path('glb'));
  }
  task.end();
  return paths;
}

/** Its number, and how deep it is in the object or what is wrong with it. */
function caption({ index, measures, rejections }: GraspRecord): string {
  const [first] = rejections;
  if (first === undefined) return `${index}: ${(measures.depth * 1e3).toFixed(1)} mm deep`;
  const { words, factor, unit } = CRITERIA[first.criterion];
  return `${index}: ${words} ${(first.amount * factor).toFixed(1)} ${unit}`.trimEnd();
}

/** Holding before valid before others, then by energy. */
function bestOf(records: readonly GraspRecord[]): GraspRecord | null {
  const rank = (record: GraspRecord) => (record.holding ? 0 : record.valid ? 1 : 2);
  let best: GraspRecord | null = null;
  for (const record of records) {
    const order = best === null ? -1 : rank(record) - rank(best) || record.energyAfter - best.energyAfter;
    if (order < 0) best = record;
  }
  return best;
}
