import { InputError } from '../../../base/errors/input-error.js';
import { styleOfPicture } from '../../../synthesis/style/style-of-picture.js';
import type { SynthesisModel } from '../../../synthesis/synthesis-model.js';
import { runDevice } from '../../config/run-device.js';
import type { RunStageContext } from '../../run/run-stage.js';
import { runSegmenter } from '../../run/segmenter-of-run.js';

/**
 * The look that all images are to have: that of `synthesise.styleImage`, or null where there is none.
 *
 * @throws {InputError} when the denoiser knows no styles
 */
export async function wantedStyle(
  { config, seed, workers, folder, run, progress, signal }: RunStageContext<'capture'>,
  model: SynthesisModel,
): Promise<Float32Array | null> {
  const { styleImage } = config.synthesise;
  if (styleImage === null) return null;
  if (model.config.style === undefined) {
    throw new InputError(
      'synthesise.styleImage: this denoiser knows no styles; train one with denoiser.style=colours',
    );
  }
  const size = model.config.imageSize;
  const [train, scenes] = [await run.trainingSplit(), await run.scenes()];
  const device = runDevice(config);
  const options = { train, scenes, size, seed, workers, device, folder, progress, signal };
  const segmenter = await runSegmenter(options);
  try {
    return await styleOfPicture(styleImage, segmenter, size);
  } finally {
    segmenter.dispose();
  }
}
