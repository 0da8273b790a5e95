import { expect, it } from 'vitest';
import { STAGE_NAMES } from '../run/stage-names.js';
import { STAGES } from './index.js';

it('come in the order of their names, and each reads only what was made before it', () => {
  expect(STAGES.map(({ name }) => name)).toEqual(STAGE_NAMES);
  for (const [place, { name, inputs }] of STAGES.entries()) {
    const before = STAGE_NAMES.slice(0, place);
    expect(before, `inputs of ${name}`).toEqual(expect.arrayContaining([...inputs]));
  }
});
