import { InputError } from '../../base/errors/input-error.js';
import type { Progress } from '../../base/progress.js';
import { cropAndAugment } from '../../datasets/crop/crop-and-augment.js';
import { squareBox, wholeImageBox } from '../../datasets/crop/square-box.js';
import { readHo3d } from '../../datasets/ho3d/read-ho3d.js';
import { decodeImage } from '../../datasets/images/decode-image.js';
import { Ho3dSubmission } from '../../evaluation/ho3d/ho3d-submission.js';
import { findHandModel } from '../../hand/model/find-hand-model.js';
import { MANO_TIPS } from '../../hand/model/finger-tips.js';
import { prepareForPrediction } from '../../reconstruction/networks/prepare-for-prediction.js';
import { predictHands } from '../../reconstruction/prediction/predict-hands.js';
import { loadNetwork } from '../../reconstruction/weights/network-file.js';

export interface SubmitHo3dOptions {
  /** Folder of HO3D v2 or v3. */
  root: string;
  /** Weights of a network, as training leaves them. */
  weights: string;
  /** A MANO_RIGHT.pkl or the folder of one; MANO_DIR by default. */
  hand?: string;
  /**
   * `ho3d`: the vertices that HO3D's labels have as fingertips; `model`: the hand model's own, as the release
   * submits.
   */
  fingertips: 'ho3d' | 'model';
  output: string;
  progress: Progress;
  signal: AbortSignal;
}

/** The given box of a test picture is widened so much (the published baselines' value). */
const BOX_FACTOR = 1.5;
const GROUP = 32;

/** Predicts HO3D's evaluation split and writes it as the server wants it. @returns the number of pictures. */
export async function submitHo3d(options: SubmitHo3dOptions): Promise<number> {
  const { root, weights, output, fingertips, progress, signal } = options;
  const hand = findHandModel({ path: options.hand });
  if (hand.template.length !== 3 * 778) {
    throw new InputError(
      `hand model: HO3D's server scores MANO's mesh, found ${hand.name}; set MANO_DIR or name the file`,
    );
  }
  const reader = await readHo3d(root, 'evaluation', null);
  const network = loadNetwork(weights, hand);
  prepareForPrediction(network);
  const size = network.inputSize;
  const submission = new Ho3dSubmission();
  const task = progress.begin('predict', reader.length, 'images');
  try {
    for (let first = 0; first < reader.length; first += GROUP) {
      signal.throwIfAborted();
      const positions = Array.from({ length: Math.min(GROUP, reader.length - first) }, (_, i) => first + i);
      const crops = await Promise.all(
        positions.map(async (position) => {
          const sample = await reader.loadEvaluation(position);
          const { width, height } = sample.camera;
          const box = squareBox(sample.box, width, height, BOX_FACTOR) ?? wholeImageBox(width, height);
          return { root: sample.root, image: cropOf(await decodeImage(sample.image), box, size) };
        }),
      );
      const images = new Float32Array(crops.length * 3 * size * size);
      crops.forEach(({ image }, i) => {
        images.set(image, i * image.length);
      });
      const { vertices, joints } = predictHands(network, images);
      crops.forEach(({ root: wrist }, i) => {
        const part = (all: Float32Array) =>
          all.subarray((i * all.length) / crops.length, ((i + 1) * all.length) / crops.length);
        const tips = fingertips === 'ho3d' ? MANO_TIPS.ho3d : null;
        submission.add({ vertices: part(vertices), joints: part(joints) }, wrist, tips);
      });
      task.advance(crops.length);
    }
  } finally {
    network.dispose();
  }
  task.end();
  submission.write(output);
  return submission.length;
}

/** Only the picture matters: the labels that cropping turns along are blank. */
function cropOf(
  image: Awaited<ReturnType<typeof decodeImage>>,
  box: ReturnType<typeof wholeImageBox>,
  size: number,
) {
  const camera = { fx: 1, fy: 1, cx: 0, cy: 0, width: image.width, height: image.height };
  const blank = new Float32Array(63).fill(1);
  const hand = {
    side: 'right' as const,
    pose: new Float32Array(48),
    betas: new Float32Array(10),
    translation: new Float32Array(3),
    modelHash: null,
  };
  return cropAndAugment({ camera, joints: blank, hand }, image, { size, box }).image;
}
