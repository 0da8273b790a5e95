import { Random, rand, tensor } from '@handbooster/torch';
import { expect, it } from 'vitest';
import { expectSameOutputs, inferenceRun } from '../../test/support/onnx-parity.js';
import { denoiserToOnnx } from './denoiser-onnx.js';
import { SYNTHESIS_PRESETS } from './presets.js';
import { SynthesisModel, type SynthesisModelConfig } from './synthesis-model.js';

const { small, paper } = SYNTHESIS_PRESETS;

/** The demo's network narrowed, and the paper's with its attentions at every level. */
const CONFIGS: [string, SynthesisModelConfig][] = [
  ['small', { ...small, imageSize: 32, network: { ...small.network, dim: 16, widths: [16, 24, 32] } }],
  ['paper', { ...paper, imageSize: 32, network: { ...paper.network, dim: 16, multipliers: [1, 2] } }],
];

/**
 * Half precision rounds each weight by up to 2^-11 of itself, and some 40 layers in a row may each add as
 * much of their output.
 */
const HALF = 40 * 2 ** -11;

it.each(CONFIGS)('the denoiser (%s) gives in ONNX what it gives in the engine', async (_, config) => {
  const model = new SynthesisModel(config, new Random(3, 'denoiser-onnx'));
  const bytes = denoiserToOnnx(model);
  const halved = denoiserToOnnx(model, { half: true });
  expect(halved.byteLength).toBeLessThan(0.8 * bytes.byteLength);
  const runs = [1, 3].map((batch) => {
    const dropped = Uint8Array.from({ length: batch }, (_, i) => i % 2);
    const inputs = {
      image: rand([batch, 3, 32, 32]).mul(2).sub(1),
      time: rand([batch]).mul(999),
      condition: rand([batch, 6, 32, 32]).mul(2).sub(1),
      orientation: rand([batch, 4]),
      dropped: tensor(dropped, { dtype: 'bool' }),
    };
    return inferenceRun(model.denoiser, inputs, ({ image, time, condition, orientation, dropped }) => ({
      prediction: model.denoiser.forward(image, time, condition, orientation, dropped),
    }));
  });
  model.dispose();
  await expectSameOutputs(bytes, runs);
  await expectSameOutputs(halved, runs, HALF);
});
