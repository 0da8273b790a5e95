import { describe, it } from 'vitest';
import { expectOnnxParity, formulaNetwork } from '../../../test/support/onnx-parity.js';

// Gains as in the recorded runs of the official networks, so that signals neither fade nor grow. HandOccNet's is less: its gate
// multiplies a query by the sum of 1024 keys, and with such weights its argument is so large that float32 itself
// differs by 1e-4 from one order of adding to another (each of its parts by itself agrees to 1e-5).
describe('the paper’s networks in ONNX give the engine’s outputs', () => {
  it.each([
    ['mobrecon', 128, Math.SQRT2],
    ['mobrecon-ds', 128, Math.SQRT2],
    ['h2onet', 128, Math.SQRT2],
  ] as const)('%s, one image and three', async (name, size, gain) => {
    await expectOnnxParity(formulaNetwork(name, size, gain), [1, 3]);
  });

  it('handoccnet, one image and two', async () => {
    await expectOnnxParity(formulaNetwork('handoccnet', 256, 0.8), [1, 2]);
  });
});
