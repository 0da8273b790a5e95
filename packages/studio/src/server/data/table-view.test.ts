import { Random } from '@handbooster/torch';
import { describe, expect, it } from 'vitest';
import type { Filter } from '../../api/data.js';
import type { RowValues } from './table-builder.js';
import { TableBuilder } from './table-builder.js';
import { TableView } from './table-view.js';

const ROWS = 1000;

/** Rows with texts and numbers, some missing, negative ones and equal ones among them. */
function someRows(): RowValues[] {
  const random = new Random(3, 'table');
  return Array.from({ length: ROWS }, () => ({
    object: `object ${random.integer(5)}`,
    ...(random.uniform(0, 1) < 0.7 ? { fate: random.integer(2) === 0 ? 'kept' : 'dropped' } : {}),
    ...(random.uniform(0, 1) < 0.8 ? { gain: Math.fround(random.uniform(-20, 20)) } : {}),
    frame: random.integer(8),
  }));
}

describe('a table view', () => {
  const rows = someRows();
  const builder = new TableBuilder();
  rows.forEach((values, i) => {
    builder.push(`sample ${i}`, values);
  });
  const view = new TableView(builder.finish({ image: () => null, load: () => Promise.reject() }));
  const everything = { filters: {}, sort: null, descending: false };

  /** By brute force. */
  const passes = (values: RowValues, name: keyof RowValues, filter: Filter) => {
    const value = values[name];
    if ('values' in filter) return filter.values.includes((value as string | undefined) ?? '');
    return (
      typeof value === 'number' &&
      value >= (filter.from ?? Number.NEGATIVE_INFINITY) &&
      value <= (filter.to ?? Number.POSITIVE_INFINITY)
    );
  };
  const filters: Record<string, Filter> = {
    fate: { values: ['dropped', ''] },
    gain: { from: -5, to: null },
    object: { values: ['object 1', 'object 3', 'absent'] },
  };
  const matching = (without?: string) =>
    rows.flatMap((values, row) =>
      Object.entries(filters).every(
        ([name, filter]) => name === without || passes(values, name as keyof RowValues, filter),
      )
        ? [row]
        : [],
    );

  it('filters as brute force does', () => {
    const { order, matching: count } = view.ask({ ...everything, filters });
    expect([...order]).toEqual(matching());
    expect(count).toBe(matching().length);
    expect(count).toBeGreaterThan(20);
  });

  it('counts each column over the rows that the other filters leave', () => {
    const { facets } = view.ask({ ...everything, filters });
    for (const facet of facets) {
      const left = matching(facet.name).map((row) => rows[row][facet.name as keyof RowValues]);
      if (facet.kind === 'category') {
        for (const [value, count] of facet.counts) {
          expect(count).toBe(left.filter((each) => (each ?? '') === value).length);
        }
        expect(facet.counts.reduce((sum, [, count]) => sum + count, 0)).toBe(left.length);
      } else {
        expect(facet.without).toBe(left.filter((each) => each === undefined).length);
        expect(facet.counts.reduce((sum, count) => sum + count, facet.without)).toBe(left.length);
      }
    }
  });

  it.each([false, true])(
    'sorts numbers, equal ones by their row, missing ones last; descending: %s',
    (descending) => {
      const { order } = view.ask({ filters: {}, sort: 'gain', descending });
      const found = Array.from(order, (row) => rows[row].gain);
      const known = found.filter((value) => value !== undefined);
      const sorted = rows.flatMap(({ gain }) => gain ?? []).sort((a, b) => (descending ? b - a : a - b));
      expect(known).toEqual(sorted);
      expect(found.slice(known.length).every((value) => value === undefined)).toBe(true);
      expect(new Set(order).size).toBe(ROWS);
      const frames = Array.from(view.ask({ filters: {}, sort: 'frame', descending: false }).order);
      const stable = rows
        .map((_, row) => row)
        .sort((a, b) => (rows[a].frame ?? 0) - (rows[b].frame ?? 0) || a - b);
      expect(frames).toEqual(stable);
    },
  );

  it('sorts texts as people do, missing ones last', () => {
    const { order } = view.ask({ filters: {}, sort: 'fate', descending: false });
    const found = Array.from(order, (row) => rows[row].fate ?? '');
    expect([...new Set(found)]).toEqual(['dropped', 'kept', '']);
  });

  it('tells the commonest of very many values, and finds the others by their text', () => {
    const many = new TableBuilder();
    // Value k in k rows of 300: more values than are told of, ties by the alphabet.
    const subjects = Array.from({ length: 300 }, (_, k) => k).flatMap((k) =>
      Array.from({ length: 1 + (k % 7) }, () => `subject ${k}`),
    );
    subjects.forEach((subject, i) => {
      many.push(`${i}`, { subject });
    });
    const wide = new TableView(many.finish({ image: () => null, load: () => Promise.reject() }));
    const [facet] = wide.ask(everything).facets;
    if (facet.kind !== 'category') throw new Error('no category');
    const expected = Array.from({ length: 300 }, (_, k): [string, number] => [`subject ${k}`, 1 + (k % 7)])
      .sort((a, b) => b[1] - a[1] || Number(a[0].slice(8)) - Number(b[0].slice(8)))
      .slice(0, 100);
    expect(facet.counts).toEqual(expected);
    expect(facet.distinct).toBe(300);
    expect(facet.others).toBe(subjects.length - expected.reduce((sum, [, count]) => sum + count, 0));
    expect(wide.values('subject', 'T 29', 3)).toEqual({
      values: ['subject 29', 'subject 290', 'subject 291'],
      matching: 11,
    });
    expect(() => view.values('gain', '', 3)).toThrow(/found gain/);
  });

  it('names what it does not know', () => {
    expect(() => view.ask({ ...everything, sort: 'weather' })).toThrow(/sort: .* found weather/);
    expect(() => view.ask({ ...everything, filters: { weather: { values: [] } } })).toThrow(/found weather/);
    expect(() => view.ask({ ...everything, filters: { gain: { values: [] } } })).toThrow(
      /gain: expected a range/,
    );
  });
});
