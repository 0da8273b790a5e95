// The longest time that writing a large dataset keeps the event loop to itself:
//   node bench/longest-block.mjs [samples]      (after npm run build)
// In processor time of the whole process, which other programs of the machine do not lengthen, so at most
// what is printed; the most memory beside it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const { ShardWriter } = await import(
  new URL('../packages/handbooster/dist/datasets/shards/shard-writer.js', import.meta.url).href
);
const samples = Number(process.argv[2] ?? 200_000);
const folder = mkdtempSync(join(tmpdir(), 'longest-block-'));
// The marks of a JPEG, and 4 kB.
const image = new Uint8Array(4096);
image.set([0xff, 0xd8, 0xff, 0xe0]);
const numbers = (count) => new Float32Array(count).fill(0.25);
const sample = (i) => ({
  id: `s${i % 97}/q${Math.floor(i / 97)}/${i}`,
  dataset: 'made-up',
  image: { path: `${i}.jpg`, mirrored: false },
  camera: { width: 64, height: 64, fx: 100, fy: 100, cx: 32, cy: 32 },
  subject: `s${i % 97}`,
  sequence: `q${i % 1013}`,
  view: `v${i % 8}`,
  grasped: 0,
  hand: {
    model: 'builtin',
    side: 'right',
    pose: numbers(48),
    betas: numbers(10),
    translation: numbers(3),
  },
  joints: numbers(63),
  objects: [{ id: 1, name: `o${i % 20}`, pose: { rotation: numbers(9), translation: numbers(3) } }],
  visible: true,
});
let [longest, most, at] = [0, 0, 0];
let before = process.cpuUsage();
let done = 0;
let running = true;
const look = () => {
  const { user, system } = process.cpuUsage(before);
  before = process.cpuUsage();
  if (user + system > longest) [longest, at] = [user + system, done];
  if (running) setImmediate(look);
};
setImmediate(look);
const memory = setInterval(() => {
  most = Math.max(most, process.memoryUsage().rss);
}, 100);
const started = process.cpuUsage();
try {
  const writer = new ShardWriter(folder, { split: 'train', samples });
  for (; done < samples; done++) await writer.add(sample(done), image);
  await writer.finish({
    title: 'Made up',
    summary: 'For timing.',
    licenses: [],
    provenance: {},
    handModel: { name: 'builtin', hash: '0' },
  });
  running = false;
  look();
  const { user, system } = process.cpuUsage(started);
  process.stdout.write(
    `${samples} samples: longest block ${(longest / 1e3).toFixed(0)} ms of processor time (near sample ${at}), ` +
      `${((user + system) / 1e6).toFixed(1)} s in all, ${Math.round(most / 2 ** 20)} MB at the most\n`,
  );
} finally {
  clearInterval(memory);
  rmSync(folder, { recursive: true });
}
