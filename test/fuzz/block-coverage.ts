import { Session } from 'node:inspector/promises';

/**
 * Which blocks of the product's code were run, from V8 itself: what a file must reach to be worth going on
 * from.
 */
export class BlockCoverage {
  readonly #session: Session;
  readonly #seen = new Set<string>();

  private constructor(session: Session) {
    this.#session = session;
  }

  static async start(): Promise<BlockCoverage> {
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
    return new BlockCoverage(session);
  }

  /** Blocks that were run since the start. */
  get blocks(): number {
    return this.#seen.size;
  }

  /** Whether a block was run for the first time since this was asked last. */
  async isNew(): Promise<boolean> {
    const { result } = await this.#session.post('Profiler.takePreciseCoverage');
    const before = this.#seen.size;
    for (const { scriptId, url, functions } of result) {
      if (!/packages\/(handbooster|torch)\/|node_modules\/(hyparquet|yaml)/.test(url)) continue;
      for (const { ranges } of functions) {
        for (const { startOffset, count } of ranges)
          if (count > 0) this.#seen.add(`${scriptId}:${startOffset}`);
      }
    }
    return this.#seen.size > before;
  }

  async stop(): Promise<void> {
    await this.#session.post('Profiler.stopPreciseCoverage');
    this.#session.disconnect();
  }
}
