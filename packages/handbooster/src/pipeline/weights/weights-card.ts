import { existsSync } from 'node:fs';
import { z } from 'zod';
import { InputError } from '../../base/errors/input-error.js';
import { readJsonFile } from '../../base/files/read-text-file.js';

/**
 * What is known of a file of weights: how it was made, and of which pictures. Lies beside it, with `.json`
 * for its ending.
 */
const cardSchema = z.object({
  format: z.literal('handbooster-weights'),
  name: z.string(),
  /** SHA-256 of the weights' file. */
  sha256: z.string(),
  bytes: z.int(),
  parameters: z.int(),
  /** Image size, maps, network, diffusion. */
  model: z.record(z.string(), z.unknown()),
  training: z.object({
    seed: z.int(),
    steps: z.int(),
    images: z.int(),
    /** Hours at the optimiser, about; null where the log does not tell. */
    hours: z.number().nullable(),
    options: z.record(z.string(), z.unknown()),
    versions: z.record(z.string(), z.string()),
  }),
  losses: z.object({
    /** Mean of the last tenth of the logged steps. */
    train: z.number().nullable(),
    validation: z.number().nullable(),
    /** Of the step whose weights these are. */
    bestStep: z.int().nullable(),
  }),
  data: z.object({
    /** The resolved `capture` section of the configuration. */
    capture: z.record(z.string(), z.unknown()),
    split: z.string(),
    samples: z.int(),
    /** SHA-256 of `keys`. */
    hash: z.string(),
    /** Keys of the training pictures, see `packKeys`. */
    keys: z.string(),
  }),
  licence: z.string(),
});

export type WeightsCard = z.infer<typeof cardSchema>;

export function cardPath(weights: string): string {
  return weights.replace(/\.safetensors$/, '') + '.json';
}

/** The card beside a file of weights, or null where there is none. @throws InputError for a damaged one. */
export function readCard(weights: string): WeightsCard | null {
  const path = cardPath(weights);
  if (!existsSync(path)) return null;
  const parsed = cardSchema.safeParse(readJsonFile(path, 'remove it, or copy it anew'));
  if (!parsed.success) throw new InputError(`${path}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
