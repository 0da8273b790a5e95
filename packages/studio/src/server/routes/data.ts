import { basename } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { InputError } from 'handbooster';
import { CONDITION_MAPS } from 'handbooster/render';
import { z } from 'zod';
import { Missing } from '../answer-calls.js';
import { markPhoto, rejectedPhotos } from '../data/mark-photo.js';
import { type OpenTable, OpenTables } from '../data/open-tables.js';
import { encodeMap, Pictures, pictureSize } from '../data/pictures.js';
import { MAP_SIZE, objectModel, sampleMap, sampleScene } from '../data/sample-scene.js';
import { objectMesh, objectTexture } from '../meshes.js';
import type { Route } from '../studio.js';

const MOST_THUMBNAIL = 512;
const MOST_ROWS = 1000;
/** Values that a search tells of. */
const MOST_VALUES = 50;

const filter = z.union([
  z.strictObject({ values: z.array(z.string()).max(1000) }),
  z.strictObject({ from: z.number().nullable(), to: z.number().nullable() }),
]);
const query = {
  source: z.string(),
  filters: z.record(z.string(), filter),
  sort: z.string().nullable(),
  descending: z.boolean(),
};
const whole = z.int().min(0);

/** The page Data. */
export const dataRoute: Route = ({ app, calls, live, sources }) => {
  const tables = new OpenTables(sources);
  const pictures = new Pictures();
  live.provide('table', (source, push) => tables.listen(source, (done, total) => push({ done, total })));

  calls.on('data/open', z.object({ source: z.string() }), async ({ source }) => {
    const { table } = (await tables.open(source)).view;
    return { rows: table.rows, columns: table.describe() };
  });
  calls.on('data/query', z.object(query), async ({ source, ...question }) => {
    const { matching, facets } = (await tables.open(source)).view.ask(question);
    return { matching, facets };
  });
  calls.on(
    'data/rows',
    z.object({ ...query, from: whole, count: whole.max(MOST_ROWS) }),
    async ({ source, from, count, ...question }) => {
      const { view } = await tables.open(source);
      return Array.from(view.ask(question).order.subarray(from, from + count), (row) => view.table.row(row));
    },
  );
  calls.on(
    'data/locate',
    z.object({ ...query, row: whole.optional(), id: z.string().optional() }),
    async ({ source, row, id, ...question }) => {
      const { view } = await tables.open(source);
      const { order } = view.ask(question);
      const position =
        row === undefined
          ? order.findIndex((each) => view.table.ids[each].includes(id ?? ''))
          : order.indexOf(row);
      return { position: position < 0 ? null : position };
    },
  );
  calls.on(
    'data/values',
    z.object({ source: z.string(), column: z.string(), text: z.string().max(200) }),
    async ({ source, column, text }) => (await tables.open(source)).view.values(column, text, MOST_VALUES),
  );
  const folderOf = (id: string) => {
    const source = sources.find(id);
    if (source === null)
      throw new Missing(`${id}: no such run or dataset in the folders that the studio shows`);
    return source.folder;
  };
  calls.on('data/rejected', z.object({ source: z.string() }), ({ source }) => ({
    names: rejectedPhotos(folderOf(source)),
  }));
  calls.on(
    'data/mark',
    z.object({ source: z.string(), name: z.string().min(1).max(500), rejected: z.boolean() }),
    ({ source, name, rejected }) => ({ names: markPhoto(folderOf(source), name, rejected) }),
  );
  calls.on('data/sample', z.object({ source: z.string(), row: whole }), async ({ source, row }) => {
    const table = await tables.open(source);
    const sample = await load(table, row);
    const { id, values } = table.view.table.row(row);
    const handless = missingHand(table);
    return {
      row,
      id,
      values,
      picture: sample.image === null ? null : await pictureSize(sample.image),
      camera: sample.camera,
      joints: Array.from(sample.joints),
      maps: handless === null ? [...CONDITION_MAPS] : [],
      hand: handless === null,
      handless,
      photo:
        sample.image !== null && rejectedPhotos(table.source.folder) !== null
          ? basename(sample.image.path)
          : null,
      json: sample.json,
    };
  });

  /** Bytes of something that a table has; its address has the source and what it is of. */
  const bytes = (
    name: string,
    type: string,
    make: (table: OpenTable, asked: Record<string, string>) => Promise<Buffer | string>,
  ) =>
    app.get(`/api/data/${name}`, async (request: FastifyRequest, reply: FastifyReply) => {
      try {
        const asked = request.query as Record<string, string>;
        const made = await make(await tables.open(asked.source ?? ''), asked);
        return reply.type(type).send(made);
      } catch (error) {
        return calls.refuse(reply, error);
      }
    });

  bytes('thumbnail', 'image/webp', async (table, asked) => {
    const row = rowOf(table, asked);
    const image = await table.view.table.source.image(row);
    if (image === null) throw new Missing(`${asked.row}: no picture yet`);
    const size = Math.min(MOST_THUMBNAIL, Math.max(16, Number(asked.size) || 160));
    return pictures.thumbnail(`${table.source.folder} ${row}`, image, size);
  });
  bytes('picture', 'image/png', async (table, asked) => {
    const image = await table.view.table.source.image(rowOf(table, asked));
    if (image === null) throw new Missing(`${asked.row}: no picture yet`);
    return pictures.whole(image);
  });
  bytes('map', 'image/png', async (table, asked) => {
    const sample = await load(table, rowOf(table, asked));
    return encodeMap(await sampleMap(table, sample, asked.map ?? ''), MAP_SIZE);
  });
  bytes('scene', 'application/json', async (table, asked) =>
    JSON.stringify(sampleScene(table, await load(table, rowOf(table, asked)))),
  );
  bytes('object', 'application/json', async (table, asked) =>
    JSON.stringify(objectMesh(await objectModel(table, Number(asked.id)))),
  );
  bytes('texture', 'image/webp', async (table, asked) => {
    const texture = await objectTexture(await objectModel(table, Number(asked.id)));
    if (texture === null) throw new Missing(`${asked.id}: no texture`);
    return texture;
  });
};

function rowOf({ view }: OpenTable, asked: Record<string, string>): number {
  const row = Number(asked.row);
  if (!Number.isInteger(row) || row < 0 || row >= view.table.rows) {
    throw new Missing(`${asked.row}: no such sample; there are ${view.table.rows}`);
  }
  return row;
}

function load(table: OpenTable, row: number) {
  return table.view.table.source.load(rowOf(table, { row: String(row) }));
}

/** Why there is no mesh, in words; null where there is one. */
function missingHand(table: OpenTable): string | null {
  try {
    table.hand();
    return null;
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
}
