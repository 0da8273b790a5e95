import { expect, test } from 'vitest';
import { errorsByGroup, occlusionLevel, type SampleRecord } from './error-groups.js';

const record = (
  object: string,
  method: string,
  visible: number | null,
  jointError: number,
): SampleRecord => ({
  split: 'test',
  method,
  id: '0',
  object,
  subject: 'subject-10',
  sequence: 'q',
  view: 'a',
  visible,
  errors: { jointError, vertexError: 2 * jointError, alignedJointError: 1, alignedVertexError: 1 },
});

test('errors are averaged by group and method; what is not known is left out', () => {
  const records = [
    record('mug', 'real', 0.2, 10),
    record('can', 'real', 0.95, 20),
    record('mug', 'real', null, 30),
    record('mug', 'boosted', 0.95, 5),
  ];
  const brief = (by: 'object' | 'occlusion') =>
    errorsByGroup(records, by).map(({ group, method, samples, errors }) => [
      group,
      method,
      samples,
      errors.jointError,
      errors.vertexError,
    ]);
  expect(brief('object')).toEqual([
    ['can', 'real', 1, 20, 40],
    ['mug', 'real', 2, 20, 40],
    ['mug', 'boosted', 1, 5, 10],
  ]);
  expect(brief('occlusion')).toEqual([
    ['under 10 % hidden', 'real', 1, 20, 40],
    ['under 10 % hidden', 'boosted', 1, 5, 10],
    ['over 50 % hidden', 'real', 1, 10, 20],
  ]);
});

test('levels of occlusion meet without gap', () => {
  expect([1, 0.9, 0.89, 0.75, 0.5, 0.49, 0].map(occlusionLevel)).toEqual([
    'under 10 % hidden',
    'under 10 % hidden',
    '10 to 25 % hidden',
    '10 to 25 % hidden',
    '25 to 50 % hidden',
    'over 50 % hidden',
    'over 50 % hidden',
  ]);
});
