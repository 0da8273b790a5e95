import { InputError } from '../../base/errors/input-error.js';
import { DEXYCB_SERIALS, DEXYCB_SUBJECTS } from './dexycb-layout.js';

/** What part of a capture a split has: a picture belongs to a rule when it passes all that the rule names. */
export interface SplitRule {
  /** Folders of subjects. */
  subjects?: string[];
  /** `subject/sequence`. */
  sequences?: string[];
  /** Camera serials. */
  views?: string[];
}

/**
 * A capture's own splits (`splits.json`): setup -> split -> rules; a picture belongs to a split when it
 * passes one of its rules. They come beside the official setups s0 ... s3, whose names they may not take.
 */
export type CaptureSplits = Record<string, Record<string, SplitRule[]>>;

/** What the official rules look at. */
export interface SplitPlace {
  /** Position of the subject, 0-based. */
  subject: number;
  /** Position of the sequence among its subject's sorted ones. */
  sequence: number;
  /** Position of the grasped object among the twenty that DexYCB has. */
  object: number;
  /** Position of the camera. */
  view: number;
}

const VALIDATION_OBJECTS = [3, 19];
const TEST_OBJECTS = [7, 11, 15];

/**
 * The official setups of DexYCB (Chao et al. 2021, Sec. 4): default, unseen subjects, views, grasped objects.
 */
export const DEXYCB_SETUPS: Readonly<
  Record<string, Readonly<Record<string, (place: SplitPlace) => boolean>>>
> = {
  s0: {
    train: ({ sequence }) => sequence % 5 !== 4,
    val: ({ subject, sequence }) => sequence % 5 === 4 && subject < 2,
    test: ({ subject, sequence }) => sequence % 5 === 4 && subject >= 2,
  },
  s1: {
    train: ({ subject }) => subject <= 5 || subject >= 9,
    val: ({ subject }) => subject === 6,
    test: ({ subject }) => subject === 7 || subject === 8,
  },
  s2: {
    train: ({ view }) => view <= 5,
    val: ({ view }) => view === 6,
    test: ({ view }) => view >= 7,
  },
  s3: {
    train: ({ object }) => !VALIDATION_OBJECTS.includes(object) && !TEST_OBJECTS.includes(object),
    val: ({ object }) => VALIDATION_OBJECTS.includes(object),
    test: ({ object }) => TEST_OBJECTS.includes(object),
  },
};

/** Where a subject or camera stands: its place in the official list, or else among those that there are. */
export function officialPosition(kind: 'subject' | 'serial', name: string, all: readonly string[]): number {
  const official = (kind === 'subject' ? DEXYCB_SUBJECTS : DEXYCB_SERIALS).indexOf(name);
  return official >= 0 ? official : all.indexOf(name);
}

/**
 * Position of a sequence's object among DexYCB's twenty (YCB ids 1 ... 21 without 19). A full capture has
 * five sequences an object in that order, so there it is the sequence number / 5, as the toolkit counts; in a
 * smaller one the grasped object decides, and objects past YCB's 21 are dealt round the twenty places.
 */
export function objectPosition(sequence: number, sequencesOfSubject: number, graspedId: number): number {
  if (sequencesOfSubject === 100) return Math.floor(sequence / 5);
  if (graspedId === 20 || graspedId === 21) return graspedId - 2;
  return (graspedId - 1 + 20) % 20;
}

/** Checks the parsed content of a `splits.json`. */
export function checkCaptureSplits(content: unknown, path: string): CaptureSplits {
  const fail = (where: string, expected: string, found: unknown): never => {
    throw new InputError(`${path}: ${where}: expected ${expected}, found ${JSON.stringify(found)}`);
  };
  const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord(content)) return fail('top level', 'an object of setups', content);
  for (const [setup, splits] of Object.entries(content)) {
    if (setup in DEXYCB_SETUPS)
      fail(setup, `a name other than ${Object.keys(DEXYCB_SETUPS).join(', ')}`, setup);
    if (!isRecord(splits)) return fail(setup, 'an object of splits', splits);
    for (const [split, rules] of Object.entries(splits)) {
      if (!Array.isArray(rules)) return fail(`${setup}.${split}`, 'a list of rules', rules);
      for (const [index, rule] of rules.entries()) {
        const where = `${setup}.${split}[${index}]`;
        if (!isRecord(rule)) return fail(where, 'an object', rule);
        for (const [key, value] of Object.entries(rule)) {
          if (!['subjects', 'sequences', 'views'].includes(key)) {
            fail(`${where}.${key}`, 'one of subjects, sequences, views', key);
          }
          if (!Array.isArray(value) || value.some((entry) => typeof entry !== 'string')) {
            fail(`${where}.${key}`, 'a list of strings', value);
          }
        }
      }
    }
  }
  return content as CaptureSplits;
}
