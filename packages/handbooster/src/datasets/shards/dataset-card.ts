import type { ShardRow } from './shard-row.js';

/** What a dataset card says beyond counts. */
export interface DatasetDescription {
  title: string;
  /** A paragraph: what the pictures are and how they were made. */
  summary: string;
  /** Terms of each source, a line each. */
  licenses: string[];
  /** The hand model that pose and shape belong to. */
  handModel: { name: string; hash: string };
  /** Versions, seeds, configuration: anything that tells where it is from. */
  provenance: Record<string, string | number>;
}

/** What a card counts of a dataset's pictures. */
export class DatasetCounts {
  length = 0;
  readonly objects = new Map<string, number>();
  readonly subjects = new Map<string, number>();
  readonly sources = new Map<string, number>();

  add({ object, subject, dataset }: Pick<ShardRow, 'object' | 'subject' | 'dataset'>): void {
    this.length++;
    count(this.objects, object || 'none');
    count(this.subjects, subject);
    count(this.sources, dataset);
  }
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** The text of a dataset card (`README.md`): counts, terms, how to load it. */
export function datasetCard(
  description: DatasetDescription,
  counts: DatasetCounts,
  shards: readonly string[],
): string {
  const { title, summary, licenses, handModel, provenance } = description;
  const pattern = (shards[0] ?? 'train-000000.tar').replace(/-\d+\.tar$/, '-*.tar');
  const lines = [
    '---',
    'task_categories: [keypoint-detection]',
    'tags: [hand, mesh, 3d, synthetic]',
    `size_categories: ["${sizeCategory(counts.length)}"]`,
    '---',
    '',
    `# ${title}`,
    '',
    summary,
    '',
    '## Contents',
    '',
    `${counts.length} labelled pictures in ${shards.length} WebDataset shards; \`index.parquet\` has a row a picture.`,
    '',
    ...countTable('Object', counts.objects),
    ...countTable('Subject', counts.subjects),
    ...countTable('Source', counts.sources),
    '## Loading',
    '',
    'With nothing but Python:',
    '',
    '```python',
    'import glob, json, tarfile',
    'labels = []',
    `for path in sorted(glob.glob('${pattern}')):`,
    '    with tarfile.open(path) as shard:',
    "        labels += [json.load(shard.extractfile(name)) for name in shard.getnames() if name.endswith('.json')]",
    '```',
    '',
    `With \`webdataset\`: \`webdataset.WebDataset('${brace(shards)}').decode('rgb').to_tuple('jpg;png', 'json')\`.`,
    `Each loader worker needs a shard of its own: at most ${shards.length} workers, over all ranks; with more, give`,
    '`empty_check=False` to `WebDataset`, which lets those without one stand idle.',
    '',
    'By the index, without unpacking (`image_offset` and `image_length` are bytes in the shard):',
    '',
    '```python',
    'import pandas',
    "row = pandas.read_parquet('index.parquet').iloc[0]",
    "with open(row['shard'], 'rb') as shard:",
    "    shard.seek(row['image_offset'])",
    "    picture = shard.read(row['image_length'])",
    '```',
    '',
    '## Labels',
    '',
    'Metres, radians, OpenCV camera axes (x right, y down, z forward); pixel centres at whole numbers. All hands are',
    'right hands: where `hand.side` is `left`, picture and labels have been mirrored.',
    '',
    '- `camera`: fx, fy, cx, cy, width, height of this picture.',
    '- `joints`: 21 x 3, camera frame: wrist, then thumb, index, middle, ring and little finger, four each from the palm out.',
    '- `hand.pose`: 16 x 3 axis-angle, root first, absolute (`flat_hand_mean=True`); `hand.betas`: 10;',
    '  `hand.translation`: added to the model after posing.',
    '- `objects`: id, name and the 3 x 4 pose camera-from-object, row by row; `grasped` is an index into it or -1.',
    '- `provenance`: how the picture was made.',
    '',
    `Pose and shape belong to the hand model \`${handModel.name}\` (SHA-256 \`${handModel.hash}\`) and mean nothing with`,
    'another one.',
    '',
    '## Terms',
    '',
    ...licenses.map((line) => `- ${line}`),
    '',
    '## Made with',
    '',
    ...Object.entries(provenance).map(([key, value]) => `- ${key}: ${value}`),
    '',
  ];
  return lines.join('\n');
}

function countTable(title: string, counts: ReadonlyMap<string, number>): string[] {
  const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    `| ${title} | pictures |`,
    '|---|---|',
    ...sorted.map(([name, count]) => `| ${name} | ${count} |`),
    '',
  ];
}

function sizeCategory(count: number): string {
  const steps: [number, string][] = [
    [1e3, 'n<1K'],
    [1e4, '1K<n<10K'],
    [1e5, '10K<n<100K'],
    [1e6, '100K<n<1M'],
  ];
  return steps.find(([limit]) => count < limit)?.[1] ?? 'n>1M';
}

function brace(shards: readonly string[]): string {
  if (shards.length < 2) return shards[0] ?? 'train-000000.tar';
  const number = (name: string) => /-(\d+)\.tar$/.exec(name)?.[1] ?? '';
  return shards[0].replace(/-\d+\.tar$/, `-{${number(shards[0])}..${number(shards[shards.length - 1])}}.tar`);
}
