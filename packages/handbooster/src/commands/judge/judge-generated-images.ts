import { join, resolve } from 'node:path';
import { setThreads } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import type { StoredCondition } from '../../conditions/creation/condition-files.js';
import { HandMetrics } from '../../evaluation/metrics/hand-metrics.js';
import { meanHand } from '../../evaluation/metrics/mean-hand.js';
import { networkJudge } from '../../evaluation/network-judge.js';
import { decodeHands } from '../../hand/decode-hands.js';
import { Run } from '../../pipeline/run/open-run.js';
import { realPatches } from '../../reconstruction/patches/training-patches.js';
import { predictions } from '../../reconstruction/prediction/predict-patches.js';
import { type ErrorSummary, summariseErrors } from '../../synthesis/filter/error-summary.js';
import {
  RECONSTRUCTION_ERRORS,
  type ReconstructionErrors,
} from '../../synthesis/filter/reconstruction-errors.js';
import { readImage } from '../../synthesis/generated-images.js';
import { INDEPENDENT_JUDGE_DEFAULTS, loadIndependentJudge } from './train-independent-judge.js';

export interface JudgeRunOptions {
  /** Folder of a run whose filter stage is finished. */
  run: string;
  /** Folder of an independent judge. */
  judge: string;
}

/** What a judge that knows neither the run's images nor its filter makes of them. */
export const JUDGE_RUN_DEFAULTS = { judge: INDEPENDENT_JUDGE_DEFAULTS.output } as const;

export interface RunJudgement {
  judge: { pictures: number; images: number; seed: number };
  groups: { name: string; errors: ErrorSummary }[];
  /** Error on kept images over error on held-out real ones, of the means and of the medians. */
  ratio: { mean: ReconstructionErrors; median: ReconstructionErrors };
}

const FILE = 'independent-judge.json';
const BATCH = 64;

/**
 * Errors of an independent network against the labels: on held-out real images of a run, and on its generated
 * images, kept and dropped. Where images show what their labels say, it errs on the kept ones hardly more
 * than on real ones. Writes `independent-judge.json` into the run.
 */
export async function judgeRun(options: JudgeRunOptions): Promise<RunJudgement> {
  const folder = options.judge;
  const run = Run.open(options.run);
  const { root, config, hand, captured } = run;
  const { verdicts } = await run.verdicts();
  setThreads(config.threads);
  const { network, card } = loadIndependentJudge(resolve(folder), hand);
  try {
    if (card.seed === config.seed) throw new InputError(`${folder}: was made from the seed of this run`);
    const size = network.inputSize;
    const metrics = () => new HandMetrics(hand.template.length / 3);
    const real = async (split: string) => {
      const source = realPatches(await run.split(split), size);
      const errors: ReconstructionErrors[] = [];
      const measure = metrics();
      for await (const { predicted, truth } of predictions(network, hand, source)) {
        errors.push(measure.add(predicted, truth));
      }
      return errors;
    };
    // What a judge that sees nothing would err: how much there is to see.
    const guesses = async () => {
      const mean = meanHand(hand, await run.trainingSplit());
      const { samples } = await run.validationSplit();
      const measure = metrics();
      return samples.map(({ hand: { pose, betas } }) => measure.add(mean, decodeHands(hand, pose, betas)));
    };
    const judge = networkJudge(network, hand.template.length / 3);
    const generated = async (conditions: readonly StoredCondition[]) => {
      const errors: ReconstructionErrors[] = [];
      for (let first = 0; first < conditions.length; first += BATCH) {
        const batch = conditions.slice(first, first + BATCH);
        const images = await Promise.all(batch.map(({ id }) => readImage(run.folder('synthesise'), id)));
        const found = await judge.predict(images);
        batch.forEach(({ hand: label }, i) => {
          errors.push(judge.measure(found[i], decodeHands(hand, label.pose, label.betas)));
        });
      }
      return errors;
    };
    const byKept = new Map(verdicts.map(({ id, kept }) => [id, kept]));
    const conditions = await run.conditions();
    const kept = conditions.filter(({ id }) => byKept.get(id) === true);
    const dropped = conditions.filter(({ id }) => byKept.get(id) === false);
    const heldOut = await real(captured.note.validation);
    const keptErrors = await generated(kept);
    const groups = [
      { name: 'mean hand on held-out real', errors: summariseErrors(await guesses()) },
      { name: 'held-out real images', errors: summariseErrors(heldOut) },
    ];
    for (const split of captured.note.tests) {
      groups.push({ name: `real, ${split}`, errors: summariseErrors(await real(split)) });
    }
    groups.push({ name: 'kept generated images', errors: summariseErrors(keptErrors) });
    for (const kind of ['novel-grasp', 'novel-view']) {
      const errors = keptErrors.filter((_, i) => kept[i].kind === kind);
      groups.push({ name: `kept, ${kind.replace('-', ' ')}`, errors: summariseErrors(errors) });
    }
    groups.push({
      name: 'dropped generated images',
      errors: summariseErrors(await generated(dropped)),
    });
    const ours = summariseErrors(keptErrors);
    const theirs = summariseErrors(heldOut);
    const over = (which: 'mean' | 'median') =>
      Object.fromEntries(
        RECONSTRUCTION_ERRORS.map((key) => [key, ours[which][key] / theirs[which][key]]),
      ) as unknown as ReconstructionErrors;
    const judgement: RunJudgement = {
      judge: { pictures: card.rendered, images: card.images, seed: card.seed },
      groups,
      ratio: { mean: over('mean'), median: over('median') },
    };
    writeFileAtomicSync(join(root, FILE), `${JSON.stringify(judgement, null, 2)}\n`);
    return judgement;
  } finally {
    network.dispose();
  }
}
