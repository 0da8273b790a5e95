import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, memory, setThreads } from '@handbooster/torch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FormulaTensors } from '../../../test/support/formula-tensors.js';
import { formulaHand, formulaLevels } from '../../../test/support/golden-network.js';
import { loadBuiltinHand } from '../../hand/model/builtin-hand.js';
import { createNetwork, loadNetwork, saveNetwork } from './network-file.js';

setThreads(1);
const formula = new FormulaTensors();
const hand = formulaHand(formula);
const levels = formulaLevels(formula);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'network-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each(['float32', 'float16'] as const)('a network written in %s is read back', (dtype) => {
  const before = memory().tensors;
  const path = join(folder, `${dtype}.safetensors`);
  const network = createNetwork('mobrecon-ds', hand, 128, 7, { levels });
  saveNetwork(path, 'mobrecon-ds', network, hand, { dtype, facts: { licence: 'own' } });
  expect(io.readSafetensors(path).metadata).toMatchObject({ network: 'mobrecon-ds', licence: 'own' });
  const read = loadNetwork(path, hand, { levels });
  const found = read.stateDict();
  for (const [name, tensor] of network.stateDict()) {
    const written = tensor.toFloat32();
    const expected = dtype === 'float32' ? written : io.float16ToFloat32(io.float32ToFloat16(written));
    if (tensor.dtype !== 'float32') continue;
    // As bytes: comparing millions of numbers one by one takes long.
    const data = found.get(name)?.toFloat32() ?? new Float32Array();
    expect([name, Buffer.from(data.buffer).equals(Buffer.from(expected.buffer))]).toEqual([name, true]);
  }
  expect(read.training).toBe(false);
  read.dispose();
  network.dispose();
  expect(memory().tensors).toBe(before);
});

test('a file of another hand, another kind or without a tensor is refused, by name', () => {
  const before = memory().tensors;
  const path = join(folder, 'wrong.safetensors');
  const load = (model = hand) => loadNetwork(path, model, { levels });
  const metadata = {
    format: 'handbooster-reconstruction',
    network: 'mobrecon',
    inputSize: '128',
    hand: hand.hash,
  };
  io.writeSafetensors(path, new Map(), metadata);
  expect(() => load()).toThrow(/^.*wrong\.safetensors: expected the tensor .*, found none$/);
  expect(() => load(loadBuiltinHand())).toThrow('trained for hand model formula');
  io.writeSafetensors(path, new Map(), { ...metadata, network: 'resnet' });
  expect(() => load()).toThrow('found resnet');
  expect(() => createNetwork('h2onet', hand, 64, 0, { levels })).toThrow('h2onet takes 128 pixels, found 64');
  expect(memory().tensors).toBe(before);
});
