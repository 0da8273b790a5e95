import type { Progress } from '../../base/progress.js';
import type { Shard } from '../../distributed/item-share.js';

/** What a stage gets to work with. Every result goes into `folder`. */
export interface StageContext<Config, Opened = unknown, Input extends string = string> {
  config: Config;
  seed: number;
  /** Worker threads the stage may use; its result must not depend on it. */
  workers: number;
  /** Where this stage writes. Half-finished items of an earlier, interrupted run may be in it. */
  folder: string;
  /** Folders of the finished stages this one names in `inputs`. */
  inputs: Readonly<Record<Input, string>>;
  /** The same, opened: what those stages left, and nothing else of the run. */
  run: Opened;
  progress: Progress;
  /** Aborted on SIGINT and SIGTERM: finish or drop the current item, then throw `Interrupted`. */
  signal: AbortSignal;
}

/** Counts and figures for the manifest and the report. */
export type StageSummary = Record<string, unknown>;

/**
 * A step of the run: a pure function of its part of the configuration, of the seed and of its inputs on disk.
 */
export interface Stage<Config, Opened = unknown, Input extends string = string> {
  name: string;
  /** Raised when the code changes what it writes, so that older results are made anew. */
  version: number;
  /** Stages whose folders it reads. */
  inputs: readonly Input[];
  /** Names its random numbers where that is not the run's seed; null for the run's. */
  seed?(config: Config): number | null;
  /** The part of the configuration the result depends on, and nothing else. */
  settings(config: Config): unknown;
  run(context: StageContext<Config, Opened, Input>): Promise<StageSummary>;
  /**
   * Makes a share of the items in `folder`, in the files that `run` finds there and finishes from; absent
   * where a stage has no items that do not need each other. Other processes may make the same items at the
   * same time: each is written whole or not at all.
   */
  share?(context: StageContext<Config, Opened, Input>, shard: Shard): Promise<void>;
  /**
   * Whether several processes, as torchrun starts them, may run it together: rank 0 in its folder, the others
   * beside it without writing.
   */
  onRanks?: boolean;
}
