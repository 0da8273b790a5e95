import { z } from 'zod';
import { Missing } from '../answer-calls.js';
import { describeSet, graspDetails } from '../grasps/describe-grasps.js';
import { OpenGrasps } from '../grasps/open-grasps.js';
import { objectMesh, objectTexture } from '../meshes.js';
import type { Route } from '../studio.js';

const query = z.object({
  object: z.string().nullable(),
  verdict: z.enum(['holding', 'valid', 'rejected']).nullable(),
  failed: z.string().nullable(),
  order: z.enum(['tried', 'energy', 'depth']),
});

/** The page Grasps. */
export const graspsRoute: Route = ({ app, calls, sources, jobs }) => {
  const sets = new OpenGrasps(sources);
  calls.on('grasps/open', z.object({ source: z.string() }), ({ source }) =>
    describeSet(sets.open(source).grasps.set),
  );
  calls.on(
    'grasps/find',
    z.object({ source: z.string(), query, position: z.int().min(0), id: z.string().optional() }),
    async ({ source, query: asked, position, id }) => {
      const open = sets.open(source);
      const records = open.ask(asked);
      const named = id === undefined ? -1 : records.findIndex((record) => record.id === id);
      const place = named >= 0 ? named : Math.min(position, Math.max(0, records.length - 1));
      const record = records[place];
      if (record === undefined) return { matching: 0, position: 0, grasp: null };
      const grasp = await graspDetails(open.grasps, record);
      return { matching: records.length, position: place, grasp };
    },
  );
  calls.on('grasps/replay', z.object({ source: z.string(), id: z.string() }), ({ source, id }) => {
    const { grasps } = sets.open(source);
    // What is not there is said now.
    grasps.find(id);
    return { job: jobs.start({ type: 'replay', folder: grasps.run.root, grasp: id }) };
  });
  calls.on('grasps/pieces', z.object({ job: z.string(), from: z.int().min(0) }), ({ job, from }) =>
    jobs.pieces('replay', job, from),
  );

  app.get<{ Querystring: Record<string, string> }>('/api/grasps/object', async ({ query: asked }, reply) => {
    try {
      const { model } = await sets.open(asked.source ?? '').object(asked.name ?? '');
      return reply.type('application/json').send(JSON.stringify(objectMesh(model)));
    } catch (error) {
      return calls.refuse(reply, error);
    }
  });
  app.get<{ Querystring: Record<string, string> }>('/api/grasps/texture', async ({ query: asked }, reply) => {
    try {
      const { model } = await sets.open(asked.source ?? '').object(asked.name ?? '');
      const texture = await objectTexture(model);
      if (texture === null) throw new Missing(`${asked.name}: no texture`);
      return reply.type('image/webp').send(texture);
    } catch (error) {
      return calls.refuse(reply, error);
    }
  });
};
