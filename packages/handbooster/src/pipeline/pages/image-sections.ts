import { type Content, html } from '../../drawing/html.js';
import type { Run } from '../run/open-run.js';
import { pagePicture } from './page-picture.js';
import { conditionGallery, doubtfulGallery, type GalleryInput, realGallery } from './picture-gallery.js';

/** What galleries of a run are drawn with. */
export async function galleryOf(run: Run): Promise<GalleryInput> {
  return { scenes: await run.scenes(), renderer: run.renderer(), images: run.folder('synthesise') };
}

/**
 * Generated images of novel grasps and novel views, and real ones, with their maps. Pictures go into the
 * folder.
 */
export async function imagesSection(run: Run, folder: string): Promise<Content> {
  const gallery = await galleryOf(run);
  const kept = await run.keptConditions();
  const shown = kept.length > 0 ? kept : await run.conditions();
  const rows = `From the top: ${run.config.conditions.maps.join(', ')}, image, image with the label's joints.`;
  const generated = async (kind: string, name: string, words: string) => {
    const list = shown.filter((condition) => condition.kind === kind);
    const sheet = list.length === 0 ? null : await conditionGallery(list, gallery);
    return pagePicture(folder, name, sheet, `Generated from ${words}. ${rows}`);
  };
  const real = await realGallery(await run.trainingSplit(), gallery, run.config.seed);
  return [
    html`<h3>Novel grasps</h3>`,
    await generated('novel-grasp', 'novel-grasps.png', 'novel grasps'),
    html`<h3>Novel views of real grasps</h3>`,
    await generated('novel-view', 'novel-views.png', 'novel views'),
    html`<h3>Real images</h3>`,
    pagePicture(folder, 'real.png', real, `Real training images. ${rows}`),
  ];
}

/** The images that the filter was least sure of. */
export async function doubtfulSection(run: Run, folder: string): Promise<Content> {
  const { verdicts } = await run.verdicts();
  const sheet = await doubtfulGallery(verdicts, await run.conditions(), await galleryOf(run));
  const caption = 'Above: kept images with the largest errors. Below: dropped images with the smallest.';
  return pagePicture(folder, 'doubtful.png', sheet, caption);
}
