import type { SamplerRow } from '../../commands/weights/compare-samplers.js';

/** The rows as a Markdown table. */
export function samplerTable(rows: readonly SamplerRow[], real: number): string {
  const lines = rows.map(
    ({ name, evaluations, imagesPerSecond, distance, speedup }) =>
      `| ${name} | ${evaluations} | ${distance.toFixed(3)} | ${imagesPerSecond.toPrecision(3)} | ${speedup.toPrecision(3)} |`,
  );
  return [
    '| sampler | evaluations an image | distance | images/s | times the release’s |',
    '|---|---:|---:|---:|---:|',
    ...lines,
    `| real pictures, one half beside the other | | ${real.toFixed(3)} | | |`,
  ].join('\n');
}
