import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { InputError } from '../base/errors/input-error.js';
import { packageFile } from '../base/files/package-file.js';
import { closestWord } from '../base/text/closest-word.js';
import { MEASURES } from '../evaluation/comparison/measures.js';

const overrides = z
  .array(z.string().regex(/^[A-Za-z0-9.]+=/, 'expected key=value'))
  .default([])
  .describe('changes of the configuration');

const rowSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/, 'expected lower-case letters, digits, - and .'),
  title: z.string(),
  /** Which of a run's two networks the row is about. */
  trained: z.enum(['real', 'boosted']).default('boosted'),
  set: overrides,
  /** More of it on the table's own data alone: the published lengths and rates of training. */
  own: overrides,
  /** Row that it is compared with; the experiment's by default. */
  against: z.string().optional(),
  /** The paper's own figures. */
  paper: z.partialRecord(z.enum(MEASURES), z.number()).optional(),
  /** Why it cannot be made from what this project brings. */
  needs: z.string().optional(),
});

const experimentSchema = z.strictObject({
  title: z.string(),
  question: z.string(),
  /** A preset or a file, with changes of it for all rows. */
  config: z.string(),
  set: overrides,
  /** The same on the simulated capture. */
  simulated: z.strictObject({ config: z.string(), set: overrides }).optional(),
  seeds: z.array(z.int().min(0)).min(1).default([1]),
  /** Row that the others are compared with. */
  against: z.string(),
  rows: z.array(rowSchema).min(1),
});

/** A row of an experiment: one way of making and training, under every seed. */
export type ExperimentRow = z.infer<typeof rowSchema>;

/** What runs make a table, and what it is compared with. */
export interface Experiment extends z.infer<typeof experimentSchema> {
  name: string;
}

const FOLDERS = ['configs/experiments', '../../configs/experiments'].map(packageFile);

/** Names of the experiments that come along, in alphabetical order. */
export function experimentNames(): string[] {
  const names = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => basename(name, '.yaml')),
  );
  return [...new Set(names)].sort();
}

/**
 * Reads an experiment: a YAML file or a name (`claim`).
 *
 * @param set more changes of the configuration, for all rows
 * @param data `simulated`: on the simulated capture instead of the data set that the table is about
 * @throws InputError naming file and key, what was expected and found
 */
export function readExperiment(
  nameOrPath: string,
  data: 'own' | 'simulated' = 'own',
  set: readonly string[] = [],
): Experiment {
  const path = [nameOrPath, ...FOLDERS.map((folder) => join(folder, `${nameOrPath}.yaml`))].find(
    (file) => file.endsWith('.yaml') && existsSync(file),
  );
  if (path === undefined) {
    const names = experimentNames();
    const meant = closestWord(nameOrPath, names);
    throw new InputError(
      `${nameOrPath}: no such file, and no experiment of that name; there are ${names.join(', ')}` +
        (meant === null ? '' : `; did you mean ${meant}?`),
    );
  }
  const document = parseDocument(readFileSync(path, 'utf8'));
  const [problem] = document.errors;
  if (problem !== undefined) throw new InputError(`${path}: ${problem.message.split('\n')[0]}`);
  const parsed = experimentSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const words = parsed.error.issues.map(
      (issue) => `${issue.path.join('.') || 'the file'}: ${issue.message}`,
    );
    throw new InputError(`${path}: ${words.join('; ')}`);
  }
  const experiment = { ...parsed.data, name: basename(resolve(path), '.yaml') };
  checkRows(path, experiment);
  if (data === 'own') {
    const rows = experiment.rows.map((row) => ({ ...row, set: [...row.set, ...row.own] }));
    return { ...experiment, rows, set: [...experiment.set, ...set] };
  }
  if (experiment.simulated === undefined) {
    throw new InputError(
      `${path}: simulated: expected a configuration for the simulated capture, found none`,
    );
  }
  const { config, set: own } = experiment.simulated;
  return { ...experiment, config, set: [...own, ...set], name: `${experiment.name}-simulated` };
}

function checkRows(path: string, { rows, against }: Experiment): void {
  const names = rows.map(({ name }) => name);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new InputError(`${path}: rows: ${twice} is there twice; expected other names`);
  for (const wanted of [against, ...rows.flatMap((row) => row.against ?? [])]) {
    if (!names.includes(wanted)) {
      throw new InputError(
        `${path}: against: expected the name of a row (${names.join(', ')}), found ${wanted}`,
      );
    }
  }
}
