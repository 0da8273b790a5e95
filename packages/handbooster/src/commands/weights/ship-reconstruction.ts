import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { mean } from '../../base/numbers/mean.js';
import type { EvaluationRow } from '../../pipeline/outputs/scores.js';
import { NETWORK_FILE } from '../../pipeline/outputs/trained-network.js';
import { Run } from '../../pipeline/run/open-run.js';
import { packKeys, sampleKey } from '../../pipeline/weights/sample-keys.js';
import { cardPath } from '../../pipeline/weights/weights-card.js';
import type { NetworkName } from '../../reconstruction/networks/network-kinds.js';
import { loadNetwork, saveNetwork } from '../../reconstruction/weights/network-file.js';
import { SHIPPED_FOLDER } from '../../synthesis/weights/shipped-denoiser.js';
import type { ReconstructionCard } from './reconstruction-card.js';
import { writeWeightsPage } from './weights-page.js';

const LICENCE = 'MIT; learned from pictures of the built-in simulated capture and hand only';

/** The trainings of a run: the stage, the method's name in the scores, the end of the file's name. */
const TRAININGS = [
  { stage: 'baseline', method: 'real', suffix: 'real' },
  { stage: 'train', method: 'real + synthetic', suffix: 'boosted' },
] as const;

/** A run in the wild has no generated images; its network is for photos, and `evaluate photos` scores it. */
const IN_THE_WILD = [{ stage: 'baseline', method: 'real', suffix: 'wild' }] as const;

/**
 * Makes the files that come with the package of a finished run's reconstruction networks, real only and
 * boosted: half precision, each with a card that says what it learned from and how far off it is on each test
 * split. Of a run in the wild it is the one network that learned from its capture, without test splits.
 *
 * @returns the paths of the weights
 * @throws InputError for a run that is not finished, or that must not be shipped because its data is under
 * other terms.
 */
export async function shipReconstruction(folder: string, output = SHIPPED_FOLDER): Promise<string[]> {
  const run = Run.open(folder);
  const { root, config } = run;
  const wild = config.wild.enabled;
  const rows = wild ? [] : run.scores();
  if (config.capture.source !== 'simulated' || config.hand.model !== 'builtin') {
    throw new InputError(
      `${root}: trained on ${config.capture.source} with the hand ${config.hand.model}: weights learned from licensed ` +
        'data come under its terms and are not shipped',
    );
  }
  const { manifest, hand, captured } = run;
  const train = await run.trainingSplit();
  mkdirSync(output, { recursive: true });
  const paths = (wild ? IN_THE_WILD : TRAININGS).map(({ stage, method, suffix }) => {
    const { summary, seconds } = manifest.stages[stage];
    const name = `${config.train.network}-${suffix}`;
    const path = join(output, `${name}.safetensors`);
    const network = loadNetwork(run.file(stage, NETWORK_FILE), hand);
    const facts = { licence: LICENCE, method, images: String(config.train.images) };
    saveNetwork(path, config.train.network as NetworkName, network, hand, { dtype: 'float16', facts });
    const bytes = readFileSync(path);
    const card: ReconstructionCard = {
      format: 'handbooster-reconstruction-weights',
      name,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      parameters: network.parameterCount(),
      network: config.train.network,
      inputSize: network.inputSize,
      method,
      training: {
        seed: manifest.seed,
        steps: summary.steps as number,
        images: config.train.images,
        hours: Math.round(seconds / 36) / 100,
        options: { ...config.train },
        versions: manifest.versions,
        loss: lastLoss(run.log(stage)),
        selection: summary.selection as string,
        chosenStep: summary.chosenStep as number,
      },
      data: {
        capture: { ...config.capture },
        real: train.length,
        hash: createHash('sha256')
          .update(packKeys(train.samples.map(sampleKey)))
          .digest('hex'),
        synthetic: (summary.synthetic as number | undefined) ?? 0,
      },
      validation: chosenErrors(run.log(stage, 'validation.jsonl'), summary.chosenStep as number),
      tests: (wild ? [] : captured.note.tests).map((split) => ({
        split,
        samples: rowOf(rows, split, method).samples,
        network: errorsOf(rowOf(rows, split, method)),
        meanHand: errorsOf(rowOf(rows, split, 'mean hand')),
      })),
      licence: LICENCE,
    };
    network.dispose();
    writeFileAtomicSync(cardPath(path), `${JSON.stringify(card, null, 2)}\n`);
    return path;
  });
  writeWeightsPage(output);
  return paths;
}

function rowOf(rows: readonly EvaluationRow[], split: string, method: EvaluationRow['method']) {
  const row = rows.find((candidate) => candidate.split === split && candidate.method === method);
  if (row === undefined) throw new InputError(`evaluate/scores.json: no row for ${method} on ${split}`);
  return row;
}

function errorsOf({ rootRelative, aligned }: EvaluationRow) {
  const rounded = (millimetres: number) => Math.round(100 * millimetres) / 100;
  return {
    jointError: rounded(rootRelative.jointError),
    vertexError: rounded(rootRelative.vertexError),
    alignedJointError: rounded(aligned.jointError),
    alignedVertexError: rounded(aligned.vertexError),
  };
}

type LogLine = Record<string, number>;

function lastLoss(lines: readonly LogLine[]): number {
  const last = lines.slice(-Math.max(1, Math.floor(lines.length / 10)));
  return mean(last.map(({ loss }) => loss));
}

function chosenErrors(lines: readonly LogLine[], step: number): ReconstructionCard['validation'] {
  const look = lines.find((line) => line.step + 1 === step);
  if (look === undefined) return null;
  const { jointError, vertexError, alignedJointError, alignedVertexError } = look;
  return { jointError, vertexError, alignedJointError, alignedVertexError };
}
