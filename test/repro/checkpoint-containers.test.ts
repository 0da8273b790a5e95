import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { io } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import { importWeights } from '../../packages/handbooster/src/commands/weights/import-weights.js';
import { denoisersIn } from '../../packages/handbooster/src/synthesis/weights/official-checkpoint.js';
import { filesFolder } from './support/box-files.js';
import { foreignTensor, global, type Item, object, tensor, torchFile } from './support/torch-file.js';

const { root } = filesFolder('containers');

function saved(value: Item, name = 'weights.pth'): string {
  const path = join(root, name);
  writeFileSync(path, torchFile(value));
  return path;
}

/** Names of torchvision's ResNet-50 that tell it from others, each with a value of its own. */
const OWN = ['conv1.weight', 'bn1.running_mean', 'layer4.2.conv3.weight'];
const state = (prefix: string, start = 1): Record<string, Item> =>
  Object.fromEntries(OWN.map((name, i) => [prefix + name, tensor([start + i])]));
const first = (weights: ReadonlyMap<string, io.ArrayData>) =>
  Object.fromEntries([...weights].map(([name, { data }]) => [name, data[0]]));
const WANTED = { 'conv1.weight': 1, 'bn1.running_mean': 2, 'layer4.2.conv3.weight': 3 };

describe('prefixes', () => {
  it.each([
    '',
    'module.',
    '_orig_mod.',
    'module._orig_mod.',
    '_orig_mod.module.',
    'model.',
    'model._orig_mod.module.',
    '_orig_mod.model.model.',
    'ema_model.',
    'ema_model.module._orig_mod.',
    'net.module.',
  ])("'%s'", (prefix) => {
    expect(first(io.readStateDict(saved(state(prefix))))).toEqual(WANTED);
  });

  it('of parts that were compiled by themselves', () => {
    const path = saved({
      'conv1._orig_mod.weight': tensor([1]),
      'bn1.running_mean': tensor([2]),
      'module.layer4._orig_mod.2.conv3.weight': tensor([3]),
    });
    expect(first(io.readStateDict(path))).toEqual(WANTED);
  });

  it('averaged weights go before those as trained, wherever they stand', () => {
    for (const parts of [
      [state('ema_model.'), state('online_model.', 10)],
      [state('model.', 10), state('ema_model.')],
    ]) {
      expect(first(io.readStateDict(saved(Object.assign({}, ...parts))))).toEqual(WANTED);
    }
  });
});

describe('containers', () => {
  const optimiser = { state: { 0: { exp_avg: tensor([7, 7]), step: 3 } }, param_groups: [{ lr: 1e-3 }] };
  it.each<[string, Item]>([
    ['state_dict', { epoch: 3, state_dict: state('') }],
    ['model_state_dict', { model_state_dict: state('module.'), optimizer_state_dict: optimiser }],
    ['model', { model: state('_orig_mod.'), optimizer: optimiser, best: tensor([9]) }],
    ['net', { net: state(''), acc: 0.5 }],
    ['params', { params: state('') }],
    ['network', { network: state('module.'), epoch: 2 }],
    ['params before params_ema', { params: state(''), params_ema: state('', 10) }],
    ['another key', { our_hand_network: state('module.') }],
    ['one in another', { checkpoint: { model: state(''), args: null }, meta: 1 }],
    [
      "Lightning's",
      {
        'pytorch-lightning_version': '2.0',
        state_dict: state('model.'),
        hyper_parameters: object('pytorch_lightning.utilities.parsing', 'AttributeDict'),
      },
    ],
    [
      'a Namespace beside them',
      { model: state(''), args: object('argparse', 'Namespace', { lr: 0.1, seed: 7 }) },
    ],
    [
      "a project's own things, called and with a state",
      {
        state_dict: state(''),
        config: object('my.config', 'Config', { a: [1, 2] }),
        when: global('datetime', 'timezone', 'utc'),
        kind: object('enum_of.mine', 'Kind'),
      },
    ],
    [
      'own things in a list and as keys',
      { state_dict: state(''), log: [object('my', 'Log'), { x: object('os', 'system') }] },
    ],
    [
      "a module's further state",
      { state_dict: { ...state(''), 'head._extra_state': object('my', 'State') } },
    ],
  ])('%s', (_, value) => {
    expect(first(io.readStateDict(saved(value)))).toMatchObject(Object.fromEntries(Object.entries(WANTED)));
  });

  it('nothing in them is run, and nothing else of them is read', () => {
    const before = process.env.HANDBOOSTER_RAN;
    const path = saved({ state_dict: state(''), run: global('os', 'system', 'export HANDBOOSTER_RAN=1') });
    const whole = io.readTorchCheckpoint(path) as Map<string, unknown>;
    expect(whole.get('run')).toBeInstanceOf(io.UnreadThing);
    expect(process.env.HANDBOOSTER_RAN).toBe(before);
    expect([...io.readStateDict(path).keys()]).toEqual(OWN);
  });

  it.each<[string, Item, RegExp]>([
    [
      'an unknown thing in a tensor’s place',
      { state_dict: { ...state(''), 'layer1.0.weight': object('my.tensors', 'Quantised') } },
      /weights\.pth: tensor "layer1\.0\.weight": .*asks for "my\.tensors\.Quantised"/,
    ],
    [
      'a whole module',
      object('models.resnet', 'ResNet', { training: false }),
      /holds a whole module of the class models\.resnet\.ResNet.*torch\.save\(model\.state_dict\(\)/,
    ],
    [
      'a whole module under a key',
      { model: object('models.yolo', 'Model'), epoch: 1 },
      /"model" is an object of models\.yolo\.Model.*model\.state_dict\(\)/,
    ],
    [
      'no tensors',
      { epoch: 1, optimizer: optimiser },
      /expected tensors by name.*found none in a dict of epoch, optimizer/,
    ],
    [
      'a quantised tensor in its place',
      { state_dict: { ...state(''), 'layer1.0.weight': foreignTensor('QInt8Storage', 3) } },
      /tensor "layer1\.0\.weight": .*torch\.QInt8Storage/,
    ],
    ['a list', [tensor([1])], /expected tensors by name.*found none in a list of 1/],
    ['a lone tensor', tensor([1]), /expected tensors by name/],
  ])('%s is an error that says what to save', (_, value, words) => {
    expect(() => io.readStateDict(saved(value))).toThrow(words);
  });
});

describe('import', () => {
  it.each<[string, Item]>([
    ['_orig_mod.', state('_orig_mod.')],
    ['model_state_dict', { model_state_dict: state('module._orig_mod.') }],
    ['a Namespace', { model: state(''), args: object('argparse', 'Namespace', { lr: 1 }) }],
    ['a part of a larger model', { student: state('hand.backbone.') }],
    [
      'quantised tensors and numbers of new types beside them',
      {
        model: state(''),
        scales: foreignTensor('QUInt8Storage', 2),
        more: [object('torch', 'float8_e4m3fn'), foreignTensor('QInt32Storage', 1)],
      },
    ],
  ])('of a ResNet with %s', (_, value) => {
    const output = join(root, 'resnet.safetensors');
    const { kind, parameters } = importWeights({ file: saved(value), output, hand: 'builtin' });
    // The running mean is no parameter.
    expect([kind, parameters]).toEqual(['resnet50', 2]);
    expect(first(io.readSafetensors(output))).toEqual(WANTED);
  });

  it('takes safetensors of other programs, whatever they are called', () => {
    const file = join(root, 'foreign.bin');
    const one = (value: number): io.ArrayData => ({
      dtype: 'float32',
      shape: [1],
      data: Float32Array.of(value),
    });
    io.writeSafetensors(file, new Map(OWN.map((name, i) => [`module.${name}`, one(i + 1)])), {});
    const output = join(root, 'foreign-out.safetensors');
    expect(importWeights({ file, output, hand: 'builtin' }).kind).toBe('resnet50');
    expect(() => importWeights({ file: output, output: join(root, 'x'), hand: 'builtin' })).toThrow(
      /own format.*no import/,
    );
  });

  it.each<[string, Item, string[]]>([
    [
      "the official trainer's",
      {
        step: 5,
        model: { 'model.init_conv.weight': tensor([1]), betas: tensor([0]) },
        ema: {
          'ema_model.model.init_conv.weight': tensor([1]),
          'online_model.model.init_conv.weight': tensor([1]),
        },
      },
      ['ema', 'model'],
    ],
    ['compiled', { model: { '_orig_mod.model.init_conv.weight': tensor([1]) } }, ['model']],
    [
      'compiled inside, on several GPUs',
      { model: { 'module.model._orig_mod.init_conv.weight': tensor([1]) } },
      ['model'],
    ],
    ['averaged alone', { ema_state_dict: { 'model.init_conv.weight': tensor([1]) } }, ['ema']],
    ['without a container', { 'model.init_conv.weight': tensor([1]) }, ['model']],
    ['none', { model: state('') }, []],
  ])('finds denoisers: %s', (_, value, found) => {
    expect(denoisersIn(saved(value)).sort()).toEqual(found);
  });
});
