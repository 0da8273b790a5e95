import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, memory, noGrad, scope, setThreads, tensor } from '@handbooster/torch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FormulaTensors, goldenFolder } from '../../../test/support/formula-tensors.js';
import { writeTorchCheckpoint } from '../../../test/support/write-torch-checkpoint.js';
import { loadSynthesisModel } from '../../synthesis/weights/model-file.js';
import { importWeights } from './import-weights.js';

const checkpoints = `${goldenFolder}/official_checkpoint`;
const present = existsSync(checkpoints) && existsSync(`${goldenFolder}/denoiser.json`);
let folder: string;
beforeAll(() => {
  setThreads(1);
  folder = mkdtempSync(join(tmpdir(), 'import-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe.skipIf(!present)(`the official denoiser checkpoint (${checkpoints})`, () => {
  if (!present) return;
  const { salt, cases } = JSON.parse(readFileSync(`${goldenFolder}/denoiser.json`, 'utf8'));
  const [golden] = cases;
  const formula = new FormulaTensors(salt);
  const [file] = readdirSync(checkpoints).filter((name) => name.endsWith('.pt'));
  const path = join(checkpoints, file);

  const predict = (weights: string) =>
    scope(() => {
      const { size, batch, t } = golden;
      const signed = (name: string, shape: number[]) =>
        tensor(
          Float32Array.from(
            formula.signed(
              name,
              shape.reduce((a, b) => a * b),
            ),
          ),
          { shape },
        );
      const model = loadSynthesisModel(weights);
      const direction = signed('orientation', [batch, 4]);
      const output = noGrad(() =>
        model.denoiser.forward(
          signed('x', [batch, 3, size, size]),
          tensor(Float32Array.from(t as number[])),
          signed('condition', [batch, 6, size, size]),
          direction.div(direction.mul(direction).sum([1], true).sqrt()),
        ),
      );
      const values = output.toFloat32();
      model.dispose();
      return values;
    });

  test.each(['ema', 'model'] as const)('%s weights, converted, give the official outputs', (weights) => {
    const before = memory().tensors;
    const output = join(folder, `${weights}.safetensors`);
    const found = importWeights({ file: path, output, weights, imageSize: golden.size, hand: 'builtin' });
    expect(found).toMatchObject({ kind: 'denoiser', output, parameters: golden.params, ignored: [] });
    expect(io.readSafetensors(output).metadata).toMatchObject({ format: 'handbooster-denoiser', weights });
    expect(predict(output).subarray(0, golden.cond.head.length)).toBeAllclose(golden.cond.head, {
      relative: 1e-4,
      absolute: 1e-4,
    });
    expect(memory().tensors).toBe(before);
  });

  test('half precision halves the file and hardly moves the output', () => {
    const [whole, half] = [false, true].map((flag) => {
      const output = join(folder, `half-${flag}.safetensors`);
      importWeights({ file: path, output, imageSize: golden.size, half: flag, hand: 'builtin' });
      return output;
    });
    expect(statSync(half).size).toBeLessThan(0.6 * statSync(whole).size);
    const [exact, rounded] = [predict(whole), predict(half)];
    expect(exact).not.toEqual(rounded);
    expect(rounded).toBeAllclose(exact, { relative: 0, absolute: 0.02 });
  });

  test('an image size the network cannot make is an error', () => {
    expect(() =>
      importWeights({ file: path, output: join(folder, 'x'), imageSize: 127, hand: 'builtin' }),
    ).toThrow('denoiser.imageSize: expected a multiple of');
  });
});

test('what is no known network is named by what was found; a damaged denoiser by the tensor', () => {
  const file = join(folder, 'wrong.pt');
  const run = () => importWeights({ file, output: join(folder, 'out.safetensors'), hand: 'builtin' });
  writeTorchCheckpoint(file, { state_dict: { 'encoder.weight': [2, 2], 'encoder.bias': [2] } });
  expect(run).toThrow('found 2 tensors such as encoder.weight, encoder.bias');
  writeTorchCheckpoint(file, { model: { 'model.init_conv.weight': [16, 9, 7, 7], betas: [10] }, step: 3 });
  expect(run).toThrow(/wrong\.pt: no tensor "final_conv\.weight"/);
  expect(() => importWeights({ file: join(folder, 'absent.pt'), hand: 'builtin' })).toThrow('no such file');
});
