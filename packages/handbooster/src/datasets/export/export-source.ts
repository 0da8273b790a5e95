import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { readJson, z } from '../../base/files/read-yaml.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import { datasetLayout } from '../dataset-layout.js';
import { OPEN_DATASET_DEFAULTS, openDataset } from '../open-dataset.js';
import { PICTURE_TERMS } from '../picture-terms.js';
import type { Sample } from '../sample/sample.js';
import type { DatasetDescription } from '../shards/dataset-card.js';
import { readShards } from '../shards/read-shards.js';
import { slug } from './slug.js';

/** The labelled pictures that an export writes. */
export interface ExportSource {
  readonly length: number;
  load(position: number): Promise<Sample>;
  /** A file name for the picture, without its ending; no two are alike. */
  key(position: number, sample: Sample): string;
}

/** A source with what its card says, and a hash of all that its files are a function of. */
export interface DescribedSource {
  source: ExportSource;
  description: DatasetDescription;
  /** The split that the pictures are of. */
  split: string;
  hash: string;
}

export interface OpenExportSourceOptions {
  /** DexYCB's setup and the split, of datasets that are not in shards. */
  setup: string;
  split: string;
  /** The hand of a capture's left hands; without it they are left out. */
  left: HandModel | null;
  concurrency: number;
}

const DESCRIPTION: z.ZodType<DatasetDescription> = z.object({
  title: z.string(),
  summary: z.string(),
  licenses: z.array(z.string()),
  handModel: z.object({ name: z.string(), hash: z.string() }),
  provenance: z.record(z.string(), z.union([z.string(), z.number()])),
});

/**
 * Opens what is to be exported: a dataset in shards, or a split of another layout that is read.
 *
 * @throws {InputError} for another hand model than the labels', or where there is no picture.
 */
export async function openExportSource(
  root: string,
  hand: HandModel,
  options: OpenExportSourceOptions,
): Promise<DescribedSource> {
  const opened =
    datasetLayout(root) === 'shards' ? await openShards(root, hand) : await openOther(root, hand, options);
  if (opened.source.length === 0) throw new InputError(`${root}: expected pictures to write, found none`);
  return opened;
}

async function openShards(root: string, hand: HandModel): Promise<DescribedSource> {
  const dataset = await readShards(root);
  const path = join(root, 'dataset.json');
  const description = await readJson(path, DESCRIPTION);
  const { handModel } = description;
  if (handModel.hash !== hand.hash) {
    throw new InputError(
      `${path}: the labels belong to hand model ${handModel.name} (${handModel.hash.slice(0, 12)}), ` +
        `found ${hand.name} (${hand.hash.slice(0, 12)}); give that model`,
    );
  }
  const source: ExportSource = {
    length: dataset.length,
    load: (position) => dataset.load(position),
    key: (position) => dataset.row(position).key,
  };
  const all = JSON.stringify(await readJson(path, z.unknown()));
  return { source, description, split: 'train', hash: createHash('sha256').update(all).digest('hex') };
}

async function openOther(
  root: string,
  hand: HandModel,
  { setup, split, left, concurrency }: OpenExportSourceOptions,
): Promise<DescribedSource> {
  const hands = left === null ? { right: hand } : { right: hand, left };
  const opened = await openDataset(root, { ...OPEN_DATASET_DEFAULTS, setup, split, hands });
  const positions = Array.from({ length: opened.length }, (_, i) => i);
  const labelled: number[] = [];
  const loaded = await mapConcurrently(positions, 4 * concurrency, async (position) => {
    const sample = await opened.load(position);
    return sample === null ? null : hashSample(sample);
  });
  const hash = createHash('sha256').update(JSON.stringify([setup, split]));
  for (const [position, digest] of loaded.entries()) {
    if (digest === null) continue;
    labelled.push(position);
    hash.update(digest);
  }
  const source: ExportSource = {
    length: labelled.length,
    load: async (position) => (await opened.load(labelled[position])) as Sample,
    key: (_, { id }) => slug(id),
  };
  const simulated = opened.layout === 'dexycb' && hand.name.startsWith('builtin');
  const description: DatasetDescription = {
    title: simulated
      ? 'Simulated capture of HandBooster'
      : `Pictures of a dataset in the layout ${opened.layout}`,
    summary: `Split ${split}${opened.layout === 'dexycb' ? ` of setup ${setup}` : ''}, written in another layout.`,
    licenses: [
      `Hand model: ${hand.provenance}`,
      `Pictures: ${simulated ? PICTURE_TERMS.simulated : PICTURE_TERMS[opened.layout as 'dexycb']}`,
    ],
    handModel: { name: hand.name, hash: hand.hash },
    provenance: { layout: opened.layout, setup, split },
  };
  return { source, description, split, hash: hash.digest('hex') };
}

/** SHA-256 of a sample's name and labels, hexadecimal. */
export function hashSample({ id, joints, hand, camera }: Sample): string {
  return createHash('sha256')
    .update(JSON.stringify([id, camera]))
    .update(joints)
    .update(hand.pose)
    .digest('hex');
}
