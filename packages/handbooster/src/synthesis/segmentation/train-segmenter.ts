import { Generator, nn, ops, optim, Random, randn, scope, type Tensor, tensor } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { SEGMENTER_MULTIPLE, Segmenter } from './segmenter.js';

/** A picture with where things are in it. */
export interface SegmentedImage {
  /** (S, S, 3) */
  image: Uint8Array;
  /** (S, S) 0 elsewhere, 1 hand, 2 any object. */
  labels: Uint8Array;
}

export interface SegmenterTrainingOptions {
  /** Images a step, and steps. */
  batch: number;
  steps: number;
  /** Adam's rate at its top; warmed up, then falling to zero along a cosine. */
  learningRate: number;
  seed: number;
  device: string;
  signal?: AbortSignal;
  onStep?(step: number, steps: number, loss: number): void;
}

/** About 30 s on two cores at 64 x 64, which is why there is nothing to resume. */
export const SEGMENTER_TRAINING_DEFAULTS: SegmenterTrainingOptions = {
  batch: 32,
  steps: 500,
  learningRate: 4e-3,
  seed: 0,
  device: 'cpu',
};

/**
 * Trains a segmenter on labelled pictures. Pictures are mirrored, tinted, blurred and made noisy at random:
 * what generated pictures are worse at than real ones must not decide where it sees a hand.
 *
 * @returns the segmenter in evaluation mode, or null when the signal stopped it.
 */
export async function trainSegmenter(
  images: readonly SegmentedImage[],
  options: Partial<SegmenterTrainingOptions> = {},
): Promise<Segmenter | null> {
  const { batch, steps, learningRate, seed, device, signal, onStep } = {
    ...SEGMENTER_TRAINING_DEFAULTS,
    ...options,
  };
  const side = sideOf(images);
  const segmenter = nn.withRandom(new Random(seed, 'segmenter'), () => new Segmenter());
  segmenter.to({ device });
  const parameters = segmenter.parameters();
  const generator = new Generator();
  const optimiser = new optim.Adam(parameters, { lr: learningRate });
  segmenter.train();
  try {
    for (let step = 0; step < steps; step++) {
      if (signal?.aborted) {
        segmenter.dispose();
        return null;
      }
      optimiser.lr = learningRate * optim.warmupCosine(step, steps, Math.ceil(0.05 * steps));
      const random = new Random(seed, 'segmenter-batch', step);
      const loss = scope(() => {
        const { picture, labels } = drawBatch(images, side, batch, random, generator);
        const error = ops.crossEntropyLoss(segmenter.forward(picture.to({ device })), labels.to({ device }));
        error.backward();
        optimiser.step();
        optimiser.zeroGrad();
        return error.item();
      });
      onStep?.(step + 1, steps, loss);
      if (step % 8 === 7) await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    optimiser.dispose();
  }
  segmenter.eval();
  return segmenter;
}

function sideOf(images: readonly SegmentedImage[]): number {
  if (images.length === 0) throw new InputError('segmenter: there are no labelled images to learn from');
  const side = Math.sqrt(images[0].labels.length);
  images.forEach(({ image, labels }, i) => {
    if (
      labels.length !== side * side ||
      image.length !== 3 * side * side ||
      side % SEGMENTER_MULTIPLE !== 0
    ) {
      throw new InputError(
        `segmenter: image ${i}: expected a square of ${side} pixels, a multiple of ${SEGMENTER_MULTIPLE}, found ${labels.length} labels`,
      );
    }
  });
  return side;
}

/** A batch as it is learned: (B, 3, S, S) in about -1 ... 1, and (B, S, S) int64. */
function drawBatch(
  images: readonly SegmentedImage[],
  side: number,
  batch: number,
  random: Random,
  generator: Generator,
): { picture: Tensor; labels: Tensor } {
  const pixels = side * side;
  const bytes = new Uint8Array(batch * 3 * pixels);
  const classes = new Uint8Array(batch * pixels);
  const gains = new Float32Array(3 * batch);
  const offsets = new Float32Array(batch);
  const spreads = new Float32Array(batch);
  const sharp = new Float32Array(batch);
  for (let i = 0; i < batch; i++) {
    const { image, labels } = images[random.integer(images.length)];
    const mirrored = random.uniform() < 0.5;
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const from = row * side + (mirrored ? side - 1 - column : column);
        const to = i * pixels + row * side + column;
        classes[to] = labels[from];
        for (let k = 0; k < 3; k++) bytes[3 * to + k] = image[3 * from + k];
      }
    }
    for (let k = 0; k < 3; k++) gains[3 * i + k] = random.uniform(0.7, 1.3);
    offsets[i] = random.uniform(-0.15, 0.15);
    spreads[i] = 0.12 * random.uniform();
    sharp[i] = Math.min(1, 1.5 * random.uniform());
  }
  const perImage = (values: Float32Array) => tensor(values, { shape: [batch, values.length / batch, 1, 1] });
  const plain = tensor(bytes, { shape: [batch, side, side, 3] })
    .permute([0, 3, 1, 2])
    .to({ dtype: 'float32' })
    .mul(1 / 127.5)
    .sub(1);
  const blurred = ops.avgPool2d(plain, 3, 1, 1, false, false);
  const mixed = blurred.add(plain.sub(blurred).mul(perImage(sharp)));
  generator.manualSeed(random.uint32());
  const noise = randn(plain.shape, { generator });
  const tinted = mixed.mul(perImage(gains)).add(perImage(offsets));
  return {
    picture: tinted.add(noise.mul(perImage(spreads))),
    labels: tensor(classes, { shape: [batch, side, side] }).to({ dtype: 'int64' }),
  };
}
