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
      '`annotations/DEX_YCB_s0_train_data.json` and `images/`: give this folder as the root of DexYCB to the loaders of',
      'HandOccNet, H2ONet or HandBooster.',
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

/** The text of an export's `README.md`. */
export function exportCard(
  description: DatasetDescription,
  format: ExportFormat,
  count: number,
  frame: Camera | null,
  toolkit = false,
): string {
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
    '',
    frame === null
      ? 'Each picture is a square crop about the hand with a camera of its own.'
      : `Pictures are crops about the hand, put where they belong in a ${frame.width}x${frame.height} frame; black around them.`,
    'Left hands have been mirrored: every hand is a right one.',
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
