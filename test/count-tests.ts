import { appendFileSync, existsSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestModule } from 'vitest/node';
import { goldenFolder } from '../packages/handbooster/test/support/formula-tensors.js';

/** Names of skipped tests that an ordinary run prints; a run that must skip none prints all. */
const SHOWN = 20;

/**
 * Ends a run of the tests with a line `N passed, N failed`, `, N skipped` added where some were, and the
 * names of those.
 *
 * With HANDBOOSTER_EVERY_TEST=1 the run fails when a test was skipped that could have run. The one exception
 * are `*.golden.test.ts` files where there is no folder of goldens: these come from outside the repository.
 * With HANDBOOSTER_TEST_COUNTS=FILE the counts go to a line of that file instead, for a sum over several
 * runs, and what failed goes to FILE.failed, to be repeated where a long log ends.
 */
export class CountTests implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const counts = { passed: 0, failed: unhandled.length, skipped: 0 };
    const failures = unhandled.map((error) => `outside of tests: ${firstLines(error)}`);
    const missed: string[] = [];
    const withoutGoldens: string[] = [];
    for (const module of modules) {
      const golden = /\.golden(\.slow)?\.test\.ts$/.test(module.moduleId);
      // A file that cannot be loaded, or whose hooks fail outside of tests, counts as a failure.
      const [fault] = module.errors();
      if (fault) {
        counts.failed++;
        failures.push(`${module.relativeModuleId}: ${firstLines(fault)}`);
      }
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'failed') {
          failures.push(`${module.relativeModuleId}: ${test.fullName}: ${firstLines(errors[0])}`);
        }
        if (state !== 'passed' && state !== 'failed') {
          counts.skipped++;
          const list = golden && !existsSync(goldenFolder) ? withoutGoldens : missed;
          list.push(`${module.relativeModuleId}: ${test.fullName}`);
        } else counts[state]++;
      }
    }
    const strict = process.env.HANDBOOSTER_EVERY_TEST === '1';
    if (withoutGoldens.length > 0) {
      say(`${withoutGoldens.length} tests of goldens are skipped, because ${goldenFolder} does not exist.`);
    }
    if (missed.length > 0) {
      say(`${strict ? 'FAILED: skipped, though everything must run here' : 'Skipped'}:`);
      const shown = strict ? missed : missed.slice(0, SHOWN);
      for (const name of shown) say(`  ${name}`);
      if (shown.length < missed.length) say(`  and ${missed.length - shown.length} more`);
      if (strict) process.exitCode = 1;
    }
    const { HANDBOOSTER_TEST_COUNTS } = process.env;
    if (HANDBOOSTER_TEST_COUNTS) {
      appendFileSync(HANDBOOSTER_TEST_COUNTS, `${counts.passed} ${counts.failed} ${counts.skipped}\n`);
      if (strict) failures.push(...missed.map((name) => `skipped: ${name}`));
      for (const failure of failures) appendFileSync(`${HANDBOOSTER_TEST_COUNTS}.failed`, `${failure}\n`);
    } else {
      const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : '';
      say(`${counts.passed} passed, ${counts.failed} failed${skipped}`);
    }
  }
}

/** How an error begins: as much as tells one fault from another. */
function firstLines(error: unknown): string {
  const message = error instanceof Object && 'message' in error ? `${error.message}` : `${error}`;
  return stripVTControlCharacters(message).slice(0, 500);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
