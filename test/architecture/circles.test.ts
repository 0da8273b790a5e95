import { describe, expect, it } from 'vitest';
import { HANDBOOSTER } from './support/folder-table.js';
import { allSources, childEdges, circles, fileEdges } from './support/source-graph.js';

const edges = (pairs: string[]) => {
  const graph = new Map<string, Set<string>>();
  for (const pair of pairs) {
    const [from, to] = pair.split('>');
    graph.set(from, (graph.get(from) ?? new Set()).add(to));
  }
  return graph;
};

describe('circles', () => {
  it('are found', () => {
    expect(circles(edges(['a>b', 'b>c', 'c>a', 'c>d', 'd>e']))).toEqual([['a', 'b', 'c']]);
    expect(circles(edges(['a>b', 'b>c', 'a>c']))).toEqual([]);
    expect(circles(edges(['a>b', 'b>a', 'c>d', 'd>c', 'b>c']))).toHaveLength(2);
  });

  it('of files: none, type imports included', () => {
    const graph = fileEdges(allSources());
    expect([...graph.values()].reduce((sum, targets) => sum + targets.size, 0)).toBeGreaterThan(2000);
    expect(circles(graph)).toEqual([]);
  });

  it("of a folder's children, each subfolder as one: none", () => {
    const folders = childEdges(allSources());
    expect(folders.size).toBeGreaterThan(50);
    // The packages and the folders of `src` have an order of their own, which folder-order.test.ts holds.
    const found = [...folders]
      .filter(([folder]) => folder !== 'packages' && folder !== HANDBOOSTER)
      .flatMap(([folder, graph]) => circles(graph).map((circle) => `${folder}: ${circle.join(', ')}`));
    expect(found).toEqual([]);
  });
});
