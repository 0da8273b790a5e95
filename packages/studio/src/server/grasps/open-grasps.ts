import { type GraspedObject, RunGrasps } from 'handbooster/commands';
import type { GraspRecord } from 'handbooster/grasps';
import { Run } from 'handbooster/pipeline';
import type { GraspQuery } from '../../api/grasps.js';
import { Missing } from '../answer-calls.js';
import type { Sources } from '../sources.js';
import { verdictOf } from './describe-grasps.js';

/** Sets of grasps in memory: the numbers of a hundred thousand grasps take some 100 MB. */
const MOST_SETS = 2;

/** The grasps of a run, opened, with the list that was asked for last. */
export class OpenGraspSet {
  #asked: { key: string; records: GraspRecord[] } | null = null;

  constructor(readonly grasps: RunGrasps) {}

  ask(query: GraspQuery): GraspRecord[] {
    const key = JSON.stringify(query);
    if (this.#asked?.key === key) return this.#asked.records;
    const { object, verdict, failed, order } = query;
    const records = this.grasps.set.records.filter(
      (record) =>
        (object === null || record.object.name === object) &&
        (verdict === null || verdictOf(record) === verdict) &&
        (failed === null || record.rejections.some(({ criterion }) => criterion === failed)),
    );
    if (order === 'energy') records.sort((a, b) => a.energyAfter - b.energyAfter);
    if (order === 'depth') records.sort((a, b) => b.measures.depth - a.measures.depth);
    this.#asked = { key, records };
    return records;
  }

  /** @throws Missing where the set has no such object */
  object(name: string): Promise<GraspedObject> {
    if (!this.grasps.set.manifest.objects.some((object) => object.name === name)) {
      throw new Missing(`${name}: no such object among the grasps`);
    }
    return this.grasps.object(name);
  }
}

/** Sets that were opened; that of a run is opened anew when its stage was made anew. */
export class OpenGrasps {
  readonly #opened = new Map<string, { key: string; set: OpenGraspSet }>();

  constructor(readonly sources: Sources) {}

  /** @throws Missing where there is no such run, InputError where it has no grasps yet */
  open(id: string): OpenGraspSet {
    const run = Run.open(this.sources.runFolder(id));
    run.folder('grasps');
    const key = run.manifest.stages.grasps?.outputs ?? '';
    const known = this.#opened.get(id);
    this.#opened.delete(id);
    const set = known?.key === key ? known.set : new OpenGraspSet(RunGrasps.open(run));
    this.#opened.set(id, { key, set });
    for (const oldest of [...this.#opened.keys()].slice(0, -MOST_SETS)) this.#opened.delete(oldest);
    return set;
  }
}
