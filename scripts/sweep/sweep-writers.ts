import { rmSync } from 'node:fs';
import { scratchFolder } from '../../test/faults/scratch-folder.js';
import { type SweepResult, sweepWriter } from '../../test/faults/sweep-writer.js';
import { DATASET_WRITERS } from '../../test/faults/writers/dataset-writers.js';
import { FILE_WRITERS } from '../../test/faults/writers/file-writers.js';
import { RUN_WRITERS } from '../../test/faults/writers/run-writers.js';

/**
 * Every operation of every writer goes wrong in every way; of those whose name has these words, where there
 * are some.
 */
export async function sweepWriters(words: string): Promise<SweepResult[]> {
  const results: SweepResult[] = [];
  for (const writer of [...FILE_WRITERS, ...RUN_WRITERS, ...DATASET_WRITERS]) {
    if (!writer.name.includes(words)) continue;
    const scratch = scratchFolder();
    try {
      const result = await sweepWriter(writer, scratch);
      results.push(result);
      process.stderr.write(
        `${writer.name}: ${result.operations} operations, ${result.tried} faults, ${result.findings.length} findings\n`,
      );
      for (const { fault, at, operation, problem } of result.findings) {
        process.stderr.write(`  ${fault} at ${at} (${operation}): ${problem}\n`);
      }
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  return results;
}
