import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { runHostileCalls } from '../test/hostile/run-hostile-calls.js';
import { addonPath } from './native.js';

it('wrong types, shapes, freed tensors and impossible sizes are exceptions, and what comes after them still works', () => {
  const { code, signal, outcomes, errors } = runHostileCalls();
  expect([code, signal], errors).toEqual([0, null]);
  const { still, ...calls } = outcomes;
  expect(Object.keys(calls).length).toBeGreaterThan(45);
  const quiet = Object.entries(calls).filter(([, outcome]) => !outcome.startsWith('threw '));
  expect(quiet).toEqual([]);
  expect(still).toMatch(/^4 after/);
});

it('threads that load the engine, compute and end at the same time do not end the process', async () => {
  const program = `
    const { parentPort } = require('node:worker_threads');
    const module_ = { exports: {} };
    process.dlopen(module_, ${JSON.stringify(addonPath())});
    const engine = module_.exports;
    engine.setThreads(1, false);
    const add = engine.bind('aten::add.Tensor', ['self', 'other']);
    let last = engine.fromTypedArray(new Float32Array(1000), [1000], 6);
    const one = engine.fromTypedArray(new Float32Array(1000).fill(1), [1000], 6);
    for (let i = 0; i < 300; i++) {
      const next = engine.call(add, last, one);
      engine.release(last);
      try { engine.shape(last); throw new Error('a freed tensor was read'); } catch (error) { if (/was read/.test(error.message)) throw error; }
      last = next;
    }
    parentPort.postMessage(engine.toTypedArray(last, 6)[999]);
    // Some end while their tensors live.`;
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => {
      const worker = new Worker(program, { eval: true });
      return new Promise((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
      });
    }),
  );
  expect(answers).toEqual(new Array(6).fill(300));
});
