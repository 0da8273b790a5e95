// What runtimes make of the exported networks: a table in Markdown on standard output.
//   node scripts/onnx-runtimes.mjs [--for opencv4] [--only web,webgpu,node,opencv,checker] [network ...]
// After npm run build.
// onnxruntime-web is a dependency of the tests; WebGPU is Chromium's (CHROMIUM, default /usr/bin/chromium) on
// its software adapter, which has no graphics card's numbers; onnxruntime-node is installed from npm into a
// temporary folder; OpenCV and onnx's checker are Debian's python3-opencv and python3-onnx, of the
// interpreter in PYTHON (default /usr/bin/python3); several interpreters with OpenCV of other versions stand
// there with commas between.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
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
const opencv4 = names[0] === '--for' && names.splice(0, 2)[1] === 'opencv4';
const only =
  names[0] === '--only' ? names.splice(0, 2)[1].split(',') : ['web', 'webgpu', 'node', 'opencv', 'checker'];
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
    # OpenCV 5 takes the names of all outputs or none.
    found = dict(zip(names['all'], net.forward(names['all'])))
    answer['difference'] = max(float(np.abs(example['out.' + n].reshape(found[n].shape) - found[n]).max() / np.abs(found[n]).max()) for n in names['outputs'])
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
    return { bytes: denoiserToOnnx(model, { opencv4 }), arrays: denoiserExample(model, opencv4) };
  }
  const hand = loadBuiltinHand();
  const network = createNetwork(name, hand, SIZES[name]);
  const bytes = networkToOnnx(network, hand, { name, opencv4 });
  return { bytes, arrays: networkExample(network, opencv4) };
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
const { page, adapter, close } = only.includes('webgpu') ? await openPage() : { close: () => {} };
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
  const versions = {
    web: `onnxruntime-web ${webVersion}, WASM`,
    webgpu: `the same, WebGPU (${adapter})`,
    node: NODE_RUNTIME.replace('@', ' '),
  };
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
    const outputs = Object.keys(arrays.outputs);
    const all = name === 'denoiser' || opencv4 ? outputs : [...outputs, 'faces'];
    const io = { inputs: Object.keys(arrays.inputs), outputs, all };
    writeFileSync(join(folder, 'names.json'), JSON.stringify(io));
    const row = { name };
    if (only.includes('web'))
      row.web = { difference: Math.max(...Object.values(await compareOnnx(bytes, arrays))) };
    if (only.includes('webgpu')) row.webgpu = await inPage(bytes, arrays);
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
    process.stderr.write(`${JSON.stringify(row)}\n`);
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
  await close();
  rmSync(folder, { recursive: true });
}

/** A page with onnxruntime-web in a browser that has WebGPU, or null for the page where there is none. */
async function openPage() {
  const { chromium } = await import('playwright-core');
  const runtime = new URL('../node_modules/onnxruntime-web/dist/', import.meta.url);
  const server = createServer((request, answer) => {
    const name = request.url.slice(1);
    if (!/^ort[\w.-]+$/.test(name))
      return answer.setHeader('content-type', 'text/html').end('<!doctype html>');
    const type = name.endsWith('.wasm') ? 'application/wasm' : 'text/javascript';
    answer.setHeader('content-type', type).end(readFileSync(new URL(name, runtime)));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--enable-unsafe-webgpu',
      '--use-webgpu-adapter=swiftshader',
      '--enable-features=Vulkan',
    ],
  });
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  const adapter = await page.evaluate(async () => {
    const found = await navigator.gpu?.requestAdapter();
    return found ? `${found.info.vendor} ${found.info.architecture || found.info.description}`.trim() : null;
  });
  const close = async () => {
    await browser.close();
    server.close();
  };
  return { page: adapter === null ? null : page, adapter: adapter ?? 'no adapter', close };
}

/** Largest difference of a model run by WebGPU from the example. */
async function inPage(bytes, { inputs, outputs }) {
  if (page === null) return { missing: true };
  const plain = (arrays) =>
    Object.entries(arrays).map(([name, { dtype, shape, data }]) => ({
      name,
      dtype,
      shape,
      data: Array.from(data),
    }));
  try {
    const found = await page.evaluate(
      async ({ model, feeds, names }) => {
        const ort = await import('/ort.webgpu.min.mjs');
        ort.env.wasm.numThreads = 1;
        const binary = Uint8Array.from(atob(model), (letter) => letter.charCodeAt(0));
        const session = await ort.InferenceSession.create(binary, { executionProviders: ['webgpu'] });
        const tensors = feeds.map(({ name, dtype, shape, data }) => [
          name,
          new ort.Tensor(dtype, data, shape),
        ]);
        const answer = await session.run(Object.fromEntries(tensors));
        const all = names.map((name) => [name, Array.from(answer[name].data, Number)]);
        await session.release();
        return Object.fromEntries(all);
      },
      { model: Buffer.from(bytes).toString('base64'), feeds: plain(inputs), names: Object.keys(outputs) },
    );
    return { difference: largestDifference(outputs, (name) => found[name]) };
  } catch (error) {
    return { error: String(error.message).split('\n')[0].slice(0, 80) };
  }
}

async function inNode({ InferenceSession, Tensor }, bytes, { inputs, outputs }) {
  const session = await InferenceSession.create(bytes);
  const feeds = {};
  for (const [name, { dtype, shape, data }] of Object.entries(inputs))
    feeds[name] = new Tensor(dtype, data, shape);
  const found = await session.run(feeds);
  return largestDifference(outputs, (name) => found[name].data);
}

/** Of all outputs, each as a share of its largest number. */
function largestDifference(outputs, dataOf) {
  let most = 0;
  for (const [name, { data }] of Object.entries(outputs)) {
    const found = dataOf(name);
    let [largest, difference] = [0, 0];
    for (let i = 0; i < data.length; i++) {
      largest = Math.max(largest, Math.abs(data[i]));
      // Written so that NaN counts as different.
      if (!(Math.abs(found[i] - data[i]) <= difference)) difference = Math.abs(found[i] - data[i]);
    }
    most = Math.max(most, difference / largest);
  }
  return most;
}
