import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { io } from '@handbooster/torch';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { mean } from '../../base/numbers/mean.js';
import { denoiserPlan } from '../../pipeline/config/denoiser-plan.js';
import { DENOISER_FILE } from '../../pipeline/outputs/trained-denoiser.js';
import { Run } from '../../pipeline/run/open-run.js';
import { packKeys, sampleKey } from '../../pipeline/weights/sample-keys.js';
import { cardPath, type WeightsCard } from '../../pipeline/weights/weights-card.js';
import { loadSynthesisModel, saveSynthesisModel } from '../../synthesis/weights/model-file.js';
import { SHIPPED_FOLDER } from '../../synthesis/weights/shipped-denoiser.js';
import { writeWeightsPage } from './weights-page.js';

const LICENCE = 'MIT; learned from pictures of the built-in simulated capture and hand only';

export interface ShipOptions {
  /** Folder of a run whose denoiser stage trained to its end. */
  run: string;
  /** Folder to write into; the package's own by default. */
  output?: string;
  name?: string;
}

export const SHIP_DENOISER_DEFAULTS = { name: 'denoiser-small' } as const;

/**
 * Makes the file that comes with the package of a run's denoiser: the best averaged weights in half
 * precision, with a card.
 *
 * @returns path of the weights
 * @throws InputError for a run that is not finished, or that must not be shipped because its data is under
 * other terms.
 */
export async function shipDenoiser(options: ShipOptions): Promise<string> {
  const { run, output = SHIPPED_FOLDER, name = 'denoiser-small' } = options;
  const opened = Run.open(run);
  const { root, config } = opened;
  const folder = opened.folder('denoiser');
  const averaged = opened.file('denoiser', DENOISER_FILE);
  if (config.capture.source !== 'simulated' || config.hand.model !== 'builtin') {
    throw new InputError(
      `${root}: trained on ${config.capture.source} with the hand ${config.hand.model}: weights learned from licensed ` +
        'data come under its terms and are not shipped',
    );
  }
  const { stages, versions, seed } = opened.manifest;
  const summary = stages.denoiser.summary as { trained: boolean; steps: number; images: number };
  if (!summary.trained) {
    throw new InputError(`${root}: its denoiser was not trained but taken from ${config.denoiser.weights}`);
  }
  const best = join(folder, 'best.safetensors');
  const source = existsSync(best) ? best : averaged;
  const { metadata } = io.readSafetensorsHeader(source);
  const { captured } = opened;
  const train = await opened.trainingSplit();
  const keys = packKeys(train.samples.map(sampleKey));

  mkdirSync(output, { recursive: true });
  const path = join(output, `${name}.safetensors`);
  const model = loadSynthesisModel(source);
  const facts = { licence: LICENCE, steps: String(summary.steps), images: String(summary.images) };
  saveSynthesisModel(path, model, { dtype: 'float16', facts });
  const parameters = model.denoiser.parameterCount();
  const modelConfig = model.config;
  model.dispose();
  const bytes = readFileSync(path);
  const numberOf = (text: string | undefined) => (text === undefined ? null : Number(text));
  const card: WeightsCard = {
    format: 'handbooster-weights',
    name,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
    parameters,
    model: { ...modelConfig },
    training: {
      seed,
      steps: summary.steps,
      images: summary.images,
      options: { ...denoiserPlan(config).training },
      versions,
      ...hoursOf(opened.log('denoiser')),
    },
    losses: {
      train: lastLoss(opened.log('denoiser')),
      validation: numberOf(metadata.validationLoss),
      bestStep: numberOf(metadata.step),
    },
    data: {
      capture: { ...config.capture },
      split: captured.note.train,
      samples: train.length,
      hash: createHash('sha256').update(keys).digest('hex'),
      keys,
    },
    licence: LICENCE,
  };
  writeFileAtomicSync(cardPath(path), `${JSON.stringify(card, null, 2)}\n`);
  writeWeightsPage(output);
  return path;
}

type LogLine = Record<string, number>;

/** Hours at the optimiser: each stretch of the log at the rate it was written with. */
function hoursOf(lines: readonly LogLine[]): { hours: number | null } {
  let seconds = 0;
  let before = 0;
  for (const { images, imagesPerSecond } of lines) {
    seconds += (images - before) / imagesPerSecond;
    before = images;
  }
  return { hours: before === 0 ? null : Math.round(seconds / 36) / 100 };
}

function lastLoss(lines: readonly LogLine[]): number | null {
  const last = lines.slice(-Math.max(1, Math.floor(lines.length / 10)));
  return lines.length === 0 ? null : mean(last.map(({ loss }) => loss));
}
