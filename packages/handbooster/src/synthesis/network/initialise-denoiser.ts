import { type nn, noGrad, type Random } from '@handbooster/torch';

/**
 * Fills a module's parameters from a generator, each from a fork named by its path, so that a weight's start
 * does not depend on what else the network has. PyTorch's default distributions: weights and biases of linear
 * and convolution layers uniform on +-1/sqrt(fan-in), gains 1, biases of norms 0, embeddings standard normal.
 */
export function initialiseByName(module: nn.Module, random: Random): void {
  const parameters = new Map(module.namedParameters());
  noGrad(() => {
    for (const [name, parameter] of parameters) {
      const values = new Float32Array(parameter.numel);
      const own = random.fork(name);
      const weight = name.endsWith('.bias') ? parameters.get(name.replace(/bias$/, 'weight')) : parameter;
      const shape = weight?.shape ?? [];
      if (name.endsWith('.g')) values.fill(1);
      else if (shape.length >= 2) {
        const fanIn = shape.slice(1).reduce((product, side) => product * side, 1);
        own.fillUniform(values, -1 / Math.sqrt(fanIn), 1 / Math.sqrt(fanIn));
      } else if (name.endsWith('.weight')) values.fill(1);
      else if (!name.endsWith('.bias')) own.fillNormal(values);
      parameter.copyFrom(values);
    }
  });
}
