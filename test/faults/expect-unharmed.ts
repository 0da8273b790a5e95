import { rmSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scratchFolder } from './scratch-folder.js';
import { sweepWriter } from './sweep-writer.js';
import type { Writer } from './writer.js';

/**
 * A test a writer: whatever goes wrong at whichever operation, a reader finds the old or the new, and writing
 * again ends the same.
 */
export function expectUnharmed(writers: readonly Writer[]): void {
  for (const writer of writers) {
    it(`${writer.name}: old or new after any fault at any operation, and the same bytes when written again`, async () => {
      const scratch = scratchFolder();
      try {
        const { findings, operations, tried } = await sweepWriter(writer, scratch);
        const words = findings.map(
          ({ fault, at, operation, problem }) => `${fault} at ${at} (${operation}): ${problem}`,
        );
        expect(words).toEqual([]);
        expect(operations).toBeGreaterThan(3);
        expect(tried).toBeGreaterThan(operations);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    });
  }
}
