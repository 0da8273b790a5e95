import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const PROGRAM = `
import { ones, scope, setThreads } from '@handbooster/torch';
setThreads(1);
const square = ones([800, 800]);
const multiply = () => scope(() => void square.matmul(square));
multiply();
const [start, before] = [process.hrtime.bigint(), process.cpuUsage()];
for (let i = 0; i < 20; i++) multiply();
const { user, system } = process.cpuUsage(before);
console.log((user + system) / (Number(process.hrtime.bigint() - start) / 1000));
`;

test('with one thread a matrix product keeps one processor busy, whatever the environment says', () => {
  const env: NodeJS.ProcessEnv = { ...process.env, OPENBLAS_NUM_THREADS: '2' };
  delete env.OMP_NUM_THREADS;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    env,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const processors = Number(stdout);
  expect(processors).toBeGreaterThan(0);
  expect(processors).toBeLessThan(1.4);
});
