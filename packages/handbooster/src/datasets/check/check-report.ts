/** Something wrong with a dataset, met once or often. */
export interface CheckFinding {
  /** Short and stable, for example `image unreadable`. */
  kind: string;
  count: number;
  /** The first ones met in the walk's order: file or picture, and what was expected and found. */
  examples: string[];
}

/** What {@link checkDataset} found. */
export interface CheckReport {
  root: string;
  /** Which layout it was read as. */
  layout: string;
  sequences: number;
  pictures: number;
  /** Pictures with a labelled hand. */
  hands: number;
  findings: CheckFinding[];
}

/** Gathers findings from many places at once; the report does not depend on the order in which they end. */
export class CheckCollector {
  readonly root: string;
  readonly #found = new Map<string, Map<string, number>>();
  sequences = 0;
  pictures = 0;
  hands = 0;

  constructor(root: string) {
    this.root = root;
  }

  /**
   * Notes a finding.
   *
   * @param order of the place in the walk, so that examples are the first ones however the work was shared.
   */
  add(kind: string, path: string, message: string, order = 0): void {
    const named = message.startsWith(this.root) ? message : `${path}: ${message}`;
    const text = named.startsWith(this.root)
      ? named.slice(this.root.length).replace(/^[/\\:\s]+/, '')
      : named;
    let list = this.#found.get(kind);
    if (list === undefined) {
      list = new Map();
      this.#found.set(kind, list);
    }
    // A file that many sequences share is at fault once.
    list.set(text, Math.min(order, list.get(text) ?? order));
  }

  report(layout: string, examples = 3): CheckReport {
    const findings = [...this.#found].map(([kind, list]) => ({
      kind,
      count: list.size,
      examples: [...list]
        .sort(([a, first], [b, second]) => first - second || (a < b ? -1 : 1))
        .slice(0, examples)
        .map(([text]) => text),
    }));
    findings.sort((a, b) => b.count - a.count || (a.kind < b.kind ? -1 : 1));
    const { root, sequences, pictures, hands } = this;
    return { root, layout, sequences, pictures, hands, findings };
  }
}

/** A report as lines of text: a table of kinds and counts, then the first examples of each. */
export function formatCheckReport(report: CheckReport): string {
  const { root, layout, sequences, pictures, hands, findings } = report;
  const head = `${root} (${layout}): ${sequences} sequences, ${pictures} pictures, ${hands} labelled hands`;
  if (findings.length === 0) return `${head}\nnothing wrong was found\n`;
  const width = Math.max(...findings.map(({ kind }) => kind.length));
  const table = findings.map(({ kind, count }) => `  ${kind.padEnd(width)}  ${count}`);
  const examples = findings.flatMap(({ kind, examples }) => [
    `${kind}:`,
    ...examples.map((example) => `  ${example}`),
  ]);
  return [head, ...table, '', ...examples, ''].join('\n');
}
