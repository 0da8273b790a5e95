import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, setThreads } from '@handbooster/torch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FormulaTensors } from '../../../../test/support/formula-tensors.js';
import { formulaHand, formulaLevels } from '../../../../test/support/golden-network.js';
import {
  type CheckpointDict,
  writeTorchCheckpoint,
} from '../../../../test/support/write-torch-checkpoint.js';
import { loadBuiltinHand } from '../../../hand/model/builtin-hand.js';
import { HandOccNet } from '../../networks/handoccnet/handoccnet.js';
import { MobReconBackbone } from '../../networks/mobrecon/backbone.js';
import type { NetworkName } from '../../networks/network-kinds.js';
import { createNetwork } from '../network-file.js';
import { loadOfficialReconstruction } from './load-official-reconstruction.js';
import { loadDenseStack, loadResNet50 } from './load-stems.js';

setThreads(1);
const formula = new FormulaTensors();
const hand = formulaHand(formula);
const levels = formulaLevels(formula);
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'official-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Shapes of a network's state, as an official checkpoint has them. */
function shapesOf(name: NetworkName, inputSize: number, prefix = ''): Record<string, number[]> {
  const network = createNetwork(name, hand, inputSize, 0, { levels });
  const shapes = [...network.stateDict()].map(([key, { shape }]) => [`${prefix}${key}`, shape]);
  network.dispose();
  return Object.fromEntries(shapes);
}

/** Buffers of the hand layer that the official files carry. */
const buffers = (prefix: string) => ({
  [`${prefix}mano_layer.th_betas`]: [1, 10],
  [`${prefix}mano_layer.th_v_template`]: [1, 778, 3],
  [`${prefix}mano_layer.th_faces`]: [1538, 3],
});

/** Every tensor of the network holds the number that the file gave its name. */
function expectValues(
  network: { stateDict(): ReturnType<HandOccNet['stateDict']> },
  values: Map<string, number>,
  prefix = '',
): void {
  for (const [name, found] of network.stateDict()) {
    if (found.dtype === 'int64') continue;
    const expected = values.get(`${prefix}${name}`);
    const data = found.toFloat32();
    expect([name, data[0], data[data.length - 1]]).toEqual([name, expected, expected]);
  }
}

describe('official checkpoints', () => {
  const cases: [NetworkName, number, string, (state: Record<string, number[]>) => CheckpointDict][] = [
    [
      'mobrecon',
      128,
      'module.',
      (state) => ({ state_dict: state, optimizer: { state: {}, rate: 1 }, epoch: 3 }),
    ],
    ['mobrecon-ds', 128, '', (state) => ({ state_dict: state, epoch: 3 })],
    ['mobrecon', 256, '', (state) => state],
    ['h2onet', 128, 'module.', (state) => ({ epoch: 37, state_dict: state })],
    ['handoccnet', 256, 'module.', (state) => ({ network: state })],
  ];

  test.each(cases)('%s (%i pixels), names with "%s"', (name, inputSize, prefix, container) => {
    const before = memory().tensors;
    const path = join(folder, `${name}-${inputSize}.pth`);
    const state = {
      ...shapesOf(name, inputSize, prefix),
      ...buffers(prefix),
      ...buffers(`${prefix}regressor.mano_regHead.`),
    };
    const values = writeTorchCheckpoint(path, container(state));
    const loaded = loadOfficialReconstruction(path, hand, { levels });
    expect(loaded).toMatchObject({ name, ignored: [] });
    expect(loaded.network.inputSize).toBe(inputSize);
    expect(loaded.network.training).toBe(false);
    expectValues(loaded.network, values, prefix);
    loaded.network.dispose();
    expect(memory().tensors).toBe(before);
  });

  test('what does not fit is named', () => {
    const path = join(folder, 'wrong.pth');
    const before = memory().tensors;
    const load = (model = hand) => loadOfficialReconstruction(path, model, { levels });
    const state = shapesOf('mobrecon', 128);

    writeTorchCheckpoint(path, { state_dict: { 'conv1.weight': [2, 2] } });
    expect(() => load()).toThrow(
      'expected weights of HandOccNet, MobRecon or H2ONet, found tensors such as conv1',
    );

    const { 'backbone.thrink.0.weight': _, ...lacking } = state;
    writeTorchCheckpoint(path, { state_dict: lacking });
    expect(() => load()).toThrow(`${path}: expected the tensor backbone.thrink.0.weight, found none`);

    writeTorchCheckpoint(path, { state_dict: { ...state, 'decoder3d.upsample': [50, 21] } });
    expect(() => load()).toThrow(/wrong\.pth: .*decoder3d\.upsample \[49,21\] found \[50,21\]/);

    writeTorchCheckpoint(path, { state_dict: { ...state, ...buffers('') } });
    expect(() => load(loadBuiltinHand())).toThrow('trained on a hand of 778 vertices, the loaded one');

    writeTorchCheckpoint(path, { epoch: 1 });
    expect(() => load()).toThrow('found none');
    writeFileSync(path, 'no checkpoint');
    expect(() => load()).toThrow(path);
    expect(memory().tensors).toBe(before);
  });
});

test("torchvision's ResNet-50 fills HandOccNet's ResNet and nothing else", () => {
  const path = join(folder, 'resnet50.pth');
  const before = memory().tensors;
  const network = new HandOccNet(hand);
  const untouched = network.backbone.toplayer.weight.toFloat32();
  // The names of torchvision from its own building plan.
  const state: Record<string, number[]> = { 'conv1.weight': [64, 3, 7, 7] };
  const norm = (name: string, width: number) => {
    for (const part of ['weight', 'bias', 'running_mean', 'running_var']) state[`${name}.${part}`] = [width];
  };
  norm('bn1', 64);
  let from = 64;
  [3, 4, 6, 3].forEach((blocks, stage) => {
    const width = 64 << stage;
    for (let block = 0; block < blocks; block++) {
      const base = `layer${stage + 1}.${block}`;
      state[`${base}.conv1.weight`] = [width, from, 1, 1];
      norm(`${base}.bn1`, width);
      state[`${base}.conv2.weight`] = [width, width, 3, 3];
      norm(`${base}.bn2`, width);
      state[`${base}.conv3.weight`] = [4 * width, width, 1, 1];
      norm(`${base}.bn3`, 4 * width);
      if (block === 0) {
        state[`${base}.downsample.0.weight`] = [4 * width, from, 1, 1];
        norm(`${base}.downsample.1`, 4 * width);
      }
      from = 4 * width;
    }
  });
  Object.assign(state, { 'fc.weight': [1000, 2048], 'fc.bias': [1000] });
  const values = writeTorchCheckpoint(path, state);
  loadResNet50(network, path);
  const { backbone } = network;
  const pairs: [string, { toFloat32(): Float32Array } | null][] = [
    ['conv1.weight', backbone.stateDict().get('layer0.0.weight') ?? null],
    ['bn1.running_var', backbone.stateDict().get('layer0.1.running_var') ?? null],
    ['layer1.0.downsample.0.weight', backbone.stateDict().get('layer1.0.0.downsample.0.weight') ?? null],
    ['layer3.5.conv2.weight', backbone.stateDict().get('layer3.0.5.conv2.weight') ?? null],
    ['layer4.2.bn3.bias', backbone.stateDict().get('layer4.0.2.bn3.bias') ?? null],
  ];
  for (const [name, found] of pairs) expect([name, found?.toFloat32()[0]]).toEqual([name, values.get(name)]);
  expect(backbone.toplayer.weight.toFloat32()).toEqual(untouched);

  const { 'layer4.2.bn3.bias': _, ...lacking } = state;
  writeTorchCheckpoint(path, lacking);
  expect(() => loadResNet50(network, path)).toThrow('found no layer4.0.2.bn3.bias');
  writeTorchCheckpoint(path, { 'features.0.weight': [64, 3, 3, 3] });
  expect(() => loadResNet50(network, path)).toThrow("expected torchvision's ResNet-50");
  network.dispose();
  expect(memory().tensors).toBe(before);
});

test('densestack.pth starts the backbone with what fits', () => {
  const path = join(folder, 'densestack.pth');
  const before = memory().tensors;
  const backbone = new MobReconBackbone({ inputSize: 128 });
  const [thrink, ...others] = [...backbone.stateDict()]
    .map(([name, { shape }]) => ({ name, shape }))
    .reverse();
  const state = Object.fromEntries(others.map(({ name, shape }) => [name, shape]));
  const kept = backbone.stateDict().get(thrink.name)?.toFloat32();
  const values = writeTorchCheckpoint(path, { ...state, 'dense_stack1.dense4.conv1.weight': [4, 4] });
  const { missing, ignored } = loadDenseStack(backbone, path);
  expect([missing, ignored]).toEqual([[thrink.name], ['dense_stack1.dense4.conv1.weight']]);
  expect(backbone.stateDict().get(thrink.name)?.toFloat32()).toEqual(kept);
  const first = backbone.stateDict().get('pre_layer.0.0.weight')?.toFloat32()[0];
  expect(first).toBe(values.get('pre_layer.0.0.weight'));
  backbone.dispose();
  expect(memory().tensors).toBe(before);
});
