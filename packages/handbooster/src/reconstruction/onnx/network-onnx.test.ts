import { describe, expect, it } from 'vitest';
import { expectOnnxParity, formulaNetwork } from '../../../test/support/onnx-parity.js';
import { roundToHalf } from './round-to-half.js';

describe('MobRecon-S in ONNX', () => {
  it('gives the engine’s outputs for one image and for five', async () => {
    const { bytes } = await expectOnnxParity(formulaNetwork('mobrecon-s', 64, Math.SQRT2), [1, 5]);
    expect(bytes).toBeLessThan(8.5e6);
  });

  it('gives them with weights in half precision, in half the bytes', async () => {
    const network = formulaNetwork('mobrecon-s', 64, Math.SQRT2);
    roundToHalf(network.network);
    const { bytes } = await expectOnnxParity(network, [2], { half: true });
    expect(bytes).toBeLessThan(4.4e6);
  });
});
