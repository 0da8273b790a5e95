import { formatSeconds } from '../../base/text/format-seconds.js';
import { type Content, html, table } from '../../drawing/html.js';
import type { Run } from '../run/open-run.js';

export function provenance(run: Run): Content {
  const { versions, stages } = run.manifest;
  return [
    table(
      ['Stage', 'Time', 'Files', 'MB', 'SHA-256 of outputs'],
      Object.entries(stages).map(([name, { seconds, files, bytes, outputs }]) => [
        name,
        formatSeconds(seconds),
        files,
        (bytes / 1e6).toFixed(1),
        html`<code>${outputs.slice(0, 16)}</code>`,
      ]),
    ),
    table(['Version of', ''], Object.entries(versions)),
  ];
}
