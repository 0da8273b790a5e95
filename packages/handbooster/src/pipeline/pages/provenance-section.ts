import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatSeconds } from '../../base/text/format-seconds.js';
import { type Content, html, table } from '../../drawing/html.js';
import type { Run } from '../run/open-run.js';

/** Which stages made it, when, in what time, and what came out. */
export function provenance(run: Run): Content {
  const { versions, stages } = run.manifest;
  const names = Object.keys(stages) as (keyof typeof stages)[];
  return [
    html`<p class="faint">A stage that was taken over from another run has that run's time and date. Times are wall-clock time, with whatever else the machine did.</p>`,
    table(
      ['Stage', 'Finished', 'Time', 'Files', 'MB', 'SHA-256 of outputs'],
      names.map((name) => {
        const { seconds, files, bytes, outputs } = stages[name];
        return [
          name,
          run.dateOf(name as Parameters<Run['dateOf']>[0]),
          formatSeconds(seconds),
          files,
          (bytes / 1e6).toFixed(1),
          html`<code>${outputs.slice(0, 16)}</code>`,
        ];
      }),
    ),
    table(['Program', 'Version'], Object.entries(versions)),
  ];
}

/** The commands that make the run again, and its whole configuration. */
export function reproduction(run: Run): Content {
  return [
    html`<p>The configuration below is whole: with the versions above, and the same data, it gives the same files byte for byte, whatever the number of workers.</p>
<pre tabindex="0"><code>handbooster boost config.yaml -o runs/${run.name}      # all stages; goes on where it stopped
handbooster report runs/${run.name} --format csv      # the figures of this page; latex, markdown and html, too
</code></pre>
<details><summary>config.yaml</summary><pre tabindex="0"><code>${readFileSync(join(run.root, 'config.yaml'), 'utf8')}</code></pre></details>`,
  ];
}
