import { full, scope, trace, zeros } from '@handbooster/torch';
import type { SynthesisModel } from './synthesis-model.js';

export interface DenoiserOnnxOptions {
  /** Larger constants in half precision; computing stays in float32. Rounds the standardised filters too. */
  half: boolean;
  /** For OpenCV 4: one image at a time, opset 10, `dropped` as float32 1 or 0; not with `half`. */
  opencv4: boolean;
  /** Free-form facts kept in the file. */
  facts: Record<string, string>;
}

export const DENOISER_ONNX_DEFAULTS: DenoiserOnnxOptions = { half: false, opencv4: false, facts: {} };

/**
 * The denoiser as an ONNX model (opset 17) for any batch size: Eq. 1 without the sampler around it. Inputs
 * `image` (batch, 3, S, S) noisy, `time` (batch) float32, `condition` (batch, C, S, S) in [-1, 1],
 * `orientation` (batch, 4) quaternions w first, `dropped` (batch) bool; output `prediction` (batch, 3, S, S),
 * the clean image.
 */
export function denoiserToOnnx(
  model: SynthesisModel,
  options: Partial<DenoiserOnnxOptions> = {},
): Uint8Array {
  const { half, opencv4, facts } = { ...DENOISER_ONNX_DEFAULTS, ...options };
  const { denoiser, config } = model;
  const { imageSize } = config;
  const { imageChannels, conditionChannels } = denoiser.shape;
  denoiser.eval();
  const graph = scope(() =>
    trace.traceGraph({
      inputs: (batch) => ({
        image: zeros([batch, imageChannels, imageSize, imageSize]),
        time: full([batch], 500),
        condition: zeros([batch, conditionChannels, imageSize, imageSize]),
        orientation: zeros([batch, 4]),
        dropped: zeros([batch], { dtype: 'bool' }),
      }),
      body: ({ image, time, condition, orientation, dropped }) => ({
        prediction: denoiser.forward(image, time, condition, orientation, dropped),
      }),
      names: denoiser.namedParameters(),
    }),
  );
  return trace.toOnnx(graph, {
    name: 'denoiser',
    description:
      'Predicts the clean image of a noisy one. condition: maps in [-1, 1]; orientation: unit quaternion, w first; ' +
      'dropped: rows that are predicted without orientation.',
    metadata: { ...facts, config: JSON.stringify(config) },
    half: half ? 'rounded' : null,
    opencv4,
  });
}
