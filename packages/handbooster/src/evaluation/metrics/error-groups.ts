import { mean } from '../../base/numbers/mean.js';
import type { SampleErrors } from './hand-metrics.js';

/** Errors of one sample under one way of training, with what the sample shows. */
export interface SampleRecord {
  split: string;
  method: string;
  /** The sample's own name. */
  id: string;
  object: string;
  subject: string;
  /** Recording that it is a moment of: samples of one are far from independent. */
  sequence: string;
  view: string;
  /** Share of the hand's pixels that nothing hides, 0 ... 1; null where it is not known. */
  visible: number | null;
  /** Millimetres. */
  errors: SampleErrors;
}

/** What samples can be put together by. */
export const ERROR_GROUPS = ['object', 'subject', 'view', 'occlusion'] as const;
export type ErrorGroup = (typeof ERROR_GROUPS)[number];

/** Mean errors of the samples of a group under one method. */
export interface GroupRow {
  group: string;
  method: string;
  samples: number;
  /** Millimetres. */
  errors: SampleErrors;
}

/** How much of the hand is hidden: levels by the visible share. */
const OCCLUSION_LEVELS: [least: number, name: string][] = [
  [0.9, 'under 10 % hidden'],
  [0.75, '10 to 25 % hidden'],
  [0.5, '25 to 50 % hidden'],
  [0, 'over 50 % hidden'],
];

/** Name of the level of occlusion of a visible share. */
export function occlusionLevel(visible: number): string {
  return (OCCLUSION_LEVELS.find(([least]) => visible >= least) ?? OCCLUSION_LEVELS.at(-1)!)[1];
}

/**
 * Mean errors by group and method: groups in alphabetical order (occlusion: from little to much), methods in
 * order of appearance.
 */
export function errorsByGroup(records: readonly SampleRecord[], by: ErrorGroup): GroupRow[] {
  const nameOf = (record: SampleRecord): string | null => {
    if (by !== 'occlusion') return record[by];
    return record.visible === null ? null : occlusionLevel(record.visible);
  };
  const methods = [...new Set(records.map(({ method }) => method))];
  const names = [...new Set(records.map(nameOf))].filter((name) => name !== null);
  const order = OCCLUSION_LEVELS.map(([, name]) => name);
  names.sort((a, b) =>
    by === 'occlusion' ? order.indexOf(a) - order.indexOf(b) : a.localeCompare(b, 'en', { numeric: true }),
  );
  return names.flatMap((group) =>
    methods.flatMap((method) => {
      const members = records.filter((record) => record.method === method && nameOf(record) === group);
      if (members.length === 0) return [];
      return [{ group, method, samples: members.length, errors: meanErrors(members) }];
    }),
  );
}

function meanErrors(records: readonly SampleRecord[]): SampleErrors {
  const over = (name: keyof SampleErrors) => mean(records.map(({ errors }) => errors[name]));
  return {
    jointError: over('jointError'),
    vertexError: over('vertexError'),
    alignedJointError: over('alignedJointError'),
    alignedVertexError: over('alignedVertexError'),
  };
}
