import { z } from 'zod';
import { CAPTURE_DEFAULTS, CAPTURE_LIMITS } from '../../../capture/plan/capture-options.js';
import { DEXYCB_DEFAULT_SETUP } from '../../../datasets/dexycb/dexycb-layout.js';
import { count, countOrZero, path, section, wholeWithin } from './section.js';

const { trainingSequences, framesPerSequence, trainingViews, unseenSubjects } = CAPTURE_DEFAULTS;

/**
 * A run counts pictures where the capture counts sequences, and people without those of the test splits
 * alone.
 */
export const captureKeys = section('The real data, or a simulated capture', {
  source: z
    .enum(['simulated', 'dexycb', 'ho3d', 'coco', 'photos', 'obman', 'mow'])
    .default('simulated')
    .describe(
      'Where the real images come from; `coco`: HandOccNet’s annotation files; `photos`: photos or a video of one’s own, labelled by `data annotate --photos`; `obman` and `mow` are read but cannot be trained on as they are',
    ),
  root: path('Folder of the download; for `coco` also the training file itself, for `photos` also the video'),
  setup: z
    .string()
    .default(DEXYCB_DEFAULT_SETUP)
    .describe('DexYCB split s0 ... s3; a simulated capture brings its own'),
  width: wholeWithin('Pixels across a simulated frame', CAPTURE_DEFAULTS.width, CAPTURE_LIMITS.side),
  height: wholeWithin('Pixels down a simulated frame', CAPTURE_DEFAULTS.height, CAPTURE_LIMITS.side),
  trainFrames: count('Simulated images for training', trainingSequences * framesPerSequence * trainingViews),
  testFrames: count('Simulated images in each test split', 60),
  testSequences: countOrZero(
    'Sequences of each test split, which share its images; 0 for as few as sequences of eight moments and two cameras make',
    0,
  ),
  seed: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe(
      'Names the random numbers of a simulated capture, so that runs of other seeds share it; null for the run’s',
    ),
  objects: count('How many of the objects are captured', 8),
  subjects: count(
    'How many people are captured for training',
    8,
    CAPTURE_LIMITS.subjects[1] - unseenSubjects,
  ),
});
