import { join } from 'node:path';

/** The setup that is meant where none is named: of the test split only the sequences are new. */
export const DEXYCB_DEFAULT_SETUP = 's0';

/** The ten subjects' folders, in the order that the splits count them. */
export const DEXYCB_SUBJECTS: readonly string[] = [
  '20200709-subject-01',
  '20200813-subject-02',
  '20200820-subject-03',
  '20200903-subject-04',
  '20200908-subject-05',
  '20200918-subject-06',
  '20200928-subject-07',
  '20201002-subject-08',
  '20201015-subject-09',
  '20201022-subject-10',
];

/** The eight cameras' serial numbers, in the order that the splits count them. */
export const DEXYCB_SERIALS: readonly string[] = [
  '836212060125',
  '839512060362',
  '840412060917',
  '841412060263',
  '932122060857',
  '932122060861',
  '932122061900',
  '932122062010',
];

/** Name of the file in a capture's root that says which hand models its labels belong to. */
export const HAND_MODEL_FILE = 'hand_model.json';

/** Name of the file in a capture's root that may name further splits. */
export const SPLITS_FILE = 'splits.json';

const six = (frame: number) => String(frame).padStart(6, '0');

/** Where the files of a capture in DexYCB's layout lie below its root. */
export const dexYcbPaths = {
  sequence: (root: string, subject: string, sequence: string) => join(root, subject, sequence),
  meta: (root: string, subject: string, sequence: string) => join(root, subject, sequence, 'meta.yml'),
  track: (root: string, subject: string, sequence: string) => join(root, subject, sequence, 'pose.npz'),
  color: (folder: string, serial: string, frame: number) => join(folder, serial, `color_${six(frame)}.jpg`),
  depth: (folder: string, serial: string, frame: number) =>
    join(folder, serial, `aligned_depth_to_color_${six(frame)}.png`),
  labels: (folder: string, serial: string, frame: number) => join(folder, serial, `labels_${six(frame)}.npz`),
  intrinsicsFolder: (root: string) => join(root, 'calibration', 'intrinsics'),
  intrinsics: (root: string, serial: string, width: number, height: number) =>
    join(root, 'calibration', 'intrinsics', `${serial}_${width}x${height}.yml`),
  extrinsics: (root: string, id: string) => join(root, 'calibration', `extrinsics_${id}`, 'extrinsics.yml'),
  handCalibration: (root: string, id: string) => join(root, 'calibration', `mano_${id}`, 'mano.yml'),
  model: (root: string, name: string) => join(root, 'models', name, 'textured_simple.obj'),
} as const;
