import { type Html, html } from '../../drawing/html.js';
import type { Run } from '../run/open-run.js';

/** Below this many training images and steps, nobody should read a gain out of the table. */
const SERIOUS_IMAGES = 100_000;

/** What may not be read out of a small run. */
export function caution({ config }: Run): Html | null {
  if (config.train.images >= SERIOUS_IMAGES) return null;
  return html`<p class="note">The reconstruction table is illustrative: networks that saw ${config.train.images} images are far from
trained, and at this size no gain from synthetic images is to be expected. What this run shows is that every step works.</p>`;
}

/**
 * Where the denoiser was not trained in this run: whether what it learned from allows to speak of boosting.
 */
export function weightsNote(run: Run): Html | null {
  const { verdict } = run.manifest.stages.denoiser?.summary ?? {};
  return typeof verdict === 'string' ? html`<p class="note">${verdict}</p>` : null;
}

/** Which weights were scored. */
export function chosenNote(run: Run): Html {
  const words = (['baseline', 'train'] as const).map((stage) => {
    const { selection, chosenStep, steps } = run.manifest.stages[stage]?.summary ?? {};
    return html`${stage}: step ${chosenStep as number} of ${steps as number} (<code>train.selection: ${selection as string}</code>). `;
  });
  return html`<p>Weights scored: ${words}</p>`;
}
