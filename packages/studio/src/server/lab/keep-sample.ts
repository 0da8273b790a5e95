import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from 'handbooster';
import { appendToShards, PICTURE_TERMS, Run } from 'handbooster/pipeline';
import sharp from 'sharp';
import type { LabPiece, LabScene, LabWish } from '../../api/lab.js';
import { labLabel } from './lab-label.js';

/** What an image was made of. */
export interface SceneOrder {
  /** Of the run. */
  folder: string;
  scene: LabScene;
  wish: LabWish;
}

/** Samples are kept one after the other, whichever tab asks. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Puts the image of an order with its label into a dataset in the first of the studio's folders.
 *
 * @param name of the dataset's folder.
 * @throws InputError for a name that is none, a folder of something else, a sample that is there already
 */
export function keepSample(
  parent: string,
  name: string,
  { folder: root, scene, wish }: SceneOrder,
  { size, pixels }: LabPiece,
): Promise<{ folder: string; count: number }> {
  if (!/^[\w][\w.+-]{0,79}$/.test(name)) {
    throw new InputError(`name: expected letters, digits, dots and dashes, found “${name}”`);
  }
  const folder = join(parent, name);
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink()) {
    throw new InputError(`name: ${folder} is a link to elsewhere; give another name`);
  }
  const kept = turn.then(async () => {
    const run = Run.open(root);
    const objects = await run.objects();
    const label = labLabel(scene, run.hand, size, (id) => objects.find((each) => each.id === id)?.name ?? '');
    const digest = createHash('sha256').update(JSON.stringify({ scene, wish, root })).digest('hex');
    const image = await sharp(Buffer.from(pixels, 'base64'), {
      raw: { width: size, height: size, channels: 3 },
    })
      .png()
      .toBuffer();
    const sample = {
      ...label,
      id: `lab-${digest.slice(0, 16)}`,
      dataset: 'synthetic',
      subject: 'lab',
      sequence: 'lab',
      frame: 0,
      view: 'crop',
      image: { path: '', mirrored: false },
      segmentation: null,
    };
    const { seed, sampler, steps, guidance } = wish;
    const provenance = { kind: 'lab', seed, sampler, steps, guidance };
    const count = await appendToShards(
      folder,
      { sample, image, provenance },
      {
        title: 'Samples of the lab',
        summary:
          'Images that somebody made one by one, of scenes posed by hand; labels are exact for the scene.',
        licenses: [
          `Hand model: ${run.hand.provenance}`,
          `Real images behind the denoiser: ${PICTURE_TERMS[run.config.capture.source]}`,
        ],
        handModel: { name: run.hand.name, hash: run.hand.hash },
        provenance: {},
      },
    );
    return { folder, count };
  });
  turn = kept.catch(() => {});
  return kept;
}
