import type { GraspRecord } from 'handbooster/grasps';
import type { Run } from 'handbooster/pipeline';

/** Runs whose kept grasps stay in memory. */
const MOST_RUNS = 2;

/** The kept grasps of a run by their object's number, in the order of the run. */
export type KeptGrasps = ReadonlyMap<number, readonly GraspRecord[]>;

/** Grasps that runs keep, read once: anew only where the stage was made anew. */
export class OpenKeptGrasps {
  readonly #opened = new Map<string, { key: string; grasps: KeptGrasps }>();

  /** @throws InputError where the stage is not finished */
  of(run: Run): KeptGrasps {
    run.folder('grasps');
    const key = `${run.manifest.stages.grasps?.outputs} ${run.config.grasps.keep}`;
    const known = this.#opened.get(run.root);
    this.#opened.delete(run.root);
    const grasps = known?.key === key ? known.grasps : byObject(run.grasps());
    this.#opened.set(run.root, { key, grasps });
    for (const oldest of [...this.#opened.keys()].slice(0, -MOST_RUNS)) this.#opened.delete(oldest);
    return grasps;
  }
}

function byObject(records: readonly GraspRecord[]): KeptGrasps {
  const grasps = new Map<number, GraspRecord[]>();
  for (const record of records) {
    const own = grasps.get(record.object.id);
    if (own === undefined) grasps.set(record.object.id, [record]);
    else own.push(record);
  }
  return grasps;
}
