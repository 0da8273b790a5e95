import { fileURLToPath } from 'node:url';
import { configDefaults, defineConfig } from 'vitest/config';
import { CountTests } from './test/count-tests.js';

const source = (name: string) => fileURLToPath(new URL(`./packages/${name}/src`, import.meta.url));
const never = [...configDefaults.exclude, '**/dist/**'];
// Makes network namespaces, so it needs root: `npm run test:hosts` alone runs it.
if (process.env.HANDBOOSTER_TEST_HOSTS !== '1') never.push('test/run/two-hosts.slow.test.ts');
// Runs beside a Slurm of this machine, which needs root: `npm run test:slurm` alone runs it.
if (process.env.ONE_MACHINE_SLURM === undefined) never.push('test/run/slurm.slow.test.ts');

// Packages resolve to their sources, so that a test never runs against a stale build. Worker threads are
// the exception: they load compiled files, which set-up has made.
export default defineConfig({
  resolve: {
    alias: [
      { find: /^@handbooster\/torch\/(.+)$/, replacement: `${source('torch')}/$1/index.ts` },
      { find: /^@handbooster\/torch$/, replacement: `${source('torch')}/index.ts` },
      { find: /^handbooster\/browser$/, replacement: `${source('handbooster')}/browser.ts` },
      { find: /^handbooster\/(.+)$/, replacement: `${source('handbooster')}/$1/index.ts` },
      { find: /^handbooster$/, replacement: `${source('handbooster')}/index.ts` },
    ],
  },
  test: {
    // `npm test` runs the quick ones, `npm run test:slow` the others, `.ci/run` all.
    projects: [
      {
        extends: true,
        test: {
          name: 'quick',
          include: ['{packages,test}/**/*.test.ts'],
          exclude: [...never, '**/*.slow.test.ts'],
          // Files of one process share what they load, which was half of the time; a test that replaces a
          // module loads anew what uses it.
          isolate: false,
        },
      },
      {
        extends: true,
        test: { name: 'slow', include: ['{packages,test}/**/*.slow.test.ts'], exclude: never },
      },
    ],
    setupFiles: [fileURLToPath(new URL('./test/setup.ts', import.meta.url))],
    reporters: ['default', new CountTests()],
    // A native addon is loaded once a process and OpenMP pools are per process: two forks fill two cores.
    pool: 'forks',
    env: { OMP_NUM_THREADS: '1' },
    maxWorkers: 2,
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
