import type { ObjectCoverage } from 'handbooster/conditions';
import { Run } from 'handbooster/pipeline';
import { z } from 'zod';
import type {
  CoverageFigures,
  ObjectFigures,
  PoseDetails,
  PoseKind,
  PosePoints,
} from '../../api/distribution.js';
import { Missing } from '../answer-calls.js';
import type { PoseMap, PoseRow } from '../distribution/pose-map-file.js';
import { PoseMaps } from '../distribution/pose-maps.js';
import { PoseScenes } from '../distribution/pose-scenes.js';
import { pollState } from '../poll-state.js';
import type { Route } from '../studio.js';

const LOOK_MS = 250;
/** Poses that are told of at a time. */
const MOST_DETAILS = 500;

/** The page Distribution. */
export const distributionRoute: Route = ({ app, calls, live, sources, onClose }) => {
  const maps = new PoseMaps();
  onClose(() => maps.close());
  const folderOf = (id: string) => sources.runFolder(id);
  live.provide('poses', (id, push, fail) => {
    const folder = folderOf(id);
    return pollState(() => maps.state(folder), LOOK_MS, push, fail);
  });

  const one = z.object({ source: z.string() });
  calls.on('distribution/make', one, ({ source }) => {
    maps.make(folderOf(source));
    return {};
  });
  calls.on('distribution/cancel', one, async ({ source }) => {
    await maps.cancel(folderOf(source));
    return {};
  });
  calls.on('distribution/points', one, async ({ source }) => pointsOf(await maps.open(folderOf(source))));
  calls.on(
    'distribution/poses',
    z.object({ source: z.string(), points: z.array(z.int().min(0)).max(MOST_DETAILS) }),
    async ({ source, points }) => {
      const { rows } = await maps.open(folderOf(source));
      return points.map((point) => {
        const row = rows[point];
        if (row === undefined) throw new Missing(`${point}: no such point; there are ${rows.length}`);
        return detailsOf(point, row);
      });
    },
  );
  calls.on('distribution/figures', one, ({ source }) => Run.open(folderOf(source)).coverage().map(figuresOf));

  /** Of the run that was looked at last: its labels' places and grasps stay in memory. */
  let scenes: PoseScenes | null = null;
  app.get('/api/distribution/pose', async (request, reply) => {
    try {
      const { source = '', point = '' } = request.query as Record<string, string>;
      const folder = folderOf(source);
      const map = await maps.open(folder);
      if (scenes?.map !== map) scenes = new PoseScenes(folder, map);
      return reply.type('application/json').send(JSON.stringify(await scenes.scene(Number(point))));
    } catch (error) {
      return calls.refuse(reply, error);
    }
  });
};

/** A list a column; places rounded to what a screen can show. */
function pointsOf({ rows, leftOut }: PoseMap): PosePoints {
  const names = new Map(rows.map(({ object_id: id, object: name }) => [id, name]));
  const places = new Map([...names.keys()].map((id, i) => [id, i]));
  const short = (value: number) => Math.round(value * 1e5) / 1e5;
  return {
    objects: [...names].map(([id, name]) => ({ id, name })),
    object: rows.map(({ object_id: id }) => places.get(id) as number),
    kind: rows.map(kindOf),
    x: rows.map(({ x }) => short(x)),
    y: rows.map(({ y }) => short(y)),
    probability: rows.map(({ probability }) => probability),
    novelty: rows.map(({ novelty }) => (novelty === null ? null : short(novelty))),
    leftOut,
  };
}

function kindOf({ real, selected }: PoseRow): PoseKind {
  if (real) return selected ? 'real, selected' : 'real';
  return selected ? 'grasp, selected' : 'grasp';
}

function detailsOf(point: number, row: PoseRow): PoseDetails {
  const { id, object, probability, novelty, neighbours, distances } = row;
  return {
    point,
    id,
    object,
    kind: kindOf(row),
    probability,
    novelty,
    nearestReal: row.nearest_real,
    neighbours: neighbours.map((other, i) => ({ point: other, distance: distances[i] })),
  };
}

function figuresOf({ name, maps, crossDistribution, all, picked }: ObjectCoverage): ObjectFigures {
  const pairs = crossDistribution?.pairs;
  const short = ({ low, high, shares, mean }: NonNullable<typeof pairs>['before']) => ({
    low,
    high,
    shares,
    mean,
  });
  return {
    name,
    maps,
    pairs: pairs ? { before: short(pairs.before), after: short(pairs.after) } : null,
    coverage: { before: coverageFigures(all), after: coverageFigures(picked) },
  };
}

function coverageFigures({
  poses,
  novelty,
  spread,
  coverageRadius,
  thresholds,
}: ObjectCoverage['all']): CoverageFigures {
  return {
    poses,
    novelty: novelty?.mean ?? null,
    spacing: spread.set,
    radius: coverageRadius,
    covered: thresholds.map(({ distance, covered }) => ({ distance, share: covered })),
  };
}
