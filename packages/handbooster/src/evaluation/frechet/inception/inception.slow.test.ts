import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memory, nn, setThreads } from '@handbooster/torch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasPythonTorch, runPython } from '../../../../../torch/test/support/python-torch.js';
import { FormulaTensors } from '../../../../test/support/formula-tensors.js';
import { writeTorchCheckpoint } from '../../../../test/support/write-torch-checkpoint.js';
import { UndrawnRandom } from '../../../reconstruction/networks/undrawn-random.js';
import { INCEPTION_FEATURES, InceptionV3 } from './inception-v3.js';
import { inceptionFeatures, loadInception } from './load-inception.js';

/**
 * The network written out anew with functions alone, its weights by formula from the official names, saved as
 * the published file is: a bare dict with the classifier in it.
 */
const REFERENCE = `
import json, sys, torch, numpy as np
import torch.nn.functional as F
request = json.load(sys.stdin)
torch.set_num_threads(1)

def unit(name, count):
    h = 0x811c9dc5
    for byte in name.encode():
        h = ((h ^ byte) * 0x01000193) & 0xffffffff
    x = (np.uint64(h) + np.arange(count, dtype=np.uint64) * np.uint64(0x9e3779b9)) & np.uint64(0xffffffff)
    for shift, factor in ((16, 0x21f0aaad), (15, 0x735a2d97)):
        x ^= x >> np.uint64(shift)
        x = (x * np.uint64(factor)) & np.uint64(0xffffffff)
    x ^= x >> np.uint64(15)
    return x.astype(np.float64) / 2 ** 32

state = {}
def make(name, shape):
    count = int(np.prod(shape))
    v = 2 * unit(name, count) - 1
    if len(shape) > 1: v = v * np.sqrt(6 * shape[0] / count)
    elif name.endswith(('bias', 'running_mean')): v = 0.1 * v
    else: v = 1 + 0.1 * v
    state[name] = torch.tensor(v.astype(np.float32)).reshape(shape)
    return state[name]

def unit_of(prefix, x, out, kernel, stride=1, padding=0):
    kh, kw = (kernel, kernel) if isinstance(kernel, int) else kernel
    w = make(prefix + '.conv.weight', (out, x.shape[1], kh, kw))
    g, b = make(prefix + '.bn.weight', (out,)), make(prefix + '.bn.bias', (out,))
    m, v = make(prefix + '.bn.running_mean', (out,)), make(prefix + '.bn.running_var', (out,))
    y = F.conv2d(x, w, None, stride, padding)
    y = (y - m[:, None, None]) / torch.sqrt(v[:, None, None] + 1e-3) * g[:, None, None] + b[:, None, None]
    return F.relu(y)

def mean3(x):
    counts = F.conv2d(torch.ones_like(x[:, :1]), torch.ones(1, 1, 3, 3), padding=1)
    sums = F.conv2d(x.flatten(0, 1).unsqueeze(1), torch.ones(1, 1, 3, 3), padding=1).reshape(x.shape)
    return sums / counts

def path(p, x, *steps):
    for name, *args in steps: x = unit_of(p + '.' + name, x, *args)
    return x

def small(p, x, pooled):
    return torch.cat([path(p, x, ('branch1x1', 64, 1)), path(p, x, ('branch5x5_1', 48, 1), ('branch5x5_2', 64, 5, 1, 2)),
        path(p, x, ('branch3x3dbl_1', 64, 1), ('branch3x3dbl_2', 96, 3, 1, 1), ('branch3x3dbl_3', 96, 3, 1, 1)),
        path(p, mean3(x), ('branch_pool', pooled, 1))], 1)

R, C = ((1, 7), 1, (0, 3)), ((7, 1), 1, (3, 0))
def long(p, x, c):
    return torch.cat([path(p, x, ('branch1x1', 192, 1)),
        path(p, x, ('branch7x7_1', c, 1), ('branch7x7_2', c, *R), ('branch7x7_3', 192, *C)),
        path(p, x, ('branch7x7dbl_1', c, 1), ('branch7x7dbl_2', c, *C), ('branch7x7dbl_3', c, *R), ('branch7x7dbl_4', c, *C), ('branch7x7dbl_5', 192, *R)),
        path(p, mean3(x), ('branch_pool', 192, 1))], 1)

def wide(p, x, pool):
    s, d = path(p, x, ('branch3x3_1', 384, 1)), path(p, x, ('branch3x3dbl_1', 448, 1), ('branch3x3dbl_2', 384, 3, 1, 1))
    r, c = ((1, 3), 1, (0, 1)), ((3, 1), 1, (1, 0))
    return torch.cat([path(p, x, ('branch1x1', 320, 1)), path(p, s, ('branch3x3_2a', 384, *r)), path(p, s, ('branch3x3_2b', 384, *c)),
        path(p, d, ('branch3x3dbl_3a', 384, *r)), path(p, d, ('branch3x3dbl_3b', 384, *c)), path(p, pool(x), ('branch_pool', 192, 1))], 1)

side = request['side']
x = torch.tensor(np.floor(256 * unit('picture', 2 * side * side * 3)).astype(np.float32)).reshape(2, side, side, 3).permute(0, 3, 1, 2) / 255
x = 2 * F.interpolate(x, size=(299, 299), mode='bilinear', align_corners=False) - 1
with torch.no_grad():
    x = unit_of('Conv2d_1a_3x3', x, 32, 3, 2)
    x = unit_of('Conv2d_2b_3x3', unit_of('Conv2d_2a_3x3', x, 32, 3), 64, 3, 1, 1)
    x = unit_of('Conv2d_3b_1x1', F.max_pool2d(x, 3, 2), 80, 1)
    x = F.max_pool2d(unit_of('Conv2d_4a_3x3', x, 192, 3), 3, 2)
    for name, pooled in (('5b', 32), ('5c', 64), ('5d', 64)): x = small('Mixed_' + name, x, pooled)
    p = 'Mixed_6a'
    x = torch.cat([path(p, x, ('branch3x3', 384, 3, 2)), path(p, x, ('branch3x3dbl_1', 64, 1), ('branch3x3dbl_2', 96, 3, 1, 1), ('branch3x3dbl_3', 96, 3, 2)), F.max_pool2d(x, 3, 2)], 1)
    for name, c in (('6b', 128), ('6c', 160), ('6d', 160), ('6e', 192)): x = long('Mixed_' + name, x, c)
    p = 'Mixed_7a'
    x = torch.cat([path(p, x, ('branch3x3_1', 192, 1), ('branch3x3_2', 320, 3, 2)),
        path(p, x, ('branch7x7x3_1', 192, 1), ('branch7x7x3_2', 192, *R), ('branch7x7x3_3', 192, *C), ('branch7x7x3_4', 192, 3, 2)), F.max_pool2d(x, 3, 2)], 1)
    x = wide('Mixed_7b', x, mean3)
    x = wide('Mixed_7c', x, lambda y: F.max_pool2d(y, 3, 1, 1))
state['fc.weight'], state['fc.bias'] = torch.zeros(1008, 2048), torch.zeros(1008)
torch.save(state, request['path'])
json.dump({'parameters': sum(v.numel() for k, v in state.items() if 'running' not in k and not k.startswith('fc')), 'features': x.mean((2, 3)).flatten().tolist()}, sys.stdout)
`;

let folder: string;
beforeAll(() => {
  setThreads(1);
  folder = mkdtempSync(join(tmpdir(), 'inception-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

// Where Debian's torch is absent nothing independent is at hand.
describe.skipIf(!hasPythonTorch())('Inception-v3 of the FID', () => {
  test('formula weights from the official file give the features of a reference written anew', () => {
    const path = join(folder, 'pt_inception.pth');
    const side = 64;
    const expected = JSON.parse(runPython(REFERENCE, JSON.stringify({ path, side })));
    const before = memory().tensors;
    const network = loadInception(path);
    expect(network.parameterCount()).toBe(expected.parameters);
    const unit = new FormulaTensors().unit('picture', 2 * side * side * 3);
    const bytes = Uint8Array.from(unit, (u) => Math.floor(256 * u));
    const images = [bytes.subarray(0, bytes.length / 2), bytes.subarray(bytes.length / 2)];
    const found = inceptionFeatures(network, images);
    expect(found.length).toBe(2 * INCEPTION_FEATURES);
    const largest = Math.max(...expected.features.map(Math.abs));
    expect(largest).toBeGreaterThan(0.01);
    expect(found).toBeAllclose(expected.features, { relative: 0, absolute: 1e-4 * largest });
    // The two pictures differ in what the network says of them.
    expect(Math.abs(found[0] - found[INCEPTION_FEATURES])).toBeGreaterThan(1e-3 * largest);
    network.dispose();
    expect(memory().tensors).toBe(before);
  }, 60_000);
});

test('other weights are refused, by name', () => {
  const path = join(folder, 'other.pth');
  const network = nn.withRandom(new UndrawnRandom(), () => new InceptionV3());
  const state = Object.fromEntries([...network.stateDict()].map(([name, { shape }]) => [name, shape]));
  network.dispose();
  writeTorchCheckpoint(path, { ...state, 'fc.weight': [1000, 2048] });
  expect(() => loadInception(path)).toThrow(
    'an Inception-v3 of 1000 classes; the FID is defined on another one',
  );
  const { 'Mixed_6c.branch7x7_2.bn.bias': _, ...lacking } = state;
  writeTorchCheckpoint(path, lacking);
  expect(() => loadInception(path)).toThrow('found no Mixed_6c.branch7x7_2.bn.bias');
  writeTorchCheckpoint(path, { ...state, 'Conv2d_1a_3x3.conv.weight': [32, 4, 3, 3] });
  expect(() => loadInception(path)).toThrow(/other\.pth: .*Conv2d_1a_3x3\.conv\.weight/);
});
