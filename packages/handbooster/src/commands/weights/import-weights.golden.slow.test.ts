import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setThreads } from '@handbooster/torch';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { FormulaTensors, goldenFolder } from '../../../test/support/formula-tensors.js';
import { formulaHand } from '../../../test/support/golden-network.js';
import { writeTorchCheckpoint } from '../../../test/support/write-torch-checkpoint.js';
import { loadNetwork } from '../../reconstruction/weights/network-file.js';
import { importWeights } from './import-weights.js';

const lists = join(goldenFolder, '../spec/state_dicts');
// The official shapes are those of MANO's mesh; its formula-made double stands in for it.
const hand = formulaHand(new FormulaTensors());
vi.mock('../../hand/model/hand-by-name.js', () => ({ loadHand: () => hand }));

let folder: string;
beforeAll(() => {
  setThreads(1);
  folder = mkdtempSync(join(tmpdir(), 'import-networks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Names and shapes of an official network. */
function officialShapes(name: string): Record<string, number[]> {
  const lines = readFileSync(join(lists, `${name}.txt`), 'utf8')
    .trim()
    .split('\n');
  return Object.fromEntries(
    lines.map((line) => {
      const [, tensor, shape] = line.match(/^(\S+) \[(.*?)\]/) as RegExpMatchArray;
      return [tensor, shape === '' ? [] : shape.split(',').map(Number)];
    }),
  );
}

// The lists of the official names lie beside the goldens.
describe.skipIf(!existsSync(lists))('official reconstruction checkpoints by their published names', () => {
  test.each([
    ['mobrecon', 'module.', (state: Record<string, number[]>) => ({ state_dict: state, epoch: 3 })],
    ['h2onet', '', (state: Record<string, number[]>) => ({ state_dict: state })],
    ['handoccnet', 'module.', (state: Record<string, number[]>) => ({ network: state })],
  ] as const)('%s', (name, prefix, container) => {
    const before = memory().tensors;
    const file = join(folder, `${name}.pth`);
    const shapes = officialShapes(name);
    const buffers = { 'mano_layer.th_v_template': [1, 778, 3], 'mano_layer.th_betas': [1, 10] };
    const state = Object.fromEntries(
      Object.entries({ ...shapes, ...buffers }).map(([key, shape]) => [`${prefix}${key}`, shape]),
    );
    const values = writeTorchCheckpoint(file, container(state));
    const output = join(folder, `${name}.safetensors`);
    const found = importWeights({ file, output, hand: 'mano', half: false });
    expect(found.kind).toBe('reconstruction');
    const network = loadNetwork(output, hand);
    expect(network.training).toBe(false);
    for (const [key, found] of network.stateDict()) {
      if (found.dtype === 'int64') continue;
      const data = found.toFloat32();
      const expected = values.get(`${prefix}${key}`);
      expect([key, data[0], data[data.length - 1]]).toEqual([key, expected, expected]);
    }
    network.dispose();

    const [lost] = Object.keys(shapes).filter((key) => /\.weight$/.test(key));
    const { [`${prefix}${lost}`]: _, ...lacking } = state;
    writeTorchCheckpoint(file, container(lacking));
    expect(() => importWeights({ file, output, hand: 'mano' })).toThrow(
      `expected the tensor ${lost}, found none`,
    );
    expect(memory().tensors).toBe(before);
  });
});
