import { existsSync, mkdirSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { loadInception } from '../../evaluation/frechet/inception/load-inception.js';
import { loadHand } from '../../hand/model/hand-by-name.js';
import { saveNetwork } from '../../reconstruction/weights/network-file.js';
import { loadOfficialReconstruction } from '../../reconstruction/weights/official/load-official-reconstruction.js';
import { readOfficialState } from '../../reconstruction/weights/official/official-state.js';
import { readOfficialHierarchy } from '../../reconstruction/weights/official/read-official-hierarchy.js';
import { loadSynthesisModel, saveSynthesisModel } from '../../synthesis/weights/model-file.js';
import {
  denoisersIn,
  type OfficialWeights,
  readOfficialCheckpoint,
} from '../../synthesis/weights/official-checkpoint.js';
import { recogniseWeights, type WeightsKind } from './recognise-weights.js';

export interface ImportOptions {
  /** A `.pt` or `.pth` file of an official release. */
  file: string;
  /** Converted file; the input's name with `.safetensors`, in the working directory, by default. */
  output?: string;
  /**
   * Of a denoiser: which weights (by default the averaged ones where there are any), and the side of its
   * images.
   */
  weights?: OfficialWeights;
  imageSize?: number;
  /** Half the size; weights are read back into float32. */
  half?: boolean;
  /** The hand model a reconstruction network was trained with: `builtin`, `mano` or a path. */
  hand: string;
  /** `transform.pkl` of the official template folder, for MobRecon and H2ONet. */
  hierarchy?: string;
}

export const IMPORT_DEFAULTS = { imageSize: 128, hand: 'mano' } as const;

/** What was imported. */
export interface ImportedWeights {
  kind: WeightsKind;
  /** Network's name, or the denoiser's shape in words. */
  network: string;
  output: string;
  parameters: number;
  /** Training steps, where the file says so. */
  step?: number;
  /** Tensors of the file that were left out. */
  ignored: string[];
  /** What to know before using it. */
  notes: string[];
}

/** Format of converted stems: the same names, to start a training from. */
const STEM_FORMAT = 'handbooster-stem';

/**
 * Converts official weights, recognised by their names, to safetensors that say by themselves what they are.
 *
 * @throws InputError naming the file and the tensor that is missing, unexpected or of another shape.
 */
export function importWeights(options: ImportOptions): ImportedWeights {
  const { file } = options;
  if (!existsSync(file)) throw new InputError(`${file}: no such file`);
  const kind = recogniseWeights(file);
  const output = resolve(options.output ?? `${basename(file, extname(file))}.safetensors`);
  mkdirSync(dirname(output), { recursive: true });
  const imported = { denoiser, reconstruction, resnet50: stem, densestack: stem, inception: stem }[kind];
  return { kind, output, ...imported(options, output, kind) };
}

type Imported = Omit<ImportedWeights, 'kind' | 'output'>;

function denoiser(
  { file, weights, imageSize = IMPORT_DEFAULTS.imageSize, half }: ImportOptions,
  output: string,
): Imported {
  const which = weights ?? averagedOrNot(file);
  const { step } = readOfficialCheckpoint(file, which, imageSize);
  const model = loadSynthesisModel(file, { weights: which, imageSize });
  try {
    const { widths, dim } = model.denoiser.shape;
    saveSynthesisModel(output, model, {
      dtype: half ? 'float16' : 'float32',
      facts: { importedFrom: basename(file), weights: which, step: String(step) },
    });
    return {
      network: `denoiser, dim ${dim}, widths ${widths.join(', ')}, ${which} weights, ${imageSize} x ${imageSize} pixels`,
      parameters: model.denoiser.parameterCount(),
      step,
      ignored: [],
      notes: [`use it with: denoiser.weights=${output} denoiser.imageSize=${imageSize}`],
    };
  } finally {
    model.dispose();
  }
}

/** Averaged weights where the file has them. */
function averagedOrNot(file: string): OfficialWeights {
  return denoisersIn(file).includes('ema') ? 'ema' : 'model';
}

function reconstruction(options: ImportOptions, output: string): Imported {
  const { file, half, hierarchy } = options;
  const hand = loadHand({ hand: { model: options.hand } });
  const levels = hierarchy === undefined ? undefined : readOfficialHierarchy(hierarchy);
  const { name, network, ignored } = loadOfficialReconstruction(file, hand, { levels });
  try {
    saveNetwork(output, name, network, hand, {
      dtype: half ? 'float16' : 'float32',
      levels,
      facts: { importedFrom: basename(file) },
    });
    const notes = [`made for the hand model ${hand.name}; use it with: filter.network=${output}`];
    if (name !== 'handoccnet' && levels === undefined) {
      notes.push(
        "the mesh hierarchy is the hand's own: weights of the releases need theirs, give --hierarchy transform.pkl",
      );
    }
    return {
      network: `${name}, ${network.inputSize} x ${network.inputSize} pixels`,
      parameters: network.parameterCount(),
      ignored,
      notes,
    };
  } finally {
    network.dispose();
  }
}

/** What networks or measures start from: the tensors as they are. */
function stem({ file, half }: ImportOptions, output: string, kind: WeightsKind): Imported {
  // Says which tensor is wrong, if any is.
  if (kind === 'inception') loadInception(file).dispose();
  const arrays = new Map<string, io.ArrayData>();
  const ignored: string[] = [];
  for (const [name, array] of readOfficialState(file).weights) {
    const classifier = /^(fc|AuxLogits)\./.test(name);
    if (classifier || name.endsWith('num_batches_tracked')) {
      if (classifier) ignored.push(name);
      continue;
    }
    const data = io.arrayToFloat32(array);
    arrays.set(
      name,
      half
        ? { dtype: 'float16', shape: array.shape, data: io.float32ToFloat16(data) }
        : { dtype: 'float32', shape: array.shape, data },
    );
  }
  io.writeSafetensors(output, arrays, { format: STEM_FORMAT, network: kind, importedFrom: basename(file) });
  const notes = kind === 'inception' ? [`use it with: evaluate.inception=${output}`] : [];
  const parameters = [...arrays].reduce(
    (sum, [name, { shape }]) => sum + (/running_/.test(name) ? 0 : shape.reduce((a, b) => a * b, 1)),
    0,
  );
  return { network: kind, parameters, ignored, notes };
}
