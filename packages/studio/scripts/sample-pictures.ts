// Sample pictures of the page Reconstruct, from a simulated capture: npx tsx
// packages/studio/scripts/sample-pictures.ts <folder of its data>. Of every subject the frame in which the
// landmark networks are surest of a hand.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeImage } from 'handbooster/datasets';
import { findLandmarks, openLandmarkNetworks } from 'handbooster/reconstruction';
import sharp from 'sharp';

const [root] = process.argv.slice(2);
const MOST = 4;
const out = fileURLToPath(new URL('../web/pages/reconstruct/samples', import.meta.url));
mkdirSync(out, { recursive: true });
const networks = await openLandmarkNetworks();
const frames = readdirSync(root, { recursive: true })
  .map(String)
  .filter((path) => /color_\d+\.jpg$/.test(path))
  .sort();
const best = new Map<string, { path: string; presence: number }>();
for (const path of frames.filter((_, i) => i % 6 === 0)) {
  const image = await decodeImage({ path: join(root, path), mirrored: false });
  const [found] = await findLandmarks(image, networks, { most: 1 });
  const [subject, sequence] = path.split('/');
  const group = `${subject}/${sequence}`;
  if (found !== undefined && found.presence > (best.get(group)?.presence ?? 0.9)) {
    best.set(group, { path, presence: found.presence });
  }
}
for (const [i, { path }] of [...best.values()].slice(0, MOST).entries()) {
  await sharp(join(root, path))
    .webp({ quality: 90 })
    .toFile(join(out, `sample-${i + 1}.webp`));
  console.log(path);
}
