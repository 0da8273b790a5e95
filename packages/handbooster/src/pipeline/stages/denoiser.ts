import { join } from 'node:path';
import { loadSynthesisModel, saveSynthesisModel, trainDenoiser } from '../../synthesis/index.js';
import { CapturedData } from '../captured-data.js';
import { ConditionRenderer } from '../condition-images.js';
import type { Config } from '../config-schema.js';
import { denoiserPlan } from '../denoiser-plan.js';
import { denoiserExamples } from '../examples.js';
import { SceneBuilder } from '../hand-scene.js';
import { loadHand } from '../load-hand.js';
import { runObjects } from '../run-objects.js';
import { Interrupted, type Stage } from '../stage.js';

export const DENOISER_FILE = 'denoiser.safetensors';

/** Trains the conditional diffusion model on the real training split, or takes ready weights (Eq. 1-2). */
export const denoiserStage: Stage<Config> = {
  name: 'denoiser',
  version: 1,
  inputs: ['capture'],
  settings: ({ denoiser, conditions, hand, threads }) => ({
    denoiser,
    maps: conditions.maps,
    renderSize: conditions.renderSize,
    forearm: conditions.forearm,
    hand,
    threads,
  }),
  async run({ config, seed, folder, inputs, progress, signal }) {
    const { model: modelConfig, training } = denoiserPlan(config);
    const output = join(folder, DENOISER_FILE);
    if (config.denoiser.weights !== null) {
      const model = loadSynthesisModel(config.denoiser.weights);
      saveSynthesisModel(output, model);
      model.denoiser.dispose();
      return { weights: config.denoiser.weights, trained: false };
    }
    const hand = loadHand(config);
    const captured = CapturedData.open(inputs.capture);
    const train = await captured.split(hand, captured.note.train);
    const scenes = new SceneBuilder(hand, await runObjects(config, captured), config.conditions);
    const renderer = new ConditionRenderer(
      modelConfig.imageSize,
      config.conditions.renderSize,
      config.conditions.maps,
    );
    const task = progress.begin(
      'denoiser',
      training.steps * training.batchSize * training.accumulate,
      'images',
    );
    let done = 0;
    const result = await trainDenoiser(denoiserExamples(train, scenes, renderer), {
      config: modelConfig,
      training,
      seed,
      checkpoint: join(folder, 'training.safetensors'),
      checkpointEvery: 100,
      log: join(folder, 'log.jsonl'),
      signal,
      onStep: ({ step, loss }) => {
        // A resumed training begins past the first step.
        task.advance((step - done) * training.batchSize * training.accumulate);
        done = step;
        task.note(`step ${step}, loss ${loss.toPrecision(3)}`);
      },
    });
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
      parameters,
      steps: result.step,
      images: result.step * training.batchSize * training.accumulate,
      trainingSamples: train.length,
    };
  },
};
