import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { InputError } from '../../base/errors/input-error.js';
import type { SynthesisModelConfig } from '../../synthesis/synthesis-model.js';
import { SHIPPED, SHIPPED_DENOISER } from '../../synthesis/weights/shipped-denoiser.js';
import type { Config } from '../config/config-schema.js';

/**
 * The file of ready weights that a configuration asks for, or null where the denoiser is to be trained:
 * because none are asked for, or because this copy of the package came without.
 */
export function readyWeights({ denoiser }: Pick<Config, 'denoiser'>): string | null {
  if (denoiser.weights !== SHIPPED) return denoiser.weights;
  return existsSync(SHIPPED_DENOISER) ? SHIPPED_DENOISER : null;
}

/** What a result made from ready weights depends on, for the key of its stage: the file's contents. */
export function weightsHash(config: Pick<Config, 'denoiser'>): string | null {
  const path = readyWeights(config);
  if (path === null || !existsSync(path)) return null;
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** Ready weights must be for the images and maps of the run. @throws InputError saying what to change. */
export function checkReadyWeights(path: string, model: SynthesisModelConfig, config: Config): void {
  const differences: string[] = [];
  if (model.imageSize !== config.denoiser.imageSize) {
    differences.push(`denoiser.imageSize is ${config.denoiser.imageSize}, theirs ${model.imageSize}`);
  }
  const { maps } = config.conditions;
  if (String(model.conditionMaps) !== String(maps)) {
    differences.push(`conditions.maps is [${maps}], theirs [${model.conditionMaps}]`);
  }
  if (differences.length > 0) {
    throw new InputError(
      `denoiser.weights: ${path} does not fit: ${differences.join('; ')}; change that, or train with denoiser.weights=null`,
    );
  }
}
