import { type Content, html, table } from '../../drawing/html.js';
import type { Run } from '../run/open-run.js';

/** Frechet distances of generated and held-out images to the training images. */
export function frechetTable(run: Run): Content {
  const { name, rows } = run.frechet();
  return [
    html`<p>${name}, each set against the real training images; less is more alike. The first row is what other real images of the same people and rooms have.</p>`,
    table(
      ['Set', 'Images', name],
      rows.map(({ set, images, distance }) => [set, images, distance.toFixed(distance < 10 ? 2 : 1)]),
    ),
  ];
}
