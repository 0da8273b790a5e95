import { type Html, html, table } from '../../drawing/html.js';
import type { Run } from '../run/open-run.js';

const STAGE_COUNTS: Record<string, string> = {
  capture: 'real images',
  grasps: 'grasps tried, valid, holding',
  select: 'poses picked',
  conditions: 'conditions drawn',
  synthesise: 'images made',
  filter: 'images kept and dropped',
};

export function countsTable(run: Run): Html {
  const rows = Object.entries(STAGE_COUNTS).flatMap(([stage, what]) => {
    const summary = run.manifest.stages[stage]?.summary ?? {};
    return Object.entries(summary)
      .filter(([, value]) => typeof value === 'number' || typeof value === 'string')
      .map(([name, value], i) => [
        i === 0 ? html`<b>${stage}</b>: ${what}` : '',
        words(name),
        typeof value === 'number' && !Number.isInteger(value) ? value.toFixed(2) : (value as string | number),
      ]);
  });
  return table(['Stage', 'Count', 'Value'], rows);
}

/** `graspsPicked` -> `grasps picked`. */
function words(name: string): string {
  return name.replace(/([A-Z])/g, ' $1').toLowerCase();
}
