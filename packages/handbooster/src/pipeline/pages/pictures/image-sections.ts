import { embeddedPicture } from '../../../drawing/embedded-picture.js';
import { type Content, html } from '../../../drawing/html.js';
import type { Run } from '../../run/open-run.js';
import { conditionGallery, doubtfulGallery, type GalleryInput, realGallery } from './picture-gallery.js';

/** What galleries of a run are drawn with. */
export async function galleryOf(run: Run): Promise<GalleryInput> {
  return { scenes: await run.scenes(), renderer: run.renderer(), images: run.folder('synthesise') };
}

/** Generated images of novel grasps: what a run is about, in one picture. */
export async function novelGraspsPicture(run: Run): Promise<Content> {
  return generated(run, 'novel-grasp', 'novel grasps');
}

/** Generated images of novel views (Fig. 7), and real ones, with their maps. */
export async function imagesSection(run: Run): Promise<Content> {
  const gallery = await galleryOf(run);
  const real = await realGallery(await run.trainingSplit(), gallery, run.config.seed);
  return [
    html`<h3>Novel views of real grasps</h3>`,
    await generated(run, 'novel-view', 'novel views'),
    html`<h3>Real images</h3>`,
    await embeddedPicture(real, `Real training images. ${rowsOf(run)}`),
  ];
}

async function generated(run: Run, kind: string, words: string): Promise<Content> {
  const kept = await run.keptConditions();
  const list = (kept.length > 0 ? kept : await run.conditions()).filter(
    (condition) => condition.kind === kind,
  );
  if (list.length === 0) return html`<p>None of the conditions are ${words}.</p>`;
  const sheet = await conditionGallery(list, await galleryOf(run));
  return embeddedPicture(sheet, `Images generated from ${words}. ${rowsOf(run)}`);
}

function rowsOf({ config }: Run): string {
  return `From the top: ${config.conditions.maps.join(', ')}, image, image with the label's joints.`;
}

/** The images that the filter was least sure of. */
export async function doubtfulPicture(run: Run): Promise<Content> {
  const { verdicts } = await run.verdicts();
  const sheet = await doubtfulGallery(verdicts, await run.conditions(), await galleryOf(run));
  return embeddedPicture(
    sheet,
    "Images near the filter's thresholds. Above: kept with the largest errors. Below: dropped with the smallest.",
  );
}
