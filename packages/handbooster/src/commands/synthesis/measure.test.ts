import { memory, Random, setThreads } from '@handbooster/torch';
import { beforeAll, expect, test } from 'vitest';
import { measureTable } from '../../cli/tables/measure-table.js';
import { SYNTHESIS_PRESETS } from '../../synthesis/presets.js';
import { Segmenter } from '../../synthesis/segmentation/segmenter.js';
import { SynthesisModel } from '../../synthesis/synthesis-model.js';
import { colourSpread, meanColour, measureDiversity } from './identity-diversity.js';
import { measureMaps } from './map-agreement.js';
import type { MeasureContext, MeasuredPicture } from './measure-context.js';
import { changePicture, changes, measureOrientation, TURNS } from './orientation-response.js';

beforeAll(() => setThreads(1));

const SIDE = 16;
/** Hand above, object in the middle, nothing below. */
const MASK = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => (i < 96 ? 1 : i < 128 ? 2 : 0));
const flat = (hand: number, object: number, rest: number) =>
  Uint8Array.from({ length: 3 * SIDE * SIDE }, (_, i) => [rest, hand, object][MASK[Math.floor(i / 3)]]);

test('changes are told apart by where they are', () => {
  const found = changes(
    [flat(10, 10, 10), flat(0, 0, 0)],
    [flat(14, 10, 20), flat(0, 2, 20)],
    [{ mask: MASK }, { mask: MASK }],
  );
  expect(found).toMatchObject({ onHand: 2, onObject: 1, elsewhere: 15 });
  expect(found.shareElsewhere).toBeCloseTo((30 * 128) / (30 * 128 + 4 * 96 + 2 * 32));
  const picture = changePicture(flat(10, 0, 0), flat(20, 0, 255));
  expect([picture[0], picture[3 * 100], picture[3 * 200]]).toEqual([40, 0, 255]);
});

test('spread of colours over images', () => {
  expect(meanColour(flat(10, 20, 30), MASK, 1)).toEqual([10, 10, 10]);
  expect(meanColour(flat(10, 20, 30), MASK, 3)).toBeNull();
  const images = [flat(10, 0, 50), flat(20, 0, 50), flat(30, 0, 50)].map((image) => ({ image, mask: MASK }));
  expect(colourSpread(images)).toEqual({ skin: 10, background: 0 });
});

test('a denoiser is measured with noise and maps as they were, and the table says so', async () => {
  const before = memory().tensors;
  const model = new SynthesisModel(
    {
      imageSize: SIDE,
      conditionMaps: ['normal'],
      network: {
        dim: 16,
        widths: [16],
        unshuffle: 2,
        blocksPerLevel: 1,
        initialKernel: 3,
        linearAttention: false,
        middleAttention: false,
      },
      diffusion: SYNTHESIS_PRESETS.small.diffusion,
    },
    new Random(1, 'measured'),
  );
  const segmenter = new Segmenter();
  segmenter.eval();
  let made = 0;
  const context = {
    model,
    sampler: { method: 'ddim', steps: 2, eta: 0, guidanceScale: 1 },
    seed: 1,
    group: 4,
    segmenter,
    signal: new AbortController().signal,
    onImages: (count: number) => {
      made += count;
    },
  } as unknown as MeasureContext;
  const pictures = [40, 90, 140, 190].map(
    (value, i): MeasuredPicture => ({
      image: flat(value, 0, 255 - value),
      mask: MASK,
      condition: {
        id: `${i}`,
        maps: { normal: flat(value, 128, 0) },
        orientation: [Math.cos(i), Math.sin(i), 0, 0].map((x) => (Math.cos(i) < 0 ? -x : x)),
      },
    }),
  );
  const { measure: orientation, rows } = await measureOrientation(context, pictures);
  expect(made).toBe(4 * (2 + TURNS.length));
  expect(rows.map((row) => row.length)).toEqual(Array(4).fill(1 + TURNS.length));
  expect(orientation.responses.map(({ degrees }) => degrees)).toEqual(TURNS);
  // The untrained network hears the orientation a little; other noise changes far more.
  for (const { elsewhere } of orientation.responses) {
    expect(elsewhere).toBeGreaterThan(0);
    expect(elsewhere).toBeLessThan(orientation.otherNoise.elsewhere);
  }
  const again = await measureOrientation(context, pictures);
  expect(again.measure).toEqual(orientation);
  const maps = await measureMaps(context, pictures, pictures);
  expect(maps.ofRunConditions).toEqual(maps.ofRealConditions);
  const { measure: diversity, rows: looks } = await measureDiversity(context, pictures, pictures, 3);
  expect(looks.map((row) => row.length)).toEqual([3, 3, 3, 3]);
  expect(diversity.real.skin).toBeCloseTo(64.55, 1);
  expect(diversity.ratio.skin).toBeCloseTo(diversity.sameCondition.skin / diversity.real.skin);
  const table = measureTable({ orientation, maps, diversity });
  expect(table).toContain('| turned by 180 degrees |');
  expect(table).toContain(`| ${diversity.real.skin.toFixed(1)} | ${diversity.ratio.skin.toFixed(2)} |`);
  model.dispose();
  segmenter.dispose();
  expect(memory().tensors).toBe(before);
});
