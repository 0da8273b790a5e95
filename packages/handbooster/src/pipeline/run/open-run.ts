import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputError } from '../../base/errors/input-error.js';
import { parseJsonLine } from '../../base/files/json-lines.js';
import { readTextFile } from '../../base/files/read-text-file.js';
import { readConditions, type StoredCondition } from '../../conditions/creation/condition-files.js';
import { ConditionPool } from '../../conditions/maps/condition-pool.js';
import { ConditionRenderer } from '../../conditions/maps/condition-renderer.js';
import { SceneBuilder } from '../../conditions/maps/scene-builder.js';
import type { ObjectCoverage } from '../../conditions/selection/select-for-object.js';
import type { Selection } from '../../conditions/selection/selection.js';
import { RealSplit } from '../../datasets/real/real-split.js';
import type { Sample } from '../../datasets/sample/sample.js';
import type { FrechetScores } from '../../evaluation/frechet/frechet-scores.js';
import type { SampleRecord } from '../../evaluation/metrics/error-groups.js';
import type { GraspRecord } from '../../grasps/set/grasp-record.js';
import { loadHand } from '../../hand/model/hand-by-name.js';
import type { HandModel } from '../../hand/model/hand-model.js';
import type { ObjectModel } from '../../objects/object-model.js';
import type { Config } from '../config/config-schema.js';
import { loadConfig } from '../config/load-config.js';
import { CapturedData } from '../outputs/captured-data.js';
import { keptGrasps } from '../outputs/kept-grasps.js';
import { readCoverage } from '../outputs/read-coverage.js';
import { readSelection } from '../outputs/read-selection.js';
import {
  type CurveRow,
  type EvaluationRow,
  readCurves,
  readFrechet,
  readSampleErrors,
  readScores,
} from '../outputs/scores.js';
import { type FilterVerdicts, readVerdicts } from '../outputs/verdicts.js';
import { runObjects } from './objects-of-run.js';
import { type Manifest, readManifest } from './run-directory.js';
import type { StageName } from './stage-names.js';

/** What every view of a run shares, so that it is read once. */
interface Shared {
  labels: Map<string, Promise<readonly Sample[]>>;
}

/**
 * A run's folder, opened: its configuration, its manifest and what its finished stages left. Everything is
 * read when it is first asked for; labels are decoded once, however many stages ask.
 *
 * @example
 * ```ts
 * import { boost, Run } from 'handbooster';
 *
 * const { root } = await boost({ config: 'smallest' });
 * const run = Run.open(root);
 * const scores = run.scores().map(({ split, method, rootRelative }) => ({
 *   split,
 *   method,
 *   jointError: rootRelative.jointError,
 * }));
 * console.table(scores);
 * ```
 */
export class Run {
  #hand: HandModel | null = null;
  #captured: CapturedData | null = null;
  #objects: Promise<ObjectModel[]> | null = null;

  private constructor(
    readonly root: string,
    readonly config: Config,
    readonly shared: Shared,
    /** Stages that may be asked for; all where null. */
    readonly readable: readonly StageName[] | null,
  ) {}

  /**
   * Opens a run by its folder.
   *
   * @param overrides of its configuration, as `key=value`.
   * @throws {InputError} when the folder is no run.
   */
  static open(folder: string, overrides: readonly string[] = []): Run {
    const root = resolve(folder);
    const file = join(root, 'config.yaml');
    if (!existsSync(file)) {
      throw new InputError(`${root}: no config.yaml in this folder; expected the folder of a run`);
    }
    return Run.of(root, loadConfig(file, overrides));
  }

  /** The run that is being made in a folder. */
  static of(root: string, config: Config): Run {
    return new Run(root, config, { labels: new Map() }, null);
  }

  /**
   * The same run, of which only what these stages left can be read: what one stage's result is a function of.
   */
  seenBy(inputs: readonly StageName[]): Run {
    return new Run(this.root, this.config, this.shared, inputs);
  }

  /** @throws {InputError} when it is damaged or not there. */
  get manifest(): Manifest {
    const file = join(this.root, 'manifest.json');
    const manifest = readManifest(file);
    if (manifest === null) {
      throw new InputError(
        `${file}: no such file; expected the folder of a run of which a stage is finished`,
      );
    }
    return manifest;
  }

  /** Name of its folder. */
  get name(): string {
    return basename(this.root);
  }

  /**
   * When a finished stage wrote its files, `2026-11-30 15:54` UTC; a stage taken over from another run has
   * its date.
   */
  dateOf(stage: StageName): string {
    // Not by `folder`: a stage may tell the date of one whose files it does not read.
    const folder = join(this.root, stage);
    if (!this.isFinished(stage)) return '?';
    const entries = readdirSync(folder, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const dated = files.length > 0 ? files : entries;
    const times = dated.map(({ name }) => statSync(join(folder, name)).mtimeMs);
    if (times.length === 0) return '?';
    return `${new Date(Math.max(...times)).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  }

  isFinished(stage: StageName): boolean {
    // A stage at work has its files in a folder of another name.
    return existsSync(join(this.root, stage));
  }

  /** Folder of a finished stage. @throws {InputError} when the stage is not finished. */
  folder(stage: StageName): string {
    if (this.readable !== null && !this.readable.includes(stage)) {
      throw new Error(`the stage ${stage} is read without being among the inputs [${this.readable}]`);
    }
    const folder = join(this.root, stage);
    if (!this.isFinished(stage)) {
      throw new InputError(`${folder}: not made yet; run: ${this.#commandTo(stage)}`);
    }
    return folder;
  }

  /** A file of a finished stage. @throws {InputError} when it is not there. */
  file(stage: StageName, name: string): string {
    const file = join(this.folder(stage), name);
    if (!existsSync(file)) {
      throw new InputError(
        `${file}: no such file in a finished stage; remove that folder, then run: ${this.#commandTo(stage)}`,
      );
    }
    return file;
  }

  #commandTo(stage: StageName): string {
    return `handbooster boost ${join(this.root, 'config.yaml')} -o ${this.root} --until ${stage}`;
  }

  /** The hand model of the run. */
  get hand(): HandModel {
    this.#hand ??= loadHand(this.config);
    return this.#hand;
  }

  /** The real data. */
  get captured(): CapturedData {
    this.#captured ??= CapturedData.open(this.folder('capture'));
    return this.#captured;
  }

  /**
   * A split of the real data by its name.
   *
   * @throws {InputError} when no sample of it is usable.
   */
  async split(name: string): Promise<RealSplit> {
    const captured = this.captured;
    const { labels } = this.shared;
    let samples = labels.get(name);
    if (samples === undefined) {
      samples = captured.samples(name);
      labels.set(name, samples);
      samples.catch(() => labels.delete(name));
    }
    // Pictures in memory go with the stage that looked at them.
    return RealSplit.of(await samples, `${captured.root}: split ${name}`);
  }

  /** What networks are trained on. */
  trainingSplit(): Promise<RealSplit> {
    return this.split(this.captured.note.train);
  }

  /** What is held out from training, for thresholds and for choosing weights. */
  validationSplit(): Promise<RealSplit> {
    return this.split(this.captured.note.validation);
  }

  /** The models it draws: those of the capture and those the user gave. */
  objects(): Promise<ObjectModel[]> {
    this.#objects ??= runObjects(this.config, this.captured);
    return this.#objects;
  }

  /** Scenes of labels as the condition maps show them. */
  async scenes(): Promise<SceneBuilder> {
    return new SceneBuilder(this.hand, await this.objects(), this.config.conditions);
  }

  /**
   * Draws condition maps as the configuration has them.
   * @param size pixels of an image, else the configuration's.
   */
  renderer(size = this.config.denoiser.imageSize): ConditionRenderer {
    const { renderSize, maps } = this.config.conditions;
    return new ConditionRenderer(size, renderSize, maps);
  }

  /** The same on worker threads; close it when done. */
  rendererPool(workers: number, size = this.config.denoiser.imageSize): ConditionPool {
    const { renderSize, maps } = this.config.conditions;
    return new ConditionPool(size, renderSize, maps, workers);
  }

  /** The grasps that the configuration keeps. */
  grasps(): GraspRecord[] {
    return keptGrasps(this.folder('grasps'), this.config.grasps.keep);
  }

  selection(): Selection {
    return readSelection(this.folder('select'));
  }

  /** How novel and diverse the picks are, object by object. */
  coverage(): ObjectCoverage[] {
    return readCoverage(this.folder('select'));
  }

  conditions(): Promise<StoredCondition[]> {
    return readConditions(this.folder('conditions'));
  }

  verdicts(): Promise<FilterVerdicts> {
    return readVerdicts(this.folder('filter'));
  }

  /** The conditions whose images the filter kept. */
  async keptConditions(): Promise<StoredCondition[]> {
    const { verdicts } = await this.verdicts();
    const kept = new Set(verdicts.filter((verdict) => verdict.kept).map(({ id }) => id));
    return (await this.conditions()).filter(({ id }) => kept.has(id));
  }

  /** Scores of every way of training on every test split. */
  scores(): EvaluationRow[] {
    return readScores(this.folder('evaluate'));
  }

  curves(): CurveRow[] {
    return readCurves(this.folder('evaluate'));
  }

  /** Errors of every test sample. */
  sampleErrors(): Promise<SampleRecord[]> {
    return readSampleErrors(this.folder('evaluate'));
  }

  frechet(): FrechetScores {
    return readFrechet(this.folder('evaluate'));
  }

  /** Lines of a stage's training log, `log.jsonl` or another; none where there is no such file. */
  log(stage: StageName, name = 'log.jsonl'): Record<string, number>[] {
    const file = join(this.folder(stage), name);
    if (!existsSync(file)) return [];
    const lines = readTextFile(file)
      .split('\n')
      .map((line, i) => ({ line, number: i + 1 }))
      .filter(({ line }) => line !== '');
    return lines.map((line) => parseJsonLine(file, line) as Record<string, number>);
  }
}
