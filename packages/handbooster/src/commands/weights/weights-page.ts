import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomicSync } from '../../base/files/atomic-write.js';
import { readCard, type WeightsCard } from '../../pipeline/weights/weights-card.js';
import { type ReconstructionCard, readReconstructionCard } from './reconstruction-card.js';

/** Writes `README.md` of a folder of weights from the cards in it. */
export function writeWeightsPage(folder: string): void {
  const cards = readdirSync(folder)
    .filter((name) => name.endsWith('.safetensors'))
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const network = readReconstructionCard(path);
      return { name, network, card: network === null ? describable(path) : null };
    });
  const described = cards.flatMap(({ card, network }) => {
    if (network !== null) return [describeNetwork(network)];
    return card === null ? [] : [describe(card)];
  });
  const others = cards
    .filter(({ card, network }) => card === null && network === null)
    .map(({ name }) => `- \`${name}\``);
  const text = [
    '# Weights that come with the package',
    ...described,
    ...(others.length > 0 ? ['## Others', others.join('\n')] : []),
  ].join('\n\n');
  writeFileAtomicSync(join(folder, 'README.md'), `${text}\n`);
}

/** Other kinds of weights have cards of their own form. */
function describable(path: string): WeightsCard | null {
  try {
    return readCard(path);
  } catch {
    return null;
  }
}

function describe({ name, bytes, parameters, model, training, losses, data, licence }: WeightsCard): string {
  const { capture } = data;
  const options = training.options as Record<string, unknown>;
  const number = (value: number | null) => (value === null ? 'not logged' : value.toPrecision(4));
  const rows = [
    ['file', `\`${name}.safetensors\`, ${(bytes / 1e6).toFixed(1)} MB in half precision`],
    [
      'network',
      `${parameters.toLocaleString('en')} parameters, ${model.imageSize} x ${model.imageSize} images`,
    ],
    ['condition maps', (model.conditionMaps as string[]).join(', ')],
    [
      'data',
      `${data.samples} pictures of the simulated capture (seed ${training.seed}, ${capture.objects} objects, ` +
        `${capture.subjects} people, ${capture.width} x ${capture.height}); their keys are in the card`,
    ],
    [
      'training',
      `${training.images.toLocaleString('en')} images in ${training.steps.toLocaleString('en')} steps, ` +
        `${training.hours ?? 'unknown'} hours, libtorch ${training.versions.libtorch}, ${options.precision}`,
    ],
    [
      'loss',
      `training ${number(losses.train)}, held-out ${number(losses.validation)} (step ${losses.bestStep ?? '-'})`,
    ],
    ['licence', licence],
  ];
  return [
    `## ${name}`,
    `| | |\n|---|---|\n${rows.map(([key, value]) => `| ${key} | ${value} |`).join('\n')}`,
  ].join('\n\n');
}

function describeNetwork({
  name,
  bytes,
  parameters,
  inputSize,
  method,
  training,
  data,
  tests,
  licence,
}: ReconstructionCard): string {
  const { capture } = data;
  const rows = [
    ['file', `\`${name}.safetensors\`, ${(bytes / 1e6).toFixed(1)} MB in half precision`],
    ['network', `${parameters.toLocaleString('en')} parameters, ${inputSize} x ${inputSize} images`],
    [
      'data',
      `${data.real} pictures of the simulated capture (seed ${training.seed}, ${capture.objects} objects, ` +
        `${capture.subjects} people)${data.synthetic > 0 ? ` and ${data.synthetic} generated ones` : ''}; ${method}`,
    ],
    [
      'training',
      `${training.images.toLocaleString('en')} images in ${training.steps.toLocaleString('en')} steps, ${training.hours} hours ` +
        `on a busy core, libtorch ${training.versions.libtorch}; weights of step ${training.chosenStep} (chosen by ${training.selection})`,
    ],
    ['licence', licence],
  ];
  const mm = (value: number) => value.toFixed(1);
  const scores = tests.map(({ split, samples, network, meanHand }) =>
    [
      split,
      samples,
      mm(network.jointError),
      mm(meanHand.jointError),
      mm(network.alignedJointError),
      mm(meanHand.alignedJointError),
    ].join(' | '),
  );
  return [
    `## ${name}`,
    `| | |\n|---|---|\n${rows.map(([key, value]) => `| ${key} | ${value} |`).join('\n')}`,
    ...(scores.length === 0 ? [] : [errorTable(scores)]),
  ].join('\n\n');
}

function errorTable(rows: readonly string[]): string {
  return [
    `Errors of joints in mm, root-relative (J-PE) and aligned (PA-J-PE), beside predicting the training set's mean hand:`,
    `| split | images | J-PE | mean hand | PA-J-PE | mean hand |\n|---|---:|---:|---:|---:|---:|\n${rows.map((row) => `| ${row} |`).join('\n')}`,
  ].join('\n\n');
}
