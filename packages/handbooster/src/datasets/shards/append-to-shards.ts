import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { syncFolder, syncTree } from '../../base/files/atomic-write.js';
import { readJson, z } from '../../base/files/read-yaml.js';
import { readImageBytes } from '../images/decode-image.js';
import type { Sample } from '../sample/sample.js';
import type { DatasetDescription } from './dataset-card.js';
import { readShards } from './read-shards.js';
import { type Provenance, ShardWriter } from './shard-writer.js';

const HAND = z.object({ handModel: z.object({ name: z.string(), hash: z.string() }) });

/** A labelled picture to be put at the end of a dataset. */
export interface AppendedSample {
  sample: Sample;
  /** Bytes of a JPEG or PNG. */
  image: Uint8Array;
  provenance: Provenance;
}

/**
 * Puts a picture at the end of a small dataset in shards, which is made where there is none: the whole is
 * written anew beside it and then takes its place, so that at any moment a whole dataset stands there. For
 * what people keep one by one; many pictures are written by one `ShardWriter`.
 *
 * @param description of the dataset where it is new; an older one's shape of hand must be the same.
 * @returns how many pictures it has now.
 * @throws InputError where something else lies there, or the picture is among them already.
 */
export async function appendToShards(
  folder: string,
  { sample, image, provenance }: AppendedSample,
  description: DatasetDescription,
): Promise<number> {
  const [partial, before] = [`${folder}.partial`, `${folder}.before`];
  // Stopped between the two renames of an earlier call.
  if (!existsSync(folder) && existsSync(before)) renameSync(before, folder);
  rmSync(partial, { recursive: true, force: true });
  rmSync(before, { recursive: true, force: true });
  const old = existsSync(folder) ? await readShards(folder) : null;
  if (old !== null) {
    const { handModel } = await readJson(join(folder, 'dataset.json'), HAND);
    if (handModel.hash !== description.handModel.hash) {
      throw new InputError(
        `${folder}: its labels belong to the hand ${handModel.name}, those of the new picture to ` +
          `${description.handModel.name}; keep it in another folder`,
      );
    }
    for (let i = 0; i < old.length; i++) {
      if (old.row(i).id === sample.id) {
        throw new InputError(`${folder}: this picture is kept already, as ${old.row(i).key}`);
      }
    }
  }
  const count = (old?.length ?? 0) + 1;
  const writer = new ShardWriter(partial, { split: 'train', samples: count, fewestShards: 1 });
  try {
    for (let i = 0; i < count - 1; i++) {
      const { provenance: how, ...kept } = await (old as NonNullable<typeof old>).load(i);
      await writer.add(kept, await readImageBytes(kept.image.path, kept.image.range), how);
    }
    await writer.add(sample, image, provenance);
    await writer.finish(description);
  } catch (error) {
    await writer.abort();
    rmSync(partial, { recursive: true, force: true });
    throw error;
  }
  await syncTree(partial);
  if (old !== null) renameSync(folder, before);
  renameSync(partial, folder);
  syncFolder(dirname(folder));
  rmSync(before, { recursive: true, force: true });
  return count;
}
