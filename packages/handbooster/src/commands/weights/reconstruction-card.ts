import { existsSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from '../../base/errors/input-error.js';
import { readJsonFile } from '../../base/files/read-text-file.js';
import { cardPath } from '../../pipeline/weights/weights-card.js';

const errors = z.object({
  /** J-PE, V-PE, PA-J-PE, PA-V-PE in millimetres. */
  jointError: z.number(),
  vertexError: z.number(),
  alignedJointError: z.number(),
  alignedVertexError: z.number(),
});

/**
 * What is known of a reconstruction network's file: how it was trained, on which pictures, and how far off it
 * is.
 */
const schema = z.object({
  format: z.literal('handbooster-reconstruction-weights'),
  name: z.string(),
  /** SHA-256 of the weights' file. */
  sha256: z.string(),
  bytes: z.int(),
  parameters: z.int(),
  network: z.string(),
  inputSize: z.int(),
  /** `real`, or `real + synthetic`. */
  method: z.string(),
  training: z.object({
    seed: z.int(),
    steps: z.int(),
    images: z.int(),
    hours: z.number(),
    /** The resolved `train` section of the configuration. */
    options: z.record(z.string(), z.unknown()),
    versions: z.record(z.string(), z.string()),
    /** Mean of the last tenth of the steps. */
    loss: z.number(),
    /** What the weights were chosen by, and after which step. */
    selection: z.string(),
    chosenStep: z.int(),
  }),
  data: z.object({
    capture: z.record(z.string(), z.unknown()),
    /** Pictures of the training split, and of them SHA-256 over the packed keys (`packKeys`). */
    real: z.int(),
    hash: z.string(),
    /** Generated pictures that passed the filter. */
    synthetic: z.int(),
  }),
  /**
   * On held-out images: of the validation split (chosen by), and of each test split beside predicting the
   * mean hand.
   */
  validation: errors.nullable(),
  tests: z.array(z.object({ split: z.string(), samples: z.int(), network: errors, meanHand: errors })),
  licence: z.string(),
});

export type ReconstructionCard = z.infer<typeof schema>;

/**
 * The card beside a network's file, or null where there is none of this kind.
 * @throws InputError for a damaged one.
 */
export function readReconstructionCard(weights: string): ReconstructionCard | null {
  const path = cardPath(weights);
  if (!existsSync(path)) return null;
  const value = readJsonFile(path, 'remove it, or copy it anew') as { format?: string } | null;
  if (value?.format !== 'handbooster-reconstruction-weights') return null;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InputError(`${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
