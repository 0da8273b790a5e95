import { Random } from '@handbooster/torch';
import type { StoredCondition } from '../../../conditions/creation/condition-files.js';
import type { ConditionRenderer } from '../../../conditions/maps/condition-renderer.js';
import type { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { cropAndAugment } from '../../../datasets/crop/crop-and-augment.js';
import { cropCamera } from '../../../datasets/crop/crop-camera.js';
import { interleaved } from '../../../datasets/images/interleave.js';
import type { RealSplit } from '../../../datasets/real/real-split.js';
import { labelOverlay } from '../../../drawing/label-overlay.js';
import { type Tile, tileSheet } from '../../../drawing/tile-sheet.js';
import type { EdgeCaseVerdict } from '../../../synthesis/filter/edge-case-verdict.js';
import { readImage } from '../../../synthesis/generated-images.js';

/** Columns of a gallery. */
const COLUMNS = 8;

export interface GalleryInput {
  scenes: SceneBuilder;
  renderer: ConditionRenderer;
  /** Folder of the generated images. */
  images: string;
}

/** Condition maps, generated image and label overlay: a column a condition. */
export async function conditionGallery(
  conditions: readonly StoredCondition[],
  { scenes, renderer, images }: GalleryInput,
): Promise<Buffer> {
  const columns = await Promise.all(
    conditions.slice(0, COLUMNS).map(async (condition) => {
      const camera = cropCamera(condition.camera, condition.box, renderer.size);
      const { maps } = renderer.render(scenes.scene(condition, camera));
      const picture = { size: renderer.size, pixels: await readImage(images, condition.id) };
      const drawn = Object.values(maps).map((pixels) => ({
        size: renderer.size,
        pixels: pixels as Uint8Array,
      }));
      return [...drawn, picture, labelOverlay(picture, condition.joints, camera)];
    }),
  );
  return tileSheet(transpose(columns));
}

/** Real crops, their condition maps and label overlay: what the denoiser learned from. */
export async function realGallery(
  real: RealSplit,
  { scenes, renderer }: GalleryInput,
  seed: number,
): Promise<Buffer> {
  const random = new Random(seed, 'real-gallery');
  const columns = await Promise.all(
    Array.from({ length: Math.min(COLUMNS, real.length) }, () => random.integer(real.length)).map(
      async (index) => {
        const { sample, image } = await real.frame(index);
        const crop = cropAndAugment(sample, image, { size: renderer.size });
        const { maps } = renderer.render(scenes.scene(sample, crop.camera));
        const picture = { size: renderer.size, pixels: interleaved(crop.image, renderer.size) };
        const drawn = Object.values(maps).map((pixels) => ({
          size: renderer.size,
          pixels: pixels as Uint8Array,
        }));
        return [...drawn, picture, labelOverlay(picture, sample.joints, crop.camera)];
      },
    ),
  );
  return tileSheet(transpose(columns));
}

/** The doubtful ones: kept images with the largest errors above, dropped ones with the smallest below. */
export async function doubtfulGallery(
  verdicts: readonly EdgeCaseVerdict[],
  conditions: readonly StoredCondition[],
  { images, renderer }: GalleryInput,
): Promise<Buffer | null> {
  const byId = new Map(conditions.map((condition) => [condition.id, condition]));
  const worstKept = verdicts.filter(({ kept }) => kept).sort((a, b) => b.severity - a.severity);
  const bestDropped = verdicts.filter(({ kept }) => !kept).sort((a, b) => a.severity - b.severity);
  const rows = await Promise.all(
    [worstKept, bestDropped].map((list) =>
      Promise.all(
        list.slice(0, COLUMNS).map(async ({ id }): Promise<Tile> => {
          const condition = byId.get(id) as StoredCondition;
          const picture = { size: renderer.size, pixels: await readImage(images, id) };
          return labelOverlay(
            picture,
            condition.joints,
            cropCamera(condition.camera, condition.box, renderer.size),
          );
        }),
      ),
    ),
  );
  const filled = rows.filter((row) => row.length > 0);
  return filled.length === 0 ? null : tileSheet(filled);
}

function transpose(columns: readonly (readonly Tile[])[]): Tile[][] {
  return (columns[0] ?? []).map((_, row) => columns.map((column) => column[row]));
}
