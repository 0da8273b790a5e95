import { type Content, html, table } from '../../drawing/html.js';
import type { Run } from '../run/open-run.js';

/**
 * Frechet distances of generated and held-out images to the training images, and what may not be read out of
 * them.
 */
export function frechetTable(run: Run): Content {
  const { name, rows } = run.frechet();
  const isFid = name === 'FID';
  const sizes = rows.map(({ images }) => images).filter((images) => images > 0);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  return [
    html`<p>${name}, each set against the real training images; less is more alike.</p>
<p class="note"><b>Sets of other sizes cannot be compared.</b> A Fréchet distance gets smaller with more images (here ${least} to ${most}), so a large generated set can come out
"closer to real" than the few held-out real images, and that does not make it more real. ${
      isFid
        ? 'Published FIDs are of 10,000 images and more.'
        : 'It is no FID: the features are those of the reconstruction network, which looks at hands and not at how real a picture is.'
    }</p>`,
    table(
      ['Set', 'Images', name],
      rows.map(({ set, images, distance }) => [set, images, distance.toFixed(distance < 10 ? 2 : 1)]),
    ),
  ];
}
