import { existsSync } from 'node:fs';
import { Random } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { readWeightsFile } from '../../base/files/read-weights-file.js';
import { handByName } from '../../hand/model/hand-by-name.js';
import { NETWORK_KINDS, NETWORKS, type NetworkName } from '../../reconstruction/networks/network-kinds.js';
import type { ReconstructionNetwork } from '../../reconstruction/networks/reconstruction-network.js';
import { networkToOnnx } from '../../reconstruction/onnx/network-onnx.js';
import { roundToHalf } from '../../reconstruction/onnx/round-to-half.js';
import { createNetwork, loadNetwork } from '../../reconstruction/weights/network-file.js';
import { shippedPhotoNetwork } from '../../reconstruction/weights/shipped-weights.js';
import { denoiserToOnnx } from '../../synthesis/denoiser-onnx.js';
import { SYNTHESIS_PRESETS } from '../../synthesis/presets.js';
import { SynthesisModel } from '../../synthesis/synthesis-model.js';
import { loadSynthesisModel } from '../../synthesis/weights/model-file.js';
import { SHIPPED_DENOISER } from '../../synthesis/weights/shipped-denoiser.js';
import { compareOnnx, denoiserExample, networkExample, type OnnxExample } from './compare-onnx.js';

export interface ExportOnnxInput {
  /** A weights file of ours, or the name of a network, or `denoiser`. */
  source: string;
  output: string;
  half: boolean;
  /** In the form that OpenCV 4 reads: one image at a time, opset 10. */
  opencv4: boolean;
  /** `builtin`, `mano`, or the path of a model. */
  hand: string;
  /** Also runs the model in onnxruntime-web beside the engine. */
  check: boolean;
}

export interface ExportedOnnx {
  /** What was written: 'mobrecon-s', 'denoiser', ... */
  name: string;
  bytes: number;
  /** False where no trained weights were given or shipped. */
  trained: boolean;
  /**
   * Largest difference from the engine, by output, as a share of its largest number; null where not asked
   * for.
   */
  differences: Record<string, number> | null;
}

/**
 * Writes a network as an ONNX model.
 *
 * @throws InputError where the source is neither a file nor the name of a network, and for half precision in
 * OpenCV 4.
 */
export async function exportOnnx(input: ExportOnnxInput): Promise<ExportedOnnx> {
  const { source, output, half, opencv4, hand: place, check } = input;
  if (half && opencv4) {
    throw new InputError(
      '--half and --for opencv4 do not go together: OpenCV 4 refuses constants in half precision; leave one out',
    );
  }
  const hand = () => handByName(place);
  const write = async (name: string, trained: boolean, model: Uint8Array, example: () => OnnxExample) => {
    writeFileAtomicSync(output, model);
    const differences = check ? await compareOnnx(model, example()) : null;
    return { name, trained, bytes: model.byteLength, differences };
  };
  const network = async (name: string, trained: boolean, loaded: ReconstructionNetwork) => {
    try {
      if (half) roundToHalf(loaded);
      const model = networkToOnnx(loaded, hand(), {
        name,
        half,
        opencv4,
        facts: { trained: String(trained) },
      });
      return await write(name, trained, model, () => networkExample(loaded, opencv4));
    } finally {
      loaded.dispose();
    }
  };
  const denoiser = async (trained: boolean, model: SynthesisModel) => {
    try {
      const bytes = denoiserToOnnx(model, { half, opencv4, facts: { trained: String(trained) } });
      return await write('denoiser', trained, bytes, () => denoiserExample(model, opencv4));
    } finally {
      model.dispose();
    }
  };
  if (existsSync(source)) {
    const { metadata } = readWeightsFile(source, 'the weights of a network');
    if (metadata.format === 'handbooster-denoiser') return denoiser(true, loadSynthesisModel(source));
    return network(metadata.network ?? 'network', true, loadNetwork(source, hand()));
  }
  if (source === 'denoiser') {
    if (existsSync(SHIPPED_DENOISER)) return denoiser(true, loadSynthesisModel(SHIPPED_DENOISER));
    return denoiser(false, new SynthesisModel(SYNTHESIS_PRESETS.small, new Random(0, 'export')));
  }
  if (!NETWORKS.includes(source as NetworkName)) {
    throw new InputError(
      `${source}: expected a weights file, or one of ${NETWORKS.join(', ')}, denoiser; found no such file`,
    );
  }
  const name = source as NetworkName;
  if (name === 'mobrecon-s' && place === 'builtin') {
    return network(name, true, loadNetwork(shippedPhotoNetwork(), hand()));
  }
  return network(name, false, createNetwork(name, hand(), NETWORK_KINDS[name].inputSizes[0]));
}
