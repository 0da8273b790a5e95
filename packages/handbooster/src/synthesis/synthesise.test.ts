import { Random, setThreads } from '@handbooster/torch';
import { beforeAll, expect, test } from 'vitest';
import { SynthesisModel, type SynthesisModelConfig } from './synthesis-model.js';
import { type SynthesisCondition, type SynthesisedImage, synthesise } from './synthesise.js';
import { synthesiseWatched } from './synthesise-watched.js';

const CONFIG: SynthesisModelConfig = {
  imageSize: 8,
  conditionMaps: ['texture', 'normal'],
  network: {
    dim: 8,
    widths: [8, 16],
    groups: 4,
    blocksPerLevel: 1,
    initialKernel: 3,
    linearAttention: false,
  },
  diffusion: {},
};
const SAMPLER = { method: 'ddim', steps: 3, eta: 0.5, guidanceScale: 2 } as const;

function conditions(count: number): SynthesisCondition[] {
  return Array.from({ length: count }, (_, i) => {
    const random = new Random(5, i);
    const map = () => Uint8Array.from({ length: 3 * 64 }, () => random.integer(256));
    return { id: `c${i}`, maps: { normal: map(), texture: map() }, orientation: random.quaternion() };
  });
}

async function collect(stream: AsyncIterable<SynthesisedImage[]>): Promise<SynthesisedImage[]> {
  const all: SynthesisedImage[] = [];
  for await (const group of stream) all.push(...group);
  return all;
}

beforeAll(() => setThreads(1));

test('images do not depend on how the groups were shared out', async () => {
  const model = new SynthesisModel(CONFIG, new Random(1));
  const options = { sampler: SAMPLER, groupSize: 4, seed: 9 };
  const all = await collect(synthesise(model, conditions(10), options));
  expect(all.map(({ id, index }) => [id, index])).toEqual(conditions(10).map(({ id }, i) => [id, i]));
  const parts: SynthesisedImage[] = [];
  for (const groups of [
    [2, 3],
    [0, 1],
    [1, 2],
  ] as const) {
    parts.push(...(await collect(synthesise(model, conditions(10), { ...options, groups }))));
  }
  parts.sort((a, b) => a.index - b.index);
  expect(parts).toEqual(all);
  model.dispose();
});

test('the noise goes with the id: neighbours change an image by rounding only', async () => {
  const model = new SynthesisModel(CONFIG, new Random(1));
  const list = conditions(6);
  const options = { sampler: SAMPLER, seed: 9 };
  const together = await collect(synthesise(model, list, { ...options, groupSize: 6 }));
  const alone = await collect(synthesise(model, [list[4]], { ...options, groupSize: 1 }));
  const [a, b] = [together[4].image, alone[0].image];
  expect(Math.max(...a.map((value, i) => Math.abs(value - b[i])))).toBeLessThanOrEqual(1);
  const other = await collect(synthesise(model, [{ ...list[4], id: 'other' }], { ...options, groupSize: 1 }));
  expect(Math.max(...other[0].image.map((value, i) => Math.abs(value - b[i])))).toBeGreaterThan(20);
  model.dispose();
});

test('the order of the channels is the model’s, whatever the order of the maps', async () => {
  const model = new SynthesisModel(CONFIG, new Random(1));
  const [one] = conditions(1);
  const { normal, texture } = one.maps;
  const options = { sampler: SAMPLER, groupSize: 1 };
  const make = (maps: SynthesisCondition['maps']) => collect(synthesise(model, [{ ...one, maps }], options));
  expect(await make({ texture, normal })).toEqual(await make({ normal, texture }));
  expect(await make({ texture: normal, normal: texture })).not.toEqual(await make({ normal, texture }));
  await expect(make({ texture })).rejects.toThrow('no normal map');
  await expect(make({ texture, normal: new Uint8Array(5) })).rejects.toThrow('8 x 8 pixels of 3 channels');
  model.dispose();
});

test('a quaternion that is none, and a size that does not fit, are refused', async () => {
  const model = new SynthesisModel(CONFIG, new Random(1));
  const [one] = conditions(1);
  const bad = [{ ...one, orientation: [1, 1, 0, 0] }];
  await expect(collect(synthesise(model, bad, { sampler: SAMPLER, groupSize: 1 }))).rejects.toThrow(
    'unit quaternion',
  );
  model.dispose();
  expect(() => new SynthesisModel({ ...CONFIG, imageSize: 9 })).toThrow('a multiple of 2');
});

test('an image made before somebody’s eyes is the same, and what is seen last is what comes out', async () => {
  const model = new SynthesisModel(CONFIG, new Random(1));
  const [condition] = conditions(1);
  const [expected] = await collect(
    synthesise(model, [condition], { sampler: SAMPLER, seed: 9, groupSize: 1 }),
  );
  const seen: [number, Uint8Array][] = [];
  const image = synthesiseWatched(model, condition, {
    sampler: SAMPLER,
    seed: 9,
    isWanted: (evaluation) => evaluation !== 2,
    onExpected: (evaluation, pixels) => seen.push([evaluation, pixels]),
  });
  expect(image).toEqual(expected.image);
  expect(seen.map(([evaluation]) => evaluation)).toEqual([1, 3]);
  // The last step of DDIM ends at the expected image; the first is far from it.
  expect(seen[1][1]).toEqual(image);
  expect(seen[0][1]).not.toEqual(image);
  model.dispose();
});
