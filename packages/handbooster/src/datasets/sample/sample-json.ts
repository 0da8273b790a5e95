import { InputError } from '../../base/errors/input-error.js';
import { checkSchema, z } from '../../base/files/read-yaml.js';
import type { ImageReference, Sample } from './sample.js';

const numbers = (length: number) => z.array(z.number()).length(length);

const SCHEMA = z.object({
  id: z.string().min(1),
  dataset: z.string(),
  subject: z.string(),
  sequence: z.string(),
  frame: z.number().int(),
  view: z.string(),
  camera: z.object({
    fx: z.number().positive(),
    fy: z.number().positive(),
    cx: z.number(),
    cy: z.number(),
    width: z.number().int().positive(),
    height: z.number().int().positive(),
  }),
  hand: z.object({
    side: z.enum(['right', 'left']),
    pose: numbers(48),
    betas: numbers(10),
    translation: numbers(3),
    modelHash: z.string().nullable(),
  }),
  joints: z.array(numbers(3)).length(21),
  objects: z.array(z.object({ id: z.number().int(), name: z.string(), pose: numbers(12) })),
  grasped: z.number().int().min(-1),
});

/** A sample's labels as plain JSON: metres, radians, OpenCV camera axes; lists row by row. */
export type SampleJson = z.infer<typeof SCHEMA>;

/** Nine digits bring every float32 back exactly. */
const short = (values: ArrayLike<number>) => Array.from(values, (value) => Number(value.toPrecision(9)));

/** A sample's labels for a JSON file; image and segmentation paths belong to a disk and stay behind. */
export function sampleToJson(sample: Sample): SampleJson {
  const joints = short(sample.joints);
  return {
    id: sample.id,
    dataset: sample.dataset,
    subject: sample.subject,
    sequence: sample.sequence,
    frame: sample.frame,
    view: sample.view,
    camera: { ...sample.camera },
    hand: {
      side: sample.hand.side,
      pose: short(sample.hand.pose),
      betas: short(sample.hand.betas),
      translation: short(sample.hand.translation),
      modelHash: sample.hand.modelHash,
    },
    joints: Array.from({ length: 21 }, (_, i) => joints.slice(3 * i, 3 * i + 3)),
    objects: sample.objects.map(({ id, name, pose }) => ({ id, name, pose: Array.from(pose) })),
    grasped: sample.grasped,
  };
}

/**
 * A sample from its JSON.
 *
 * @param where file and member, for messages.
 * @throws {InputError} naming field, what was expected and what was found.
 */
export function sampleFromJson(json: unknown, image: ImageReference, where: string): Sample {
  const label = checkSchema(json, SCHEMA, where);
  if (label.grasped >= label.objects.length) {
    throw new InputError(
      `${where}: grasped: expected an index below ${label.objects.length}, found ${label.grasped}`,
    );
  }
  return {
    ...label,
    image,
    hand: {
      ...label.hand,
      pose: Float32Array.from(label.hand.pose),
      betas: Float32Array.from(label.hand.betas),
      translation: Float32Array.from(label.hand.translation),
    },
    joints: Float32Array.from(label.joints.flat()),
    objects: label.objects.map((object) => ({ ...object, pose: Float64Array.from(object.pose) })),
    segmentation: null,
  };
}
