import { expect, test } from 'vitest';
import { chart } from '../../packages/handbooster/src/drawing/charts.js';

// The selection's heat map had other bytes where another chart was drawn before it in the same process.
const heatMap = (value: number) =>
  chart({
    data: {
      values: [
        { i: 0, value: 0 },
        { i: 1, value },
      ],
    },
    mark: 'rect',
    encoding: {
      x: { field: 'i', type: 'ordinal' },
      color: { field: 'value', type: 'quantitative' },
    },
  } as unknown as Parameters<typeof chart>[0]);

test('a chart drawn twice in a process has the same bytes, and another one other ids', async () => {
  const first = (await heatMap(1)).text;
  const idsOf = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(idsOf(first).length).toBeGreaterThan(0);
  for (const id of idsOf(first)) expect(first).toContain(`url(#${id})`);
  expect((await heatMap(1)).text).toBe(first);
  expect(idsOf((await heatMap(2)).text)).not.toEqual(idsOf(first));
});
