// Long trials of what the product promises (docs/reference/promises.md): npm run sweep -- writers [words], and others.
// Prints what was found and ends with 1 where that is anything; `--save` keeps the outcome in docs/results/trust.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { sweepWriters } from './sweep-writers.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { save: { type: 'boolean', default: false } },
});
const [what = '', ...rest] = positionals;

const TRIALS: Record<string, () => Promise<{ report: unknown; isGood: boolean }>> = {
  async writers() {
    const results = await sweepWriters(rest.join(' '));
    return { report: results, isGood: results.every(({ findings }) => findings.length === 0) };
  },
};

const trial = TRIALS[what];
if (trial === undefined) {
  process.stderr.write(`sweep: expected ${Object.keys(TRIALS).join(', ')}, found "${what}"\n`);
  process.exit(2);
}
const { report, isGood } = await trial();
const text = `${JSON.stringify(report, null, 1)}\n`;
if (values.save) writeFileSync(new URL(`../../docs/results/trust/${what}.json`, import.meta.url), text);
else process.stdout.write(text);
process.exitCode = isGood ? 0 : 1;
