import { join } from 'node:path';
import { Interrupted } from '../../../base/errors/interrupted.js';
import { ConditionPool } from '../../../conditions/maps/condition-pool.js';
import { SceneBuilder } from '../../../conditions/maps/scene-builder.js';
import { loadHand } from '../../../hand/model/hand-by-name.js';
import { denoiserExamples } from '../../../synthesis/examples/denoiser-examples.js';
import { validationColumns, validationSheets } from '../../../synthesis/examples/held-out-samples.js';
import { trainDenoiser } from '../../../synthesis/training/train-denoiser.js';
import { loadSynthesisModel, saveSynthesisModel } from '../../../synthesis/weights/model-file.js';
import { SHIPPED } from '../../../synthesis/weights/shipped-denoiser.js';
import type { Config } from '../../config/config-schema.js';
import { denoiserPlan } from '../../config/denoiser-plan.js';
import { samplerPlan } from '../../config/sampler-plan.js';
import { CapturedData } from '../../outputs/captured-data.js';
import { DENOISER_FILE } from '../../outputs/trained-denoiser.js';
import { runObjects } from '../../run/objects-of-run.js';
import type { Stage } from '../../run/stage.js';
import { checkReadyWeights, readyWeights, weightsHash } from '../../weights/ready-weights.js';
import { trainingOverlap } from '../../weights/training-overlap.js';
import { readCard } from '../../weights/weights-card.js';

/** Looks at held-out pictures in a training, and how many of them draw a sheet of samples. */
const LOOKS = 40;
const LOOKS_A_SHEET = 8;

/** Trains the conditional diffusion model on the real training split, or takes ready weights (Eq. 1-2). */
export const denoiserStage: Stage<Config> = {
  name: 'denoiser',
  version: 2,
  inputs: ['capture'],
  settings: ({ denoiser, conditions, hand, threads }) => ({
    denoiser,
    maps: conditions.maps,
    renderSize: conditions.renderSize,
    forearm: conditions.forearm,
    hand,
    threads,
    weights: weightsHash({ denoiser }),
  }),
  async run({ config, seed, workers, folder, inputs, progress, signal }) {
    const { model: modelConfig, training } = denoiserPlan(config);
    const output = join(folder, DENOISER_FILE);
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const train = await captured.split(hand, captured.note.train);
    const ready = readyWeights(config);
    if (ready !== null) {
      const model = loadSynthesisModel(ready, { imageSize: config.denoiser.imageSize });
      try {
        checkReadyWeights(ready, model.config, config);
        saveSynthesisModel(output, model);
      } finally {
        model.dispose();
      }
      const overlap = trainingOverlap(readCard(ready), train.samples);
      progress.say(overlap.verdict);
      return { trained: false, weights: config.denoiser.weights, ...overlap };
    }
    if (config.denoiser.weights === SHIPPED) {
      progress.say('This copy of the package came without trained weights: the denoiser is trained now.');
    }
    const scenes = new SceneBuilder(hand, await runObjects(config, captured), config.conditions);
    const { renderSize, maps } = config.conditions;
    const renderer = new ConditionPool(modelConfig.imageSize, renderSize, maps, workers);
    try {
      const perStep = training.batchSize * training.accumulate;
      const task = progress.begin('denoiser', training.steps * perStep, 'images');
      const heldOut = await captured.split(hand, captured.note.validation);
      const sheets = validationSheets(
        await validationColumns(heldOut, scenes, renderer),
        join(folder, 'samples'),
        samplerPlan(config),
        seed,
      );
      const every = Math.max(100, Math.round(training.steps / LOOKS));
      let done = 0;
      const result = await trainDenoiser(
        denoiserExamples(train, scenes, renderer, { crops: config.denoiser.crops, seed }),
        {
          config: modelConfig,
          training,
          seed,
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
        },
      );
      if (!result.completed) {
        result.model.denoiser.dispose();
        throw new Interrupted(`stopped after step ${result.step}; the same command goes on from there`);
      }
      task.end();
      saveSynthesisModel(output, result.model);
      const parameters = result.model.denoiser.parameters().reduce((sum, { numel }) => sum + numel, 0);
      result.model.denoiser.dispose();
      return {
        trained: true,
        learned: train.length,
        within: train.length,
        isBoosting: true,
        parameters,
        steps: result.step,
        images: result.step * perStep,
        trainingSamples: train.length,
      };
    } finally {
      await renderer.close();
    }
  },
};
