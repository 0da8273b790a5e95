import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { readWeightsFile } from '../../base/files/read-weights-file.js';
import { Segmenter } from './segmenter.js';

const FORMAT = 'handbooster-segmenter';

/** Writes a segmenter as one safetensors file that `loadSegmenter` reads. */
export function saveSegmenter(path: string, segmenter: Segmenter): void {
  io.writeSafetensors(path, segmenter.stateArrays(), { format: FORMAT });
}

/** Reads a segmenter, ready to predict. @throws InputError where the file is no segmenter's. */
export function loadSegmenter(path: string): Segmenter {
  const arrays = readWeightsFile(path, 'the weights of a segmenter');
  if (arrays.metadata.format !== FORMAT) {
    throw new InputError(
      `${path}: metadata "format": expected "${FORMAT}", found ${arrays.metadata.format ?? 'none'}`,
    );
  }
  const segmenter = new Segmenter();
  try {
    segmenter.loadStateDict(arrays);
  } catch (error) {
    segmenter.dispose();
    throw new InputError(`${path}: ${error instanceof Error ? error.message : error}`);
  }
  segmenter.eval();
  return segmenter;
}
