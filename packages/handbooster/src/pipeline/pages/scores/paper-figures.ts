import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { packageFile } from '../../../base/files/package-file.js';
import type { Measure } from '../../../evaluation/comparison/measures.js';
import type { Config } from '../../config/config-schema.js';

/** What the paper's tables have for a network without and with generated images. */
export interface PaperFigures {
  /** The table and what it is about. */
  source: string;
  /** Whether the run is on that data, so that the figures may be set beside its own. */
  sameData: boolean;
  figures: Record<'real' | 'real + synthetic', Partial<Record<Measure, number>>>;
}

interface TableRow {
  name: string;
  title: string;
  paper?: Partial<Record<Measure, number>>;
}

/**
 * The paper's table of a run's data and network; of DexYCB S0 where the data is another; null for a network
 * that it has not.
 */
export function paperFigures({ capture, train }: Config): PaperFigures | null {
  const own = { 'dexycb s0': 'tab1', 'dexycb s1': 'tab2', ho3d: 'tab3-4' }[
    capture.source === 'dexycb' ? `dexycb ${capture.setup}` : capture.source
  ];
  const file = ['configs/experiments', '../../configs/experiments']
    .map((folder) => packageFile(`${folder}/${own ?? 'tab1'}.yaml`))
    .find((path) => existsSync(path));
  if (file === undefined) return null;
  const { title, rows } = parse(readFileSync(file, 'utf8')) as { title: string; rows: TableRow[] };
  const network = train.network === 'mobrecon-s' ? 'mobrecon' : train.network;
  const of = (name: string) => rows.find((row) => row.name === name);
  const [real, boosted] = [of(network), of(`${network}-boosted`)];
  if (real?.paper === undefined || boosted?.paper === undefined) return null;
  return {
    source: `${title} (${real.title})`,
    sameData: own !== undefined,
    figures: { real: real.paper, 'real + synthetic': boosted.paper },
  };
}
