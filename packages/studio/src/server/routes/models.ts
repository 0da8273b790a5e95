import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ModelListing } from '../../api/models.js';
import { Missing } from '../answer-calls.js';
import type { Sources } from '../sources.js';
import type { Route } from '../studio.js';

/** Stages of a run that leave a network, best first, and what theirs is called. */
const STAGES: [stage: string, name: string][] = [
  ['train', 'real and synthetic images'],
  ['baseline', 'real images'],
];

/** Models by weights file and its time, so that each is exported once. */
const exported = new Map<string, Uint8Array>();

/** Trained networks, as ONNX models that a page can run. */
export const modelsRoute: Route = ({ app, calls, sources }) => {
  calls.on('models/list', z.object({}), () => listModels(sources));
  app.get<{ Params: { '*': string } }>('/api/models/*', async (request, reply) => {
    try {
      return reply
        .type('application/octet-stream')
        .send(Buffer.from(await exportModel(sources, request.params['*'])));
    } catch (error) {
      return calls.refuse(reply, error);
    }
  });
};

/** The networks of the package by their ids: the one for photos first. */
async function shippedModels(): Promise<ReadonlyMap<string, { name: string; file: string }>> {
  const { SHIPPED_NETWORK, shippedPhotoNetwork } = await import('handbooster/reconstruction');
  if (!existsSync(SHIPPED_NETWORK)) return new Map();
  return new Map([
    ['photos', { name: 'MobRecon-S for photos, as shipped', file: shippedPhotoNetwork() }],
    ['shipped', { name: 'MobRecon-S of the claim, as shipped', file: SHIPPED_NETWORK }],
  ]);
}

/** The trained networks at hand: the shipped ones, then those of the runs. */
async function listModels(sources: Sources): Promise<ModelListing[]> {
  const shipped = [...(await shippedModels())].map(([id, { name }]) => ({ id, name }));
  const ofRuns = sources
    .list()
    .filter(({ kind }) => kind === 'run')
    .flatMap(({ id, folder }) =>
      STAGES.filter(([stage]) => existsSync(weightsOf(folder, stage))).map(([stage, name]) => ({
        id: `${id}/${stage}`,
        name: `${id}: ${name}`,
      })),
    );
  return [...shipped, ...ofRuns];
}

/** @throws Missing for what is not listed, and whatever the engine says where it cannot export. */
async function exportModel(sources: Sources, id: string): Promise<Uint8Array> {
  const { loadNetwork, networkToOnnx } = await import('handbooster/reconstruction');
  const { loadBuiltinHand } = await import('handbooster/hand');
  const file = (await shippedModels()).get(id)?.file ?? weightsOfId(sources, id);
  if (file === null || !existsSync(file)) throw new Missing(`${id}: no such network`);
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

function weightsOf(folder: string, stage: string): string {
  return join(folder, stage, 'network.safetensors');
}

function weightsOfId(sources: Sources, id: string): string | null {
  const parts = /^(.+)\/([a-z]+)$/.exec(id);
  const run = sources.find(parts?.[1] ?? '');
  const stage = STAGES.find(([name]) => name === parts?.[2]);
  return run?.kind === 'run' && stage ? weightsOf(run.folder, stage[0]) : null;
}
