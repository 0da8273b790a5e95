import { InputError } from '../../base/errors/input-error.js';
import type { DenoiserOptions } from '../network/denoiser-options.js';

/** Shapes of a state dict's tensors, by name. */
export type Shapes = ReadonlyMap<string, { shape: readonly number[] }>;

/**
 * The shape of the network that a denoiser's state dict belongs to, read off its names and sizes. The number
 * of heads and of groups leave no trace in them: they are taken as the official ones.
 */
export function inferNetwork(weights: Shapes, file: string): Required<Omit<DenoiserOptions, 'multipliers'>> {
  const shapeOf = (name: string): readonly number[] => {
    const entry = weights.get(name);
    if (entry === undefined) {
      throw new InputError(
        `${file}: no tensor "${name}": these are not the weights of a HandBooster denoiser`,
      );
    }
    return entry.shape;
  };
  const count = (name: (index: number) => string) => {
    let index = 0;
    while (weights.has(name(index))) index++;
    return index;
  };
  const heads = 4;
  const [dim, inputs, initialKernel] = shapeOf('init_conv.weight');
  const imageChannels = 3;
  const unshuffle = Math.sqrt(shapeOf('final_conv.weight')[0] / imageChannels);
  const levels = count((level) => `downs.${level}.0.block1.proj.weight`);
  if (levels === 0 || !Number.isSafeInteger(unshuffle)) {
    throw new InputError(`${file}: the tensors' shapes are not those of a HandBooster denoiser`);
  }
  const blocksPerLevel = count((block) => `downs.0.${block}.block1.proj.weight`);
  const attention = (level: number) => `downs.${level}.${blocksPerLevel}.fn.fn.to_qkv.weight`;
  const range = Array.from({ length: levels }, (_, level) => level);
  const anyAttention = [...range.map(attention), 'mid_attn.fn.fn.to_qkv.weight'].find((name) =>
    weights.has(name),
  );
  return {
    dim,
    widths: range.map((level) => shapeOf(`downs.${level}.${blocksPerLevel + 1}.weight`)[0]),
    imageChannels,
    conditionChannels: inputs / unshuffle ** 2 - imageChannels,
    unshuffle,
    blocksPerLevel,
    initialKernel,
    linearAttention: range.map((level) => weights.has(attention(level))),
    middleAttention: weights.has('mid_attn.fn.fn.to_qkv.weight'),
    heads,
    headWidth: anyAttention === undefined ? 32 : shapeOf(anyAttention)[0] / (3 * heads),
    groups: 8,
    styleSize: 0,
  };
}
