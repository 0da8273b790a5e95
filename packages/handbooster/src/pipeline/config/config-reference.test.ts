import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { configReference } from './config-reference.js';

const PAGE = fileURLToPath(new URL('../../../../../docs/reference/configuration.md', import.meta.url));

describe('the reference of the configuration', () => {
  it('names type, range, default and meaning of a key', () => {
    const row = configReference()
      .split('\n')
      .find((line) => line.startsWith('| `grasps.perObject`'));
    expect(row).toBe('| `grasps.perObject` | integer >= 1 | `10000` | Grasps tried for each object |');
  });

  it('is the page in docs: after a change of the schema, npx handbooster reference configuration > docs/reference/configuration.md', () => {
    expect(readFileSync(PAGE, 'utf8')).toBe(configReference());
  });
});
