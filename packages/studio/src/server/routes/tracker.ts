import { InputError } from 'handbooster';
import { TRACKER_FILES, type TrackerFile, trackerFiles } from 'handbooster/commands';
import { loadBuiltinHand } from 'handbooster/hand';
import { z } from 'zod';
import { Missing } from '../answer-calls.js';
import { Recordings } from '../recordings.js';
import type { Route } from '../studio.js';

const MOST_PICTURE = 8 * 2 ** 20;

/** The page Reconstruct. */
export const trackerRoute: Route = ({ app, calls, sources }) => {
  let files: Record<TrackerFile, Uint8Array> | null = null;
  const open = () => {
    files ??= trackerFiles(loadBuiltinHand());
    return files;
  };
  calls.on('tracker/open', z.object({}), () => {
    try {
      open();
      return { landmarks: true, missing: null };
    } catch (error) {
      if (error instanceof InputError) return { landmarks: false, missing: error.message };
      throw error;
    }
  });
  app.get<{ Params: { name: string } }>('/api/tracker/:name', async (request, reply) => {
    try {
      const name = TRACKER_FILES.find((each) => each === request.params.name);
      if (name === undefined) throw new Missing(`${request.params.name}: no such file of the tracker`);
      return reply.type('application/octet-stream').send(Buffer.from(open()[name]));
    } catch (error) {
      return calls.refuse(reply, error);
    }
  });

  const recordings = new Recordings(sources.folders[0]);
  calls.on('recordings/begin', z.object({ name: z.string() }), ({ name }) => recordings.begin(name));
  app.addContentTypeParser('image/jpeg', { parseAs: 'buffer', bodyLimit: MOST_PICTURE }, (_, body, done) =>
    done(null, body),
  );
  app.post<{ Params: { name: string; number: string }; Body: Buffer }>(
    '/api/recordings/:name/:number',
    { bodyLimit: MOST_PICTURE },
    async (request, reply) => {
      try {
        await recordings.add(request.params.name, Number(request.params.number), request.body);
        return reply.send({});
      } catch (error) {
        return calls.refuse(reply, error);
      }
    },
  );
};
