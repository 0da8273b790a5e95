import type { Camera } from '../../geometry/camera.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import { decodeImage } from '../images/decode-image.js';
import type { RgbImage } from '../images/rgb-image.js';
import type { Sample } from '../sample/sample.js';
import type { ExportSource } from './export-source.js';
import { placeInFrame } from './place-in-frame.js';

/** The formats that a dataset can be written in. */
export const EXPORT_FORMATS = ['dexycb', 'coco', 'ho3d'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What every exporter works on. */
export interface ExportTask {
  dataset: ExportSource;
  /** The split that they are of. */
  split: string;
  /** COCO: real pictures to test with, by the name of their split (`val`, `test`). */
  heldOut: ReadonlyMap<string, readonly Sample[]>;
  hand: HandModel;
  /** Models of the objects, as far as they are known. */
  objects: readonly ObjectModel[];
  /** Where to write; files that are there already are whole and stay. */
  folder: string;
  /** The camera that all pictures are shown by; null to leave each as it is. */
  frame: Camera | null;
  /** DexYCB: for the dataset class of its toolkit as it is (see `ToolkitPlaces`). */
  toolkit: boolean;
  /** Pictures written together; changes no byte. */
  concurrency: number;
  signal: AbortSignal;
  onProgress: (done: number) => void;
}

/**
 * The camera of exported frames where pictures are put into one: the size and about the focal length of
 * DexYCB's and HO3D's cameras, which trainers take for granted.
 */
export const EXPORT_CAMERA: Camera = { fx: 610, fy: 610, cx: 319.5, cy: 239.5, width: 640, height: 480 };

/** A sample's picture and camera as they are written. */
export async function exportedPicture(
  sample: Sample,
  frame: Camera | null,
): Promise<{ image: RgbImage; camera: Camera }> {
  const image = await decodeImage(sample.image, { expected: sample.camera });
  if (frame === null) return { image, camera: sample.camera };
  return { image: placeInFrame(image, sample.camera, frame), camera: frame };
}

/** Groups positions by a key of their samples, in the order of the first of each. */
export async function groupSamples(
  dataset: ExportSource,
  keyOf: (sample: Sample) => string,
): Promise<Map<string, number[]>> {
  const groups = new Map<string, number[]>();
  for (let position = 0; position < dataset.length; position++) {
    const key = keyOf(await dataset.load(position));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [position]);
    else group.push(position);
  }
  return groups;
}

/** Objects of the list that a dataset shows. */
export function shownObjects(objects: readonly ObjectModel[], ids: ReadonlySet<number>): ObjectModel[] {
  return objects.filter(({ id }) => ids.has(id));
}
