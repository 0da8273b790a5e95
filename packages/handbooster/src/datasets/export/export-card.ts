import type { Camera } from '../../geometry/camera.js';
import type { DatasetDescription } from '../shards/dataset-card.js';
import type { ExportFormat } from './export-task.js';

const FORMATS: Record<ExportFormat, { title: string; lines: string[] }> = {
  dexycb: {
    title: "DexYCB's layout",
    lines: [
      'One camera (`836212060125`), whose frame is the world; the table (`apriltag`) is made up, 30 cm below the hands. A sequence',
      'has the pictures of one shape of hand with one set of objects, in no order of time. `splits.json` names them all',
      '(setup `synthetic`, split `train`). The toolkit of the official capture counts on its own ten subjects, a hundred',
      'sequences each and eight cameras; loaders that read `meta.yml` take this folder as it is.',
      '',
      '- `labels_*.npz`: `seg` and depth are drawn from the labels (hand and objects only); `pose_m` has coefficients of all 45',
      "  of the hand model's components around its mean.",
    ],
  },
  coco: {
    title: "HandOccNet's annotation file for DexYCB",
    lines: [
      '`annotations/DEX_YCB_s0_<split>_data.json` and `images/`: give this folder as the root of DexYCB to the loaders of',
      'HandOccNet, H2ONet or HandBooster. HandOccNet tests on `val`, H2ONet on `test`, HandBooster on what it is told to.',
      '',
      '- `mano_param.pose`: axis-angle with the mean pose taken away (`flat_hand_mean=False`); no translation: place the hand',
      '  by its wrist, `joints_coord_cam[0]`.',
    ],
  },
  ho3d: {
    title: "HO3D's layout (version 2, training split)",
    lines: [
      '`train.txt`, `train/SYN<subject><n>0/{rgb,depth,meta}`. Labels are pickles (`encoding="latin1"`) with OpenGL axes (y up, z',
      "backwards), absolute angles (`flat_hand_mean=True`) and joints in HO3D's order. Depth is drawn from the labels: 0 where",
      'neither hand nor object is. There are no contact labels.',
    ],
  },
};

const TOOLKIT = [
  '',
  "Laid out for the dataset class and sequence loader of DexYCB's toolkit as they are: its ten subjects, a hundred sequences each,",
  'eight cameras. Sequences with pictures stand where s0, s1, s2 and s3 train; the others have no frames. The seven cameras that',
  'saw nothing have black frames whose labels say that there is no hand (`joint_3d` of -1): leave those out, as of the',
  'official capture.',
];

/** What an export's card tells of it. */
export interface ExportCardFacts {
  format: ExportFormat;
  /** Pictures, of all splits. */
  count: number;
  frame: Camera | null;
  toolkit: boolean;
  /** The split that was exported, and those held out that were written beside it. */
  splits: readonly string[];
}

/** The text of an export's `README.md`. */
export function exportCard(description: DatasetDescription, facts: ExportCardFacts): string {
  const { format, count, frame, toolkit } = facts;
  const { title } = FORMATS[format];
  const lines = [...FORMATS[format].lines, ...(toolkit ? TOOLKIT : [])];
  const { handModel } = description;
  return [
    `# ${description.title}`,
    '',
    description.summary,
    '',
    `${count} pictures in ${title}.`,
    '',
    ...lines,
    ...(format === 'coco' ? cocoLines(facts) : []),
    '',
    frame === null
      ? 'Each picture has a camera of its own.'
      : `Pictures are put where they belong in a ${frame.width}x${frame.height} frame; black around them.`,
    format === 'coco' && frame === null
      ? 'Left hands are mirrored: every hand is a right one, but where `hand_type` says `left`.'
      : 'Left hands are mirrored: every hand is a right one.',
    '',
    `Pose and shape belong to the hand model \`${handModel.name}\` (SHA-256 \`${handModel.hash}\`)` +
      (handModel.name.startsWith('mano') ? '.' : ', not to MANO: a MANO layer makes another hand of them.'),
    '',
    '## Terms',
    '',
    ...description.licenses.map((line) => `- ${line}`),
    '',
    '## Made with',
    '',
    ...Object.entries(description.provenance).map(([key, value]) => `- ${key}: ${value}`),
    '',
  ].join('\n');
}

/** What people who train on annotation files have to know: of testing, and of pictures of several sizes. */
function cocoLines({ frame, splits }: ExportCardFacts): string[] {
  const tests = splits.slice(1);
  return [
    '',
    tests.length === 0
      ? `There is no split but \`${splits[0]}\`: loaders stop where they look for one to test on. A run with a simulated capture, or ` +
        'with `--tests`, is exported with the captured pictures it held out; `handbooster data annotate` writes those of DexYCB and HO3D.'
      : `\`${tests.join('` and `')}\`: the captured pictures that the run held out, in \`images/<split>\`; none of them is a generated one.`,
    '',
    frame === null
      ? "HandBooster's own loader puts whole pictures of one split into a batch, so all must have one size: export with " +
        '`--frame full` to mix them with frames of 640x480. HandOccNet and H2ONet cut the hand out first and take any.'
      : 'All pictures have one size, so they can be mixed with frames of DexYCB in a batch of HandBooster’s own loader, which has ' +
        'whole pictures.',
  ];
}
