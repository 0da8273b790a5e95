import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { smallHand } from '../../../test/fixtures/small-hand.js';
import { packHand } from '../../hand/model/packed-hand.js';
import { createTracker, type OnnxRuntime } from './create-tracker.js';

const OUTPUTS: Record<string, string[]> = {
  palms: ['boxes', 'scores'],
  landmarks: ['landmarks', 'presence', 'side', 'world'],
};
/** What lies at the addresses of a whole tracker; a network's file says its name. */
const whole = (): Record<string, string> => ({
  '/tracker/palms.onnx': 'palms',
  '/tracker/landmarks.onnx': 'landmarks',
  '/tracker/hand.json': JSON.stringify(packHand(smallHand('right'))),
});
let files: Record<string, string>;
let open: number;

beforeEach(() => {
  files = whole();
  open = 0;
  vi.stubGlobal('fetch', async (address: string) => {
    if (address.startsWith('http://nowhere')) throw new TypeError('Failed to fetch');
    const content = files[address];
    return content === undefined
      ? new Response('', { status: 404, statusText: 'Not Found' })
      : new Response(content);
  });
});
afterEach(() => vi.unstubAllGlobals());

/** A runtime that reads the names of networks. */
const ort = {
  env: { wasm: {} },
  Tensor: class {},
  InferenceSession: {
    async create(bytes: Uint8Array) {
      const outputNames = OUTPUTS[new TextDecoder().decode(bytes)];
      if (outputNames === undefined) throw new Error('protobuf parsing failed');
      open++;
      return { outputNames, run: async () => ({}), release: async () => void open-- };
    },
  },
} as unknown as OnnxRuntime;

it('opens a whole tracker, and closes it', async () => {
  const tracker = await createTracker({ ort, model: '/tracker/' });
  expect(open).toBe(2);
  await tracker.close();
  expect(open).toBe(0);
});

it.each<[what: string, change: () => void, words: RegExp]>([
  [
    'a file that is not there',
    () => delete files['/tracker/hand.json'],
    /\/tracker\/hand\.json: 404 Not Found/,
  ],
  [
    'a page in place of a network',
    () => Object.assign(files, { '/tracker/landmarks.onnx': '<!doctype html><title>App</title>' }),
    /\/tracker\/landmarks\.onnx: expected an ONNX model, found a web page/,
  ],
  [
    'a page in place of the hand',
    () => Object.assign(files, { '/tracker/hand.json': '\n<html>' }),
    /\/tracker\/hand\.json: expected a hand model, found a web page/,
  ],
  [
    'JSON of something else',
    () => Object.assign(files, { '/tracker/hand.json': '{"a": 1}' }),
    /\/tracker\/hand\.json: expected a hand model, found 8 bytes of something else/,
  ],
  [
    'a damaged network',
    () => Object.assign(files, { '/tracker/palms.onnx': 'pal' }),
    /\/tracker\/palms\.onnx: expected an ONNX model, found 3 bytes of something else \(protobuf/,
  ],
  [
    'an empty file',
    () => Object.assign(files, { '/tracker/palms.onnx': '' }),
    /\/tracker\/palms\.onnx: expected an ONNX model, found an empty file/,
  ],
  [
    'another network',
    () => Object.assign(files, { '/tracker/landmarks.onnx': 'palms' }),
    /\/tracker\/landmarks\.onnx: expected an ONNX model, .*a network without the output landmarks/,
  ],
])('%s is named with its address and the mend, and nothing stays open', async (_, change, words) => {
  change();
  const error: Error = await createTracker({ ort, model: '/tracker' }).then(
    () => new Error('it was opened'),
    (reason) => reason,
  );
  expect(error.message).toMatch(words);
  expect(error.message).toContain('handbooster export tracker');
  expect(open).toBe(0);
});

it('an address that nothing can be fetched from is named', async () => {
  await expect(createTracker({ ort, model: 'http://nowhere/tracker' })).rejects.toThrow(
    /http:\/\/nowhere\/tracker\/\w+\.\w+: nothing can be fetched from there \(Failed to fetch\)/,
  );
});
