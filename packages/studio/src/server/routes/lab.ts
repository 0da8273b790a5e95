import { InputError } from 'handbooster';
import { Run } from 'handbooster/pipeline';
import { SAMPLERS } from 'handbooster/synthesis';
import { z } from 'zod';
import { Missing } from '../answer-calls.js';
import { describeLab } from '../lab/describe-lab.js';
import { keepSample } from '../lab/keep-sample.js';
import { OpenKeptGrasps } from '../lab/open-kept-grasps.js';
import { packTexture } from '../lab/pack-texture.js';
import { objectMesh } from '../meshes.js';
import type { Route } from '../studio.js';

const finite = (length: number) => z.array(z.number()).length(length);
const size = z.int().min(1).max(20_000);

const camera = z.object({
  fx: z.number().positive(),
  fy: z.number().positive(),
  cx: z.number(),
  cy: z.number(),
  width: size,
  height: size,
});
const scene = z.object({
  camera,
  box: z.tuple([z.number(), z.number(), z.number().positive(), z.number().positive()]),
  pose: finite(48),
  betas: finite(10),
  translation: finite(3),
  object: z.object({ id: z.int(), pose: finite(12) }).nullable(),
});
const color = z.array(z.int().min(0).max(255)).length(3);
const wish = z.object({
  seed: z
    .int()
    .min(0)
    .max(2 ** 31),
  sampler: z.enum(SAMPLERS),
  steps: z.int().min(1).max(1000),
  guidance: z.number().min(0).max(20),
  style: z.object({ hand: color, room: color }).nullable(),
});

/** The page Lab. */
export const labRoute: Route = ({ app, calls, sources, jobs }) => {
  const kept = new OpenKeptGrasps();
  const runOf = (id: string) => {
    const run = Run.open(sources.runFolder(id));
    run.folder('capture');
    return run;
  };
  const modelOf = async (asked: Record<string, string>) => {
    const objects = await runOf(asked.source ?? '').objects();
    const model = objects.find(({ id }) => id === Number(asked.id));
    if (model === undefined) throw new Missing(`${asked.id}: no such object in the run`);
    return model;
  };

  calls.on('lab/open', z.object({ source: z.string() }), ({ source }) => {
    const run = runOf(source);
    return describeLab(run, run.isFinished('grasps') ? kept.of(run) : null);
  });
  calls.on(
    'lab/grasp',
    z.object({ source: z.string(), object: z.int(), position: z.int().min(0) }),
    ({ source, object, position }) => {
      const grasps = kept.of(runOf(source)).get(object) ?? [];
      const grasp = grasps[position];
      if (grasp === undefined) throw new Missing(`no grasp ${position + 1}; the run keeps ${grasps.length}`);
      const { id, pose, betas, translation } = grasp;
      return {
        id,
        pose: Array.from(pose),
        betas: Array.from(betas),
        translation: Array.from(translation),
      };
    },
  );
  calls.on('lab/synthesise', z.object({ source: z.string(), scene, wish }), async ({ source, ...asked }) => {
    const run = runOf(source);
    const { object } = asked.scene;
    if (object !== null) await modelOf({ source, id: String(object.id) });
    if (asked.wish.style !== null && run.config.denoiser.style !== 'colours') {
      throw new InputError('style: this denoiser knows no styles; train one with denoiser.style=colours');
    }
    return { job: jobs.start({ type: 'synthesise', folder: run.root, ...asked }) };
  });
  calls.on('lab/pieces', z.object({ job: z.string(), from: z.int().min(0) }), ({ job, from }) =>
    jobs.pieces('synthesise', job, from),
  );
  calls.on('lab/keep', z.object({ job: z.string(), name: z.string() }), ({ job, name }) => {
    const order = jobs.order('synthesise', job);
    const last = jobs.pieces('synthesise', job, 0).find((piece) => piece.last);
    if (last === undefined) throw new InputError(`${job}: expected a finished image, found none`);
    return keepSample(sources.folders[0], name, order, last);
  });

  app.get<{ Querystring: Record<string, string> }>('/api/lab/object', async ({ query }, reply) => {
    try {
      return reply.type('application/json').send(JSON.stringify(objectMesh(await modelOf(query))));
    } catch (error) {
      return calls.refuse(reply, error);
    }
  });
  app.get<{ Querystring: Record<string, string> }>('/api/lab/texture', async ({ query }, reply) => {
    try {
      const { texture } = await modelOf(query);
      if (texture === null) throw new Missing(`${query.id}: no texture`);
      return reply.type('application/octet-stream').send(await packTexture(texture));
    } catch (error) {
      return calls.refuse(reply, error);
    }
  });
};
