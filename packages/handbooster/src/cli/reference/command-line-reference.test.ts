import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createProgram } from '../program.js';
import { Terminal } from '../terminal/terminal.js';
import { commandLineReference } from './command-line-reference.js';

const page = async () => commandLineReference(await createProgram(new Terminal(), 'all'));
const PAGE = fileURLToPath(new URL('../../../../../docs/reference/command-line.md', import.meta.url));

test('is the page in docs: after a change of a verb, npx handbooster reference command-line > docs/reference/command-line.md', async () => {
  expect(readFileSync(PAGE, 'utf8')).toBe(await page());
});

test('names what a flag expects, its default, and the nested verbs', async () => {
  const text = await page();
  expect(text).toContain('### grasps generate\n');
  expect(text).toMatch(/\| `--per-object <count>` \| Grasps tried .* \(a whole number from 1\) \| `200` \|/);
  for (const code of [0, 1, 2, 42, 75, 130, 143]) expect(text).toContain(`\n| ${code} | `);
});
