import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { tfliteToOnnx } from './tflite/tflite-to-onnx.js';

/** The package whose weights are used, in the version that they were tried in. */
const PACKAGE = '@mediapipe/hands';
const VERSION = '0.4.1675469240';

/** The two networks of `LandmarkNetworks` as ONNX models. */
export interface LandmarkModels {
  palms: Uint8Array;
  landmarks: Uint8Array;
}

/**
 * MediaPipe's palm and landmark networks (Zhang et al. 2020; Apache-2.0) from the npm package
 * `@mediapipe/hands`, turned into ONNX.
 *
 * @throws InputError where the package is not installed or has other contents.
 */
export function landmarkModels(): LandmarkModels {
  const folder = packageFolder();
  const read = (name: string) => {
    try {
      return new Uint8Array(readFileSync(join(folder, name)));
    } catch {
      throw new InputError(`${join(folder, name)}: no such file; expected ${PACKAGE} ${VERSION}`);
    }
  };
  const facts = { source: `${PACKAGE}, version ${VERSION}`, license: 'Apache-2.0' };
  const landmarks = tfliteToOnnx(read('hand_landmark_full.tflite'), {
    name: 'hand-landmarks',
    description:
      'From an upright crop of a hand to its 21 landmarks in pixels of the crop and in metres, the certainty that there ' +
      'is a hand, and that it is a right one.',
    outputs: ['landmarks', 'presence', 'side', 'world'],
    facts,
  });
  const palms = tfliteToOnnx(
    packedAsset(
      'palm_detection_full.tflite',
      new TextDecoder().decode(read('hands_solution_packed_assets_loader.js')),
      read('hands_solution_packed_assets.data'),
    ),
    {
      name: 'palms',
      description:
        'From a picture to palms: boxes and seven points about anchors, and the certainty of each.',
      outputs: ['boxes', 'scores'],
      facts,
    },
  );
  return { palms, landmarks };
}

function packageFolder(): string {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
  } catch {
    throw new InputError(
      `to find hands in photos the weights of ${PACKAGE} are needed: npm install ${PACKAGE}@${VERSION}`,
    );
  }
}

/** One file of those that the package keeps end to end; its loader lists where each begins and ends. */
function packedAsset(name: string, loader: string, data: Uint8Array): Uint8Array {
  const entry = new RegExp(`${name.replace('.', '\\.')}",\\s*"start":\\s*(\\d+),\\s*"end":\\s*(\\d+)`).exec(
    loader,
  );
  if (entry === null) {
    throw new InputError(`${PACKAGE}: expected ${name} among its assets; npm install ${PACKAGE}@${VERSION}`);
  }
  return data.slice(Number(entry[1]), Number(entry[2]));
}
