import { cudaAvailable } from '@handbooster/torch';
import type { Config } from './config-schema.js';

/**
 * Where the stages of a run have their tensors. What a run makes is recorded as the same wherever it was
 * made, as with engines and processors: numbers differ in their last digits.
 */
export function runDevice({ device }: Pick<Config, 'device'>): string {
  if (device !== 'auto') return device;
  return cudaAvailable() ? 'cuda' : 'cpu';
}
