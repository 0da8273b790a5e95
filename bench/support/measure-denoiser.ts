import { inferenceMode, optim, Random, scope, type Tensor, tensor } from '@handbooster/torch';
import { Denoiser, type DenoiserOptions, guidedPredictor } from 'handbooster/synthesis';

/** Images a second of a denoiser's training step, guided and plain evaluation: the best of some repeats. */
export function measureDenoiser(options: DenoiserOptions, size: number, batch: number, repeats: number) {
  const denoiser = new Denoiser(options, new Random(0, 'bench'));
  const random = (values: string, shape: number[]): Tensor => {
    const count = shape.reduce((product, side) => product * side, 1);
    return tensor(new Random(0, values).fillNormal(new Float32Array(count)), { shape });
  };
  const optimizer = new optim.Adam(denoiser.parameters(), { lr: 8e-5, betas: [0.9, 0.99] });
  const result = scope(() => {
    const x = random('x', [batch, 3, size, size]);
    const clean = random('clean', [batch, 3, size, size]);
    const condition = random('condition', [batch, 6, size, size]);
    const orientation = random('orientation', [batch, 4]);
    const times = tensor(Float32Array.from({ length: batch }, (_, i) => (999 * i) / (batch - 1)));
    const evaluate = (scale: number) =>
      inferenceMode(() =>
        denoiser.withFoldedWeights(() => {
          const guidance = { scale, interval: [0, 1] as const, timesteps: 1000 };
          const predict = guidedPredictor(denoiser, condition, orientation, guidance);
          return best(batch, repeats, () => predict(x, 500));
        }),
      );
    const guided = evaluate(3);
    const plain = evaluate(1);
    const train = best(batch, repeats, () => {
      optimizer.zeroGrad();
      const difference = denoiser.forward(x, times, condition, orientation).sub(clean);
      difference.mul(difference).mean().backward();
      optim.clipGradNorm(denoiser.parameters(), 1);
      optimizer.step();
    });
    return { train, evaluate: guided, plain };
  });
  denoiser.dispose();
  return result;
}

function best(batch: number, repeats: number, body: () => void): number {
  scope(body);
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repeats; i++) {
    const start = performance.now();
    scope(body);
    least = Math.min(least, performance.now() - start);
  }
  return (1000 * batch) / least;
}
