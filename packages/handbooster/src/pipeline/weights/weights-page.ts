import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomicSync } from '../../datasets/files/atomic-write.js';
import { readCard, type WeightsCard } from './weights-card.js';

/** Writes `README.md` of a folder of weights from the cards in it. */
export function writeWeightsPage(folder: string): void {
  const cards = readdirSync(folder)
    .filter((name) => name.endsWith('.safetensors'))
    .sort()
    .map((name) => ({ name, card: describable(join(folder, name)) }));
  const described = cards.filter(({ card }) => card !== null).map(({ card }) => describe(card!));
  const others = cards.filter(({ card }) => card === null).map(({ name }) => `- \`${name}\``);
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
