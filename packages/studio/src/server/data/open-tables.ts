import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from 'handbooster';
import { handsOfData } from 'handbooster/datasets';
import type { HandModel } from 'handbooster/hand';
import { loadObjectFolder, type ObjectModel } from 'handbooster/objects';
import { type Manifest, Run, readManifest } from 'handbooster/pipeline';
import type { Source } from '../../api/session.js';
import { Missing } from '../answer-calls.js';
import type { Sources } from '../sources.js';
import { datasetTable } from './dataset-table.js';
import { runTable } from './run-table.js';
import { TableView } from './table-view.js';

/** A source's table, with what its scenes are made of. */
export interface OpenTable {
  source: Source;
  view: TableView;
  /** Null for a dataset. */
  run: Run | null;
  /** @throws InputError where the labels belong to a model that is not here */
  hand(): HandModel;
  objects(): Promise<ObjectModel[]>;
}

interface Opening {
  /** Of a run: its finished stages. A table of other ones is out of date. */
  key: string;
  table: Promise<OpenTable>;
}

/** Tables that were opened stay open; that of a run is made anew when a stage has finished. */
export class OpenTables {
  readonly #opened = new Map<string, Opening>();
  readonly #listeners = new Map<string, (done: number, total: number) => void>();

  constructor(readonly sources: Sources) {}

  /** @throws Missing where there is no such source */
  open(id: string): Promise<OpenTable> {
    const source = this.sources.find(id);
    if (source === null)
      throw new Missing(`${id}: no such run or dataset in the folders that the studio shows`);
    const key = source.kind === 'run' ? stagesKey(readManifest(`${source.folder}/manifest.json`)) : '';
    const known = this.#opened.get(id);
    if (known?.key === key) return known.table;
    const table = makeTable(source, (done, total) => this.#listeners.get(id)?.(done, total));
    this.#opened.set(id, { key, table });
    // What failed is tried anew when it is asked for again.
    table.catch(() => this.#opened.delete(id));
    return table;
  }

  /** Is told how far the table of a source is. */
  listen(id: string, told: (done: number, total: number) => void): () => void {
    this.#listeners.set(id, told);
    return () => this.#listeners.delete(id);
  }
}

function stagesKey(manifest: Manifest | null): string {
  return Object.entries(manifest?.stages ?? {})
    .map(([name, { outputs }]) => `${name} ${outputs}`)
    .join('\n');
}

async function makeTable(source: Source, told: (done: number, total: number) => void): Promise<OpenTable> {
  const { folder, kind, layout } = source;
  if (kind === 'run') {
    const run = Run.open(folder);
    const view = new TableView(await runTable(run, (done) => told(done, 0)));
    return { source, view, run, hand: () => run.hand, objects: () => run.objects() };
  }
  const view = new TableView(await datasetTable(folder, layout, told));
  let objects: Promise<ObjectModel[]> | null = null;
  return {
    source,
    view,
    run: null,
    hand: () => {
      const hand = handsOfData(folder, null).right;
      if (hand === undefined) {
        throw new InputError(
          `${folder}: its labels belong to MANO, which is not here; set MANO_DIR to the folder of MANO_RIGHT.pkl`,
        );
      }
      return hand;
    },
    objects: () => {
      objects ??= objectsBeside(folder).catch(() => []);
      return objects;
    },
  };
}

/** Models that came with a dataset; of one inside a run, that run's. */
function objectsBeside(folder: string): Promise<ObjectModel[]> {
  const run = dirname(realpathSync(folder));
  const inside = !existsSync(join(folder, 'models')) && existsSync(join(run, 'config.yaml'));
  return inside ? Run.open(run).objects() : loadObjectFolder(join(folder, 'models'));
}
