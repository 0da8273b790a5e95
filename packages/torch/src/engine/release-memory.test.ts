import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const BLOCK = 16 << 20;

const PROGRAM = `
import { releaseMemory, scope, zeros } from '@handbooster/torch';
const rss = () => process.memoryUsage.rss();
// Blocks that are all touched, then freed.
const work = () => scope(() => {
  for (let i = 0; i < 8; i++) zeros([${BLOCK / 4}]).add(1);
});
work();
const kept = rss();
releaseMemory();
console.log(JSON.stringify([kept, rss()]));
`;

test('what tensors freed goes back to the system when asked', () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const [kept, left] = JSON.parse(stdout) as [number, number];
  // Sixteen blocks were there at once; half of them is far above what else a process does in between.
  expect(kept - left).toBeGreaterThan(8 * BLOCK);
});
