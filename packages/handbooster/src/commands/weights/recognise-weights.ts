import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { readOfficialState } from '../../reconstruction/weights/official/official-state.js';

/** What a file of weights can be. */
export type WeightsKind = 'denoiser' | 'reconstruction' | 'resnet50' | 'densestack' | 'inception';

/** Tensors that tell what a state dict belongs to; the first that is there decides. */
const MARKS: readonly [mark: RegExp, kind: WeightsKind][] = [
  [/^(decoder3d|regressor)\./, 'reconstruction'],
  [/^Mixed_7c\.branch_pool\.conv\.weight$/, 'inception'],
  [/^layer4\.2\.conv3\.weight$/, 'resnet50'],
  [/^(backbone\.)?pre_layer\.0\.0\.weight$/, 'densestack'],
];

/**
 * What weights a file has, by the names of its tensors: the denoiser in the official trainer's container, or a state dict of one of
 * the reconstruction networks or of what they start from.
 *
 * @throws InputError where it is none of these, saying what was found.
 */
export function recogniseWeights(path: string): WeightsKind {
  if (/\.safetensors$/i.test(path)) {
    const { format } = io.readSafetensors(path).metadata;
    throw new InputError(
      `${path}: expected a checkpoint as PyTorch saves them, found safetensors${
        format === undefined ? '' : ` (${format}), which needs no import`
      }`,
    );
  }
  if (hasDenoiser(path)) return 'denoiser';
  const names = [...readOfficialState(path).weights.keys()];
  const found = MARKS.find(([mark]) => names.some((name) => mark.test(name)));
  if (found !== undefined) return found[1];
  throw new InputError(
    `${path}: expected the weights of a HandBooster denoiser, HandOccNet, MobRecon, H2ONet, torchvision's ResNet-50, densestack or the ` +
      `FID's Inception-v3; found ${names.length} tensors such as ${names.slice(0, 3).join(', ')}`,
  );
}

/** Whether `model` or `ema` of a container holds a denoiser. */
function hasDenoiser(path: string): boolean {
  return ['model', 'ema'].some((key) => {
    try {
      const container = io.readTorchCheckpoint(path, { only: [key] });
      const state = container instanceof Map ? container.get(key) : undefined;
      return (
        state instanceof Map &&
        [...state.keys()].some(
          (name) => typeof name === 'string' && /(^|\.)model\.init_conv\.weight$/.test(name),
        )
      );
    } catch (error) {
      // No such key; what else is wrong with the file shows when it is read.
      if (error instanceof io.FormatError) return false;
      throw error;
    }
  });
}
