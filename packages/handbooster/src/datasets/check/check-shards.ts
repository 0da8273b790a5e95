import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { oneLine } from '../../base/files/read-arrays.js';
import { readJson, z } from '../../base/files/read-yaml.js';
import { mapConcurrently } from '../../base/threads/map-concurrently.js';
import { decodeImage } from '../images/decode-image.js';
import { readShards, type ShardDataset } from '../shards/read-shards.js';
import { listTar } from '../shards/read-tar.js';
import type { ShardRow } from '../shards/shard-row.js';
import { checkHand, checkObjectPose } from './check-hand.js';
import { CHECK_DEFAULTS, type CheckOptions } from './check-options.js';
import { CheckCollector, type CheckReport } from './check-report.js';

const SUMMARY = z.object({
  files: z.array(z.object({ name: z.string(), sha256: z.string() })),
  handModel: z.object({ name: z.string(), hash: z.string() }),
  samples: z.number().int(),
});

/** Walks a dataset in shards: archives, checksums, index, labels and pictures. */
export async function checkShards(root: string, options: Partial<CheckOptions> = {}): Promise<CheckReport> {
  const { hands, concurrency, every, examples, onProgress } = { ...CHECK_DEFAULTS, ...options };
  const found = new CheckCollector(root);
  let dataset: ShardDataset;
  try {
    dataset = await readShards(root);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found.add('index', join(root, 'index.parquet'), error.message);
    return found.report('shards', examples);
  }
  await checkFiles(root, dataset, hands.right?.hash, found);
  for (const shard of dataset.rows.different('shard')) {
    const path = join(root, shard);
    try {
      listTar(path);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      found.add(existsSync(path) ? 'shard damaged' : 'shard missing', path, error.message);
    }
  }
  const positions = Array.from({ length: Math.ceil(dataset.length / every) }, (_, i) => i * every);
  found.pictures = positions.length;
  found.sequences = new Set(sequenceNames(dataset.rows)).size;
  let done = 0;
  await mapConcurrently(positions, concurrency, async (position) => {
    const { shard, key } = dataset.row(position);
    const path = join(root, shard, key);
    try {
      const sample = await dataset.load(position);
      found.hands++;
      checkHand(found, { path, order: position }, sample.camera, sample.joints);
      for (const { name, pose } of sample.objects)
        checkObjectPose(found, { path, order: position }, name, pose);
      await decodeImage(sample.image, { expected: sample.camera }).catch((error) =>
        found.add('image unreadable', path, oneLine(error), position),
      );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      for (const message of error.messages) found.add('label wrong', path, message, position);
    }
    onProgress(++done, positions.length);
  });
  return found.report('shards', examples);
}

function* sequenceNames(rows: Iterable<ShardRow>): Generator<string> {
  for (const { subject, sequence } of rows) yield `${subject}/${sequence}`;
}

async function checkFiles(
  root: string,
  dataset: ShardDataset,
  hash: string | undefined,
  found: CheckCollector,
) {
  const path = join(root, 'dataset.json');
  try {
    const summary = await readJson(path, SUMMARY);
    if (summary.samples !== dataset.length) {
      found.add(
        'count',
        path,
        `samples: expected ${dataset.length} as in the index, found ${summary.samples}`,
      );
    }
    if (hash !== undefined && summary.handModel.hash !== hash) {
      found.add('hand model', path, `handModel.hash: expected ${hash}, found ${summary.handModel.hash}`);
    }
    for (const { name, sha256 } of summary.files) {
      const file = join(root, name);
      if (!existsSync(file)) continue; // said where the shards are listed
      if ((await sha256Of(file)) !== sha256)
        found.add('checksum', file, 'its SHA-256 is not that of dataset.json');
    }
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    found.add('dataset.json', path, error.message);
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
