import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { readJson, z } from '../../base/files/read-yaml.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import type { HandSide } from '../../hand/model/hand-model.js';
import type { HandModels } from '../../hand/model/hand-models.js';
import { checkHandModel } from '../sample/check-hand-model.js';
import { DexYcbCalibration } from './calibration.js';
import { DEXYCB_DEFAULT_SETUP, SPLITS_FILE } from './dexycb-layout.js';
import { DexYcbReader, type DexYcbSequenceEntry, readLabel } from './dexycb-reader.js';
import { type DexYcbMeta, readMeta, readTrack } from './dexycb-sequence.js';
import {
  type CaptureSplits,
  checkCaptureSplits,
  DEXYCB_SETUPS,
  objectPosition,
  officialPosition,
} from './dexycb-splits.js';
import { HandDecoder } from './hand-decoder.js';
import { listDexYcbSequences } from './list-sequences.js';
import { readObjectNames } from './object-names.js';

/** Options of {@link readDexYcb}. */
export interface DexYcbOptions {
  /** `s0` ... `s3`, or a setup of the capture's own `splits.json`. */
  setup: string;
  /** `train`, `val`, `test`, or a split of the capture's own. */
  split: string;
  /** Left and right hands, or only one side. */
  sides: readonly HandSide[];
  /** Sequences read at the same time. */
  concurrency: number;
}

export const DEXYCB_DEFAULTS: DexYcbOptions = {
  setup: DEXYCB_DEFAULT_SETUP,
  split: 'train',
  sides: ['right', 'left'],
  concurrency: 16,
};

/**
 * Opens a split of a capture in DexYCB's layout: the official download, a part of it, or a simulated capture.
 *
 * @param hands the hand models to decode labels with; a capture that names its models refuses others, the
 * official one is checked against its labelled joints.
 * @throws {InputError} naming the file or folder, what was expected and what was found.
 */
export async function readDexYcb(
  root: string,
  hands: HandModels,
  options: Partial<DexYcbOptions> = {},
): Promise<DexYcbReader> {
  const { setup, split, sides, concurrency } = { ...DEXYCB_DEFAULTS, ...options };
  const chosen = await chooseDexYcbSequences(root, options);
  if (chosen.length === 0) {
    const { subjects, sequences } = await listDexYcbSequences(root);
    throw new InputError(
      `${root}: split ${setup}/${split} has no pictures: the capture has ${subjects.length} subjects and ` +
        `${sequences.length} sequences${sides.length < 2 ? ` (${sides} hands only)` : ''}; choose another split`,
    );
  }
  const calibration = new DexYcbCalibration(root);
  const decoder = await HandDecoder.open(root, hands, new Set(chosen.map(({ meta }) => meta.side)));
  const sequences = await mapConcurrently(chosen, concurrency, async ({ meta, views }) => {
    const [track, betas, placement, cameras] = await Promise.all([
      readTrack(root, meta),
      calibration.betas(meta.handCalibration),
      calibration.extrinsics(meta.extrinsics),
      Promise.all(views.map(async (view) => [view, await calibration.camera(view)] as const)),
    ]);
    return { ...meta, views, track, betas, placement, cameras: new Map(cameras) };
  });
  if (decoder.needsJointCheck) await checkModels(root, decoder, sequences);
  return new DexYcbReader({
    root,
    setup,
    split,
    sequences,
    decoder,
    objectNames: await readObjectNames(root),
  });
}

/** A sequence of a split, and its cameras that the split shows. */
export interface DexYcbChoice {
  meta: DexYcbMeta;
  views: string[];
}

/**
 * What a split consists of, by the sequences' `meta.yml` alone: needs no hand model. Empty where no sequence
 * of the capture is in it.
 *
 * @throws {InputError} where there is no such split.
 */
export async function chooseDexYcbSequences(
  root: string,
  options: Partial<DexYcbOptions> = {},
): Promise<DexYcbChoice[]> {
  const { setup, split, sides, concurrency } = { ...DEXYCB_DEFAULTS, ...options };
  const own = await readCaptureSplits(root);
  const inSplit = splitRule(root, own, setup, split);
  const listed = await listDexYcbSequences(root);
  const metas = await mapConcurrently(listed.sequences, concurrency, ({ subject, name }) =>
    readMeta(root, subject, name),
  );
  const chosen: DexYcbChoice[] = [];
  for (const [i, meta] of metas.entries()) {
    if (!sides.includes(meta.side)) continue;
    const { position, count } = listed.sequences[i];
    const place = {
      subject: officialPosition('subject', meta.subject, listed.subjects),
      sequence: position,
      object: objectPosition(position, count, meta.objects[meta.grasped]),
    };
    const views = meta.serials.filter((serial) =>
      inSplit(meta, serial, { ...place, view: officialPosition('serial', serial, meta.serials) }),
    );
    if (views.length > 0) chosen.push({ meta, views });
  }
  return chosen;
}

/** The setups and splits that a capture offers: the official ones and its own. */
export async function listDexYcbSplits(root: string): Promise<Record<string, string[]>> {
  const all = { ...DEXYCB_SETUPS, ...(await readCaptureSplits(root)) };
  return Object.fromEntries(Object.entries(all).map(([setup, splits]) => [setup, Object.keys(splits)]));
}

async function readCaptureSplits(root: string): Promise<CaptureSplits> {
  const path = join(root, SPLITS_FILE);
  return existsSync(path) ? checkCaptureSplits(await readJson(path, z.unknown()), path) : {};
}

type Place = Parameters<(typeof DEXYCB_SETUPS)[string][string]>[0];
type InSplit = (meta: DexYcbMeta, view: string, place: Place) => boolean;

function splitRule(root: string, own: CaptureSplits, setup: string, split: string): InSplit {
  const setups: Record<string, object> = { ...DEXYCB_SETUPS, ...own };
  if (!Object.hasOwn(setups, setup)) {
    throw new InputError(`${root}: no setup ${setup}; there are ${Object.keys(setups).join(', ')}`);
  }
  if (!Object.hasOwn(setups[setup], split)) {
    throw new InputError(
      `${root}: setup ${setup} has no split ${split}; there are ${Object.keys(setups[setup]).join(', ')}`,
    );
  }
  if (Object.hasOwn(DEXYCB_SETUPS, setup)) return (_, __, place) => DEXYCB_SETUPS[setup][split](place);
  const rules = own[setup][split].map(({ subjects, sequences, views }) => ({
    subjects: subjects && new Set(subjects),
    sequences: sequences && new Set(sequences),
    views: views && new Set(views),
  }));
  return (meta, view) =>
    rules.some(
      (rule) =>
        (rule.subjects?.has(meta.subject) ?? true) &&
        (rule.sequences?.has(`${meta.subject}/${meta.name}`) ?? true) &&
        (rule.views?.has(view) ?? true),
    );
}

/** Without hashes, the first labelled joints of each side tell whether the hand model is the labels'. */
async function checkModels(root: string, decoder: HandDecoder, sequences: readonly DexYcbSequenceEntry[]) {
  for (const side of ['right', 'left'] as const)
    await checkHandModel(handChecks(root, decoder, sequences, side));
}

/** A check of the first labelled hand of each sequence of a side. */
async function* handChecks(
  root: string,
  decoder: HandDecoder,
  sequences: readonly DexYcbSequenceEntry[],
  side: HandSide,
): AsyncGenerator<() => void> {
  for (const sequence of sequences) {
    const frame = sequence.track.handPresent.indexOf(1);
    if (sequence.side !== side || frame < 0) continue;
    try {
      const { hand, joints } = await readLabel(root, sequence, sequence.views[0], frame);
      if (joints === null) continue;
      const where = `${root}: ${sequence.subject}/${sequence.name} frame ${frame}`;
      yield () => decoder.checkJoints(side, hand, sequence.betas, joints, where);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      yield () => {
        throw error;
      };
    }
  }
}
