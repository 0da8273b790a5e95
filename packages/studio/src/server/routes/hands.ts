import { packHand } from 'handbooster/hand';
import { Run } from 'handbooster/pipeline';
import { Missing } from '../answer-calls.js';
import type { Route } from '../studio.js';

/** Hand models in a form that a page can decode: `api/hands/<source>`. */
export const handsRoute: Route = ({ app, calls, sources }) => {
  app.get<{ Params: { source: string } }>('/api/hands/:source', async (request, reply) => {
    try {
      const source = sources.find(request.params.source);
      if (source?.kind !== 'run') throw new Missing(`${request.params.source}: no such run`);
      return reply.type('application/json').send(JSON.stringify(packHand(Run.open(source.folder).hand)));
    } catch (error) {
      return calls.refuse(reply, error);
    }
  });
};
