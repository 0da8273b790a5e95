import { noGrad, Random, rand, scope, tensor } from '@handbooster/torch';
import { expect, it } from 'vitest';
import { expectSameOutputs, plain } from '../../test/support/onnx-parity.js';
import { denoiserToOnnx } from './denoiser-onnx.js';
import { SYNTHESIS_PRESETS } from './presets.js';
import { SynthesisModel, type SynthesisModelConfig } from './synthesis-model.js';

const { small, paper } = SYNTHESIS_PRESETS;

/** The demo's network narrowed, and the paper's with its attentions at every level. */
const CONFIGS: [string, SynthesisModelConfig][] = [
  ['small', { ...small, imageSize: 32, network: { ...small.network, dim: 16, widths: [16, 24, 32] } }],
  ['paper', { ...paper, imageSize: 32, network: { ...paper.network, dim: 16, multipliers: [1, 2] } }],
];

it.each(CONFIGS)('the denoiser (%s) gives in ONNX what it gives in the engine', async (_, config) => {
  const model = new SynthesisModel(config, new Random(3, 'denoiser-onnx'));
  const bytes = denoiserToOnnx(model);
  const halved = denoiserToOnnx(model, { half: true });
  expect(halved.byteLength).toBeLessThan(0.8 * bytes.byteLength);
  const runs = [1, 3].map((batch) =>
    scope(() => {
      const inputs = {
        image: rand([batch, 3, 32, 32]).mul(2).sub(1),
        time: rand([batch]).mul(999),
        condition: rand([batch, 6, 32, 32]).mul(2).sub(1),
        orientation: rand([batch, 4]),
        dropped: tensor(
          Uint8Array.from({ length: batch }, (_, i) => i % 2),
          { dtype: 'bool' },
        ),
      };
      const { image, time, condition, orientation, dropped } = inputs;
      const prediction = noGrad(() => model.denoiser.forward(image, time, condition, orientation, dropped));
      return { inputs: plain(inputs), outputs: plain({ prediction }) };
    }),
  );
  model.dispose();
  await expectSameOutputs(bytes, runs, 1e-4);
  await expectSameOutputs(halved, runs, 2e-2);
});
