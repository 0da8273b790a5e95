import { InputError } from '../../../base/errors/input-error.js';
import { CapturedData, writeCaptureNote } from '../../outputs/captured-data.js';
import { runStage } from '../../run/run-stage.js';
import { downloadedNote, LACKING } from './downloaded-data.js';
import { keepLabels } from './keep-labels.js';
import { readablePictures } from './readable-pictures.js';
import { simulateRunCapture } from './simulate-run-capture.js';

/**
 * Finds or simulates the real data, and reads it once, pictures too, so that a broken download shows here and
 * not hours later; single broken pictures are left out.
 */
export const captureStage = runStage({
  name: 'capture',
  version: 4,
  inputs: [],
  seed: ({ capture }) => capture.seed,
  settings: ({ capture, data, hand, wild }) => ({ capture, data, hand, ...(wild.enabled ? { wild } : {}) }),
  async share(context, shard) {
    const { source } = context.config.capture;
    if (source !== 'simulated') {
      throw new InputError(
        `capture.source: ${source}: downloaded data is read, not made: there is nothing to share; run the stage whole`,
      );
    }
    await simulateRunCapture(context, shard);
  },
  async run(context) {
    const { config, folder, run, progress, signal } = context;
    const { source } = config.capture;
    const note = source === 'simulated' ? await simulateRunCapture(context) : downloadedNote(config);
    writeCaptureNote(folder, note);
    const captured = CapturedData.open(folder);
    if (source === 'dexycb' && note.leftHand === undefined) {
      progress.say(
        'capture       left hands are left out: there is no MANO_LEFT beside the right hand model',
      );
    }
    const lacking = LACKING[note.kind ?? 'dexycb'];
    if (lacking !== null) progress.say(`capture       ${note.kind}: ${lacking}`);
    const { images, subjects } = await (source === 'simulated'
      ? keepLabels(captured, folder, run.hand)
      : keepLabels(captured, folder, run.hand, (samples, where) =>
          readablePictures(samples, where, progress, signal),
        ));
    return {
      source,
      trainingImages: images,
      subjects,
      objects: (await captured.objects()).length,
      testSplits: note.tests.join(', '),
    };
  },
});
