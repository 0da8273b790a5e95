import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { writeFileAtomic } from '../base/files/atomic-write.js';
import { ERROR_MEASURES } from '../evaluation/comparison/measures.js';
import type { CellError } from './experiment-results.js';

const NAMES = ['row', 'seed', 'split', 'sequence', 'sample'] as const;

/**
 * Writes the errors of every sample under every row and seed, `errors.parquet`, and the same as
 * `errors.csv.gz` for readers without Parquet. Millimetres, to a thousandth.
 */
export async function writeCellErrors(folder: string, errors: readonly CellError[]): Promise<void> {
  const rounded = (value: number) => Math.round(value * 1000) / 1000;
  const columnData = [
    ...NAMES.map((name) => ({
      name,
      type: name === 'seed' ? ('INT32' as const) : ('STRING' as const),
      data: errors.map((error) => error[name]),
      nullable: false,
    })),
    ...ERROR_MEASURES.map((name) => ({
      name,
      type: 'FLOAT' as const,
      data: errors.map((error) => rounded(error[name])),
      nullable: false,
    })),
  ];
  await writeFileAtomic(join(folder, 'errors.parquet'), new Uint8Array(parquetWriteBuffer({ columnData })));
  const lines = errors.map((error) =>
    [...NAMES.map((name) => error[name]), ...ERROR_MEASURES.map((name) => rounded(error[name]))].join(','),
  );
  const text = `${[[...NAMES, ...ERROR_MEASURES].join(','), ...lines].join('\n')}\n`;
  await writeFileAtomic(join(folder, 'errors.csv.gz'), gzipSync(text, { level: 9 }));
}
