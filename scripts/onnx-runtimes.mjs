// What runtimes make of the exported networks: a table in Markdown on standard output.
//   node scripts/onnx-runtimes.mjs [--only web,node,opencv,checker] [network ...]    (after npm run build)
// onnxruntime-web is a dependency of the tests; onnxruntime-node is installed from npm into a temporary
// folder; OpenCV and onnx's checker are Debian's python3-opencv and python3-onnx, of the interpreter in
// PYTHON (default /usr/bin/python3); several interpreters with OpenCV of other versions stand there with
// commas between.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const dist = new URL('../packages/handbooster/dist/', import.meta.url);
const { io: torchIo, Random } = await import(
  new URL('../packages/torch/dist/index.js', import.meta.url).href
);
const { compareOnnx, denoiserExample, networkExample } = await import(
  new URL('commands/onnx/compare-onnx.js', dist).href
);
const { loadBuiltinHand } = await import(new URL('hand/model/builtin-hand.js', dist).href);
const { networkToOnnx } = await import(new URL('reconstruction/onnx/network-onnx.js', dist).href);
const { createNetwork } = await import(new URL('reconstruction/weights/network-file.js', dist).href);
const { denoiserToOnnx } = await import(new URL('synthesis/denoiser-onnx.js', dist).href);
const { SYNTHESIS_PRESETS } = await import(new URL('synthesis/presets.js', dist).href);
const { SynthesisModel } = await import(new URL('synthesis/synthesis-model.js', dist).href);

const NODE_RUNTIME = 'onnxruntime-node@1.30.0';
const PYTHONS = (process.env.PYTHON ?? '/usr/bin/python3').split(',');
const names = process.argv.slice(2);
const only = names[0] === '--only' ? names.splice(0, 2)[1].split(',') : ['web', 'node', 'opencv', 'checker'];
const SIZES = { 'mobrecon-s': 64, mobrecon: 128, 'mobrecon-ds': 128, h2onet: 128, handoccnet: 256 };

/** Reads the model and the example, and prints each output's difference or why there is none. */
const OPENCV = `
import json, sys
try:
    import cv2, numpy as np
except ImportError:
    sys.exit(3)
folder = sys.argv[1]
example = np.load(folder + '/example.npz')
names = json.load(open(folder + '/names.json'))
answer = {'version': cv2.__version__}
try:
    net = cv2.dnn.readNetFromONNX(folder + '/model.onnx')
    for name in names['inputs']:
        net.setInput(example['in.' + name], name)
    found = net.forward(names['outputs'])
    answer['difference'] = max(float(np.abs(example['out.' + n].reshape(f.shape) - f).max() / np.abs(f).max()) for n, f in zip(names['outputs'], found))
except Exception as error:
    words = str(error)
    node = words.split('Node [')[1].split('@')[0] if 'Node [' in words else words.splitlines()[0][:80]
    answer['error'] = 'does not load: ' + node
print(json.dumps(answer))
`;
const CHECKER = `
import json, sys
try:
    import onnx
except ImportError:
    sys.exit(3)
answer = {'version': onnx.__version__}
try:
    onnx.checker.check_model(sys.argv[1] + '/model.onnx', full_check=True)
    answer['words'] = 'valid'
except Exception as error:
    answer['error'] = str(error).splitlines()[0][:80]
print(json.dumps(answer))
`;

function example(name) {
  if (name === 'denoiser') {
    const model = new SynthesisModel(SYNTHESIS_PRESETS.small, new Random(0, 'export'));
    return { bytes: denoiserToOnnx(model, { half: false, facts: {} }), arrays: denoiserExample(model) };
  }
  const hand = loadBuiltinHand();
  const network = createNetwork(name, hand, SIZES[name]);
  return { bytes: networkToOnnx(network, hand, { name }), arrays: networkExample(network.eval() ?? network) };
}

async function python(code, folder, interpreter) {
  try {
    const { stdout } = await run(interpreter, ['-c', code, folder], { maxBuffer: 1 << 26 });
    return JSON.parse(stdout.trim().split('\n').pop());
  } catch (error) {
    return { missing: error.code === 3 || error.code === 'ENOENT', error: 'stopped' };
  }
}

const folder = mkdtempSync(join(tmpdir(), 'onnx-runtimes-'));
try {
  await run('npm', [
    'install',
    '--prefix',
    folder,
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    NODE_RUNTIME,
  ]);
  const require = createRequire(join(folder, 'package.json'));
  const ort = require('onnxruntime-node');
  const webVersion = JSON.parse(
    readFileSync(new URL('../node_modules/onnxruntime-web/package.json', import.meta.url), 'utf8'),
  ).version;
  const rows = [];
  const versions = { web: `onnxruntime-web ${webVersion}, WASM`, node: NODE_RUNTIME.replace('@', ' ') };
  for (const name of names.length > 0 ? names : [...Object.keys(SIZES), 'denoiser']) {
    process.stderr.write(`${name}\n`);
    const { bytes, arrays } = example(name);
    writeFileSync(join(folder, 'model.onnx'), bytes);
    const members = new Map();
    for (const [key, { dtype, shape, data }] of Object.entries(arrays.inputs))
      members.set(`in.${key}`, { dtype, shape, data });
    for (const [key, { dtype, shape, data }] of Object.entries(arrays.outputs))
      members.set(`out.${key}`, { dtype, shape, data });
    torchIo.writeNpz(join(folder, 'example.npz'), members);
    const io = { inputs: Object.keys(arrays.inputs), outputs: Object.keys(arrays.outputs) };
    writeFileSync(join(folder, 'names.json'), JSON.stringify(io));
    const row = { name };
    if (only.includes('web'))
      row.web = { difference: Math.max(...Object.values(await compareOnnx(bytes, arrays))) };
    if (only.includes('node')) row.node = { difference: await inNode(ort, bytes, arrays) };
    for (const [i, interpreter] of only.includes('opencv') ? PYTHONS.entries() : []) {
      const key = `opencv ${i}`;
      row[key] = await python(OPENCV, folder, interpreter);
      versions[key] = row[key].version ? `OpenCV ${row[key].version}, dnn` : versions[key];
    }
    if (only.includes('checker')) {
      row.checker = await python(CHECKER, folder, PYTHONS[0]);
      versions.checker = row.checker.version ? `onnx ${row.checker.version}, checker` : versions.checker;
    }
    rows.push(row);
  }
  const columns = Object.keys(rows[0]).filter((key) => versions[key] !== undefined);
  const cell = ({ difference, words, error, missing }) =>
    missing ? 'not here' : (error ?? words ?? difference.toExponential(0));
  const lines = [
    `| network | ${columns.map((key) => versions[key]).join(' | ')} |`,
    `|---|${columns.map(() => '---:|').join('')}`,
    ...rows.map((row) => `| ${row.name} | ${columns.map((key) => cell(row[key])).join(' | ')} |`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
} finally {
  rmSync(folder, { recursive: true });
}

async function inNode({ InferenceSession, Tensor }, bytes, { inputs, outputs }) {
  const session = await InferenceSession.create(bytes);
  const feeds = {};
  for (const [name, { dtype, shape, data }] of Object.entries(inputs))
    feeds[name] = new Tensor(dtype, data, shape);
  const found = await session.run(feeds);
  let most = 0;
  for (const [name, { data }] of Object.entries(outputs)) {
    let [largest, difference] = [0, 0];
    for (let i = 0; i < data.length; i++) {
      largest = Math.max(largest, Math.abs(data[i]));
      // Written so that NaN counts as different.
      if (!(Math.abs(found[name].data[i] - data[i]) <= difference))
        difference = Math.abs(found[name].data[i] - data[i]);
    }
    most = Math.max(most, difference / largest);
  }
  return most;
}
