import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadBuiltinHand } from 'handbooster/hand';
import { loadNetwork, networkToOnnx, SHIPPED_NETWORK } from 'handbooster/reconstruction';

/** A trained network that the tracker can load. */
export interface ModelListing {
  /** For people. */
  name: string;
  /** Where its ONNX model is served. */
  url: string;
}

/** Stages of a run that leave a network, best first, and what theirs is called. */
const STAGES: [stage: string, name: string][] = [
  ['train', 'real and synthetic images'],
  ['baseline', 'real images'],
];

/** Models by weights file and its time, so that each is exported once. */
const exported = new Map<string, Uint8Array>();

/** The trained networks at hand: the shipped one, then those of the runs. */
export function listModels(root: string, runs: readonly { name: string }[]): ModelListing[] {
  const shipped = existsSync(SHIPPED_NETWORK)
    ? [{ name: 'MobRecon-S as shipped', url: '/models/shipped.onnx' }]
    : [];
  const ofRuns = runs.flatMap(({ name: run }) =>
    STAGES.filter(([stage]) => existsSync(weightsOf(root, run, stage))).map(([stage, name]) => ({
      name: `${run}: ${name}`,
      url: `/models/${encodeURIComponent(run)}/${stage}.onnx`,
    })),
  );
  return [...shipped, ...ofRuns];
}

/**
 * The ONNX model of a path below /models/, null where there is none. Only names of listed runs are looked up.
 *
 * @throws Error where the weights do not load, or the engine that exports them is not set up.
 */
export function exportModel(
  root: string,
  path: string,
  runs: readonly { name: string }[],
): Uint8Array | null {
  const file = path === 'shipped.onnx' ? SHIPPED_NETWORK : weightsOfPath(root, path, runs);
  if (file === null || !existsSync(file)) return null;
  const key = `${file} ${statSync(file).mtimeMs}`;
  let model = exported.get(key);
  if (model === undefined) {
    const hand = loadBuiltinHand();
    const network = loadNetwork(file, hand);
    try {
      model = networkToOnnx(network, hand, { half: true });
    } finally {
      network.dispose();
    }
    exported.set(key, model);
  }
  return model;
}

function weightsOf(root: string, run: string, stage: string): string {
  return join(root, run, stage, 'network.safetensors');
}

function weightsOfPath(root: string, path: string, runs: readonly { name: string }[]): string | null {
  const parts = /^(.+)\/([a-z]+)\.onnx$/.exec(path);
  const run = runs.find(({ name }) => name === parts?.[1]);
  const stage = STAGES.find(([name]) => name === parts?.[2]);
  return run && stage ? weightsOf(root, run.name, stage[0]) : null;
}
