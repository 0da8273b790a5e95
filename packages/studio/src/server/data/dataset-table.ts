import { basename } from 'node:path';
import { type OpenedDataset, openDataset, readShards, type Sample } from 'handbooster/datasets';
import { listSplits } from './list-splits.js';
import { photoConfidences } from './mark-photo.js';
import type { SampleTable } from './sample-table.js';
import { TableBuilder } from './table-builder.js';

/**
 * Samples of a dataset in any layout. Shards have an index, which is read at once; of others every label is.
 */
export async function datasetTable(
  root: string,
  layout: string,
  told: (done: number, total: number) => void,
): Promise<SampleTable> {
  return layout === 'shards' ? shardTable(root) : labelTable(root, layout, told);
}

async function shardTable(root: string): Promise<SampleTable> {
  const shards = await readShards(root);
  const builder = new TableBuilder();
  for (const { id, split, dataset, object, subject, view, side } of shards.rows) {
    builder.push(id, { provenance: dataset, split, object, subject, view, side });
  }
  return builder.finish({
    image: (row) => {
      const { shard, imageOffset, imageLength } = shards.row(row);
      return {
        path: `${shards.folder}/${shard}`,
        mirrored: false,
        range: { offset: imageOffset, length: imageLength },
      };
    },
    load: async (row) => shown(await shards.load(row)),
  });
}

async function labelTable(
  root: string,
  layout: string,
  told: (done: number, total: number) => void,
): Promise<SampleTable> {
  const opened: { split: string; dataset: OpenedDataset }[] = [];
  for (const part of await listSplits(root, layout)) {
    opened.push({ split: part.split, dataset: await openDataset(root, part) });
  }
  const total = opened.reduce((sum, { dataset }) => sum + dataset.length, 0);
  const confidences = photoConfidences(root);
  const builder = new TableBuilder();
  const places: { dataset: OpenedDataset; position: number }[] = [];
  let done = 0;
  for (const { split, dataset } of opened) {
    for (let position = 0; position < dataset.length; position++) {
      const sample = await dataset.load(position);
      if (++done % 200 === 0) {
        told(done, total);
        await new Promise((next) => setImmediate(next));
      }
      if (sample === null) continue;
      const { id, subject, view, frame, hand, joints, objects, grasped } = sample;
      const object = objects[grasped]?.name;
      builder.push(id, {
        ...{ provenance: sample.dataset, split, object, subject, view, side: hand.side, frame },
        depth: joints[2],
        confidence: confidences.get(basename(sample.image.path)),
      });
      places.push({ dataset, position });
    }
  }
  const load = async (row: number): Promise<Sample> =>
    (await places[row].dataset.load(places[row].position)) as Sample;
  return builder.finish({
    image: async (row) => (await load(row)).image,
    load: async (row) => shown(await load(row)),
  });
}

function shown(sample: Sample) {
  const { image: _, ...label } = sample;
  const json = JSON.parse(
    JSON.stringify(label, (__, each) => (ArrayBuffer.isView(each) ? Array.from(each as Float32Array) : each)),
  );
  return { ...sample, json };
}
