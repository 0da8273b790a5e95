import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  getThreads,
  inferenceMode,
  optim,
  Random,
  scope,
  setThreads,
  type Tensor,
  tensor,
} from '@handbooster/torch';
import { HandLayer, type HandModel, loadBuiltinHand } from 'handbooster/hand';
import {
  createNetwork,
  type NetworkName,
  prepareForPrediction,
  type ReconstructionNetwork,
  trainingLossOf,
} from 'handbooster/reconstruction';
import { FormulaTensors } from '../../packages/handbooster/test/support/formula-tensors.js';
import { formulaHand, formulaLevels } from '../../packages/handbooster/test/support/golden-network.js';
import type { BenchRow } from '../support/bench-row.js';
import { PythonTorch } from '../support/python-torch.js';

export const name = 'Reconstruction networks: training step and inference';

const THREADS = 1;

interface Case {
  network: NetworkName;
  /** Batch of a training step, the official one where it does not take minutes; the best of so many. */
  train: [batch: number, repeats: number];
  /** Batches of inference. */
  infer: [batch: number, repeats: number][];
  /** Whether the reference has it. */
  published: boolean;
}

const CASES: Case[] = [
  {
    network: 'mobrecon-s',
    train: [32, 8],
    infer: [
      [1, 30],
      [32, 8],
    ],
    published: false,
  },
  {
    network: 'mobrecon',
    train: [32, 6],
    infer: [
      [1, 80],
      [32, 5],
    ],
    published: true,
  },
  {
    network: 'h2onet',
    train: [32, 4],
    infer: [
      [1, 50],
      [32, 4],
    ],
    published: true,
  },
  {
    network: 'handoccnet',
    train: [8, 2],
    infer: [
      [1, 8],
      [32, 2],
    ],
    published: true,
  },
];

/**
 * Milliseconds an image, the best of a few runs in turns with the reference: neighbours only ever slow a run
 * down.
 */
export async function run(): Promise<BenchRow[]> {
  const threads = getThreads();
  setThreads(THREADS);
  const program = readFileSync(
    fileURLToPath(new URL('../references/reconstruction-reference.py', import.meta.url)),
    'utf8',
  );
  const python = PythonTorch.start(program, THREADS);
  try {
    const rows: BenchRow[] = [];
    for (const item of CASES) rows.push(...(await measure(item, item.published ? python : null)));
    return rows;
  } finally {
    python?.end();
    setThreads(threads);
  }
}

async function measure(
  { network: kind, train, infer, published }: Case,
  python: PythonTorch | null,
): Promise<BenchRow[]> {
  // A mesh of MANO's size where there is a reference.
  const formula = new FormulaTensors();
  const hand = published ? formulaHand(formula) : loadBuiltinHand();
  const size = { 'mobrecon-s': 64, mobrecon: 128, 'mobrecon-ds': 128, h2onet: 128, handoccnet: 256 }[kind];
  const options = published && kind !== 'handoccnet' ? { levels: formulaLevels(formula) } : {};
  const rows: BenchRow[] = [];
  const add = async (what: string, word: string, [batch, repeats]: [number, number], step: () => void) => {
    let ours = Number.POSITIVE_INFINITY;
    let theirs = Number.POSITIVE_INFINITY;
    for (let i = 0; i <= repeats; i++) {
      // The first round of each warms up.
      const start = performance.now();
      step();
      if (i > 0) ours = Math.min(ours, (performance.now() - start) / batch);
      if (python === null) continue;
      const seconds = await python.ask<number>(word, kind, batch);
      if (i > 0) theirs = Math.min(theirs, (1000 * seconds) / batch);
    }
    const reference = python === null ? null : theirs;
    rows.push({
      path: `${kind}, ${what}, batch ${batch}`,
      ours,
      reference,
      unit: 'ms/image',
      ratio: reference === null ? null : reference / ours,
      note: `${THREADS} thread, ${megabytes.toFixed(1)} MB of float32 weights`,
    });
  };
  let megabytes = 0;
  {
    const network = createNetwork(kind, hand, size, 1, options);
    megabytes = (4 * network.parameterCount()) / 1e6;
    const trainer = new Trainer(network, hand, train[0]);
    await add('training step', 'train', train, () => trainer.step());
    trainer.dispose();
    network.dispose();
  }
  const network = createNetwork(kind, hand, size, 1, options);
  prepareForPrediction(network);
  for (const entry of infer) {
    const image = randomTensor([entry[0], 3, size, size]);
    await add('inference', 'infer', entry, () =>
      scope(() => inferenceMode(() => network.forward(image).vertices.toFloat32())),
    );
    image.dispose();
  }
  network.dispose();
  return rows;
}

function randomTensor(shape: number[], scale = 1): Tensor {
  const data = new Random(1, 'bench').fillUniform(new Float32Array(shape.reduce((a, b) => a * b)));
  return tensor(
    data.map((value) => value * scale),
    { shape },
  );
}

/** A step of training with the network's own loss. */
class Trainer {
  readonly #network: ReconstructionNetwork;
  readonly #layer: HandLayer;
  readonly #optimiser: optim.Adam;
  readonly #held: Record<'image' | 'pose' | 'betas' | 'joints2d' | 'faces', Tensor>;

  constructor(network: ReconstructionNetwork, hand: HandModel, batch: number) {
    this.#network = network;
    this.#layer = new HandLayer(hand);
    this.#optimiser = new optim.Adam(network.parameters(), { lr: 1e-4 });
    const count = hand.faces.length / 3;
    const corners = new BigInt64Array(3 * count);
    hand.faces.forEach((vertex, i) => {
      corners[(i % 3) * count + Math.floor(i / 3)] = BigInt(vertex);
    });
    this.#held = {
      image: randomTensor([batch, 3, network.inputSize, network.inputSize]),
      pose: randomTensor([batch, 48], 0.3),
      betas: randomTensor([batch, 10], 0.3),
      joints2d: randomTensor([batch, 21, 2]),
      faces: tensor(corners),
    };
    network.train();
  }

  step(): void {
    scope(() => {
      const { image, ...labels } = this.#held;
      const loss = trainingLossOf(this.#network)(this.#network.forward(image), {
        ...labels,
        layer: this.#layer,
      });
      loss.backward();
      optim.clipGradNorm(this.#network.parameters(), 0.1);
      this.#optimiser.step();
      this.#optimiser.zeroGrad();
    });
  }

  dispose(): void {
    this.#optimiser.dispose();
    this.#layer.dispose();
    for (const held of Object.values(this.#held)) held.dispose();
  }
}
