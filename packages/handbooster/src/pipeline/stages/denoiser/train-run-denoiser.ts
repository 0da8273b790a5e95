import { join } from 'node:path';
import { Interrupted } from '../../../base/errors/interrupted.js';
import { denoiserExamples } from '../../../synthesis/examples/denoiser-examples.js';
import { validationColumns, validationSheets } from '../../../synthesis/examples/validation-sheets.js';
import { trainDenoiser } from '../../../synthesis/training/train-denoiser.js';
import { saveSynthesisModel } from '../../../synthesis/weights/model-file.js';
import { denoiserPlan } from '../../config/denoiser-plan.js';
import { runDevice } from '../../config/run-device.js';
import { samplerPlan } from '../../config/sampler-plan.js';
import { openRanks } from '../../run/open-ranks.js';
import type { RunStageContext } from '../../run/run-stage.js';

/** Looks at held-out pictures in a training, and how many of them draw a sheet of samples. */
const LOOKS = 40;
const LOOKS_A_SHEET = 8;

/**
 * Trains the denoiser on the run's training split and saves its averaged weights; with the other ranks where
 * this process is one of several.
 *
 * @throws Interrupted when stopped.
 * @throws DistributedError when a rank is not heard of any more
 */
export async function trainRunDenoiser(context: RunStageContext<'capture'>, output: string) {
  const { config, seed, workers, folder, run, progress, signal } = context;
  const { model: modelConfig, training } = denoiserPlan(config);
  const train = await run.trainingSplit();
  const heldOut = await run.validationSplit();
  const scenes = await run.scenes();
  const renderer = run.rendererPool(workers, modelConfig.imageSize);
  const batch = { key: 'denoiser.batch', size: training.batchSize };
  const { group, rank, device } = await openRanks(runDevice(config), batch);
  try {
    const perStep = training.batchSize * training.accumulate;
    const task = progress.begin('denoiser', training.steps * perStep, 'images');
    const sheets = validationSheets(
      await validationColumns(heldOut, scenes, renderer),
      join(folder, 'samples'),
      samplerPlan(config),
      seed,
    );
    const every = Math.max(100, Math.round(training.steps / LOOKS));
    let done = 0;
    const examples = denoiserExamples(train, scenes, renderer, { crops: config.denoiser.crops, seed });
    const { completed, step, model } = await trainDenoiser(examples, {
      config: modelConfig,
      training,
      seed,
      device,
      group,
      checkpoint: join(folder, 'training.safetensors'),
      checkpointEvery: 200,
      log: join(folder, 'log.jsonl'),
      board: folder,
      validation: {
        dataset: denoiserExamples(heldOut, scenes, renderer),
        examples: 64,
        every,
        log: join(folder, 'validation.jsonl'),
        best: join(folder, 'best.safetensors'),
        onLook: async ({ step, model }) => {
          if (step === training.steps || step % (every * LOOKS_A_SHEET) === 0) await sheets(step, model);
        },
      },
      signal,
      onStep: ({ step, loss }) => {
        // A resumed training begins past the first step: what lies before was done by another run.
        if (step - done > 1) task.advance((step - done - 1) * perStep, true);
        task.advance(perStep);
        done = step;
        task.note(`step ${step}, loss ${loss.toPrecision(3)}`);
      },
    });
    try {
      if (!completed) {
        throw new Interrupted(`stopped after step ${step}; the same command goes on from there`);
      }
      task.end();
      if (rank === 0) saveSynthesisModel(output, model);
      return {
        trained: true,
        learned: train.length,
        within: train.length,
        isBoosting: true,
        parameters: model.denoiser.parameters().reduce((sum, { numel }) => sum + numel, 0),
        steps: step,
        images: step * perStep,
        trainingSamples: train.length,
      };
    } finally {
      model.denoiser.dispose();
    }
  } finally {
    group?.close();
    await renderer.close();
  }
}
