import { expect, test } from 'vitest';
import { warnOfNpm } from './warn-of-npm.js';

test('tells whoever sends the answer of `npm run` elsewhere, and nobody else', () => {
  const npm = { npm_lifecycle_event: 'handbooster', npm_config_loglevel: 'notice' };
  expect(warnOfNpm(npm, false)).toMatch(/npx handbooster/);
  expect(warnOfNpm(npm, true)).toBeNull();
  expect(warnOfNpm({ ...npm, npm_config_loglevel: 'silent' }, false)).toBeNull();
  expect(warnOfNpm({ npm_lifecycle_event: 'boost' }, false)).toBeNull();
  expect(warnOfNpm({}, false)).toBeNull();
});
