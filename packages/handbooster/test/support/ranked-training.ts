import { join } from 'node:path';

export interface RankedTrainingPace {
  /** Seconds that ranks wait for each other. */
  timeout?: number;
  /** Steps between saves. */
  checkpointEvery?: number;
  /** Milliseconds that an example takes to load, at least. */
  pause?: number;
}

/**
 * Text of a program that trains a small denoiser as one of so many ranks, and prints its losses and a sum of
 * its weights.
 */
export function rankedDenoiserProgram(
  folder: string,
  steps: number,
  stopAfter = steps,
  { timeout = 120, checkpointEvery = 1000, pause = 0 }: RankedTrainingPace = {},
): string {
  return `
  const { distributed, Random, setThreads } = await import('@handbooster/torch');
  const { trainDenoiser } = await import('handbooster/synthesis');
  setThreads(1);
  const world = distributed.resolveWorld();
  const group = world.size > 1 ? await distributed.ProcessGroup.open(world, { timeout: ${timeout} }) : null;
  const losses = [];
  const stop = new AbortController();
  const dataset = {
    length: 10,
    async load(index) {
      await new Promise((resolve) => setTimeout(resolve, ${pause}));
      const random = new Random(2, index);
      const texture = new Uint8Array(3 * 64);
      for (let i = 0; i < 64; i++) texture.fill(random.integer(2) * 255, 3 * i, 3 * i + 3);
      return { image: texture.map((value) => 255 - value), maps: { texture }, orientation: random.quaternion(), foreground: null };
    },
  };
  const { model } = await trainDenoiser(dataset, {
    config: {
      imageSize: 8,
      conditionMaps: ['texture'],
      network: { dim: 8, widths: [8, 16], groups: 4, blocksPerLevel: 1, initialKernel: 3, linearAttention: false },
      diffusion: { snrClip: 5 },
    },
    seed: 11,
    training: {
      steps: ${steps}, batchSize: 4, accumulate: 2, learningRate: 2e-3, rateSchedule: 'cosine', warmupSteps: 2, betas: [0.9, 0.99],
      clipNorm: 1, emaDecay: 0.9, emaEvery: 2, emaStart: 1, emaWarmup: 'count', precision: 'float32', stratifiedTimes: true,
    },
    checkpoint: ${JSON.stringify(join(folder, 'training.safetensors'))},
    checkpointEvery: ${checkpointEvery},
    group,
    signal: stop.signal,
    onStep: ({ step, loss }) => {
      losses.push(loss);
      process.stderr.write('step ' + step + '\\n');
      // One rank alone is told to stop: all must, after the same step.
      if (step === ${stopAfter} && world.rank === world.size - 1) stop.abort();
    },
  });
  const weights = model.denoiser.parameters().map((p) => p.detach().square().sum().item());
  process.stdout.write(JSON.stringify({ losses, weights }));
  process.exit(0);`;
}
