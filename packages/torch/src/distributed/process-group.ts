import { networkInterfaces } from 'node:os';
import { native } from '../native.js';
import { Tensor, wrap } from '../tensor/tensor.js';
import { DistributedError } from './distributed-error.js';
import type { World } from './world.js';

export interface ProcessGroupOptions {
  /**
   * Seconds that a rank waits for the others, at the start and in every collective. Gloo's own default is
   * half an hour, in which a silent host goes unnoticed.
   */
  timeout: number;
  /**
   * Network interface to talk over; that of the host's own name by default, `lo` where all ranks meet at this
   * machine.
   */
  interface?: string;
}

export const PROCESS_GROUP_DEFAULTS: ProcessGroupOptions = { timeout: 120 };

/**
 * Whether the loaded engine can make process groups: it was compiled where Gloo's headers are (Debian's
 * libgloo-dev).
 */
export function hasProcessGroups(): boolean {
  return native().hasProcessGroups();
}

/**
 * The ranks of a training that speak to each other through libtorch's own Gloo. Every rank must make the same
 * calls in the same order. Collectives work in place and are awaited, so that signals and timers of the
 * waiting process go on.
 *
 * After an error a group is dead: close it, and start all ranks again.
 */
export class ProcessGroup {
  readonly world: World;
  readonly #number: number;
  #isOpen = true;

  private constructor(world: World, number: number) {
    this.world = world;
    this.#number = number;
  }

  /** @throws DistributedError when not all ranks have come within the timeout. */
  static async open(world: World, options: Partial<ProcessGroupOptions> = {}): Promise<ProcessGroup> {
    if (!hasProcessGroups()) {
      throw new DistributedError(
        'this libtorch was found without the headers of Gloo, so several processes cannot train together: ' +
          'install libgloo-dev beside Debian’s libtorch-dev and run `handbooster setup`, or train in one process',
      );
    }
    const { timeout, interface: chosen } = { ...PROCESS_GROUP_DEFAULTS, ...options };
    const { address, port, rank, size, attempt } = world;
    const network = chosen ?? process.env.GLOO_SOCKET_IFNAME ?? (isLoopback(address) ? loopback() : null);
    const milliseconds = Math.round(1000 * timeout);
    const opened = native().openProcessGroup(
      address,
      port,
      rank,
      size,
      rank === 0,
      attempt,
      network,
      milliseconds,
    );
    return new ProcessGroup(
      world,
      await explained(
        opened,
        `rank ${rank} of ${size} did not meet the others at ${address}:${port}`,
        timeout,
      ),
    );
  }

  get rank(): number {
    return this.world.rank;
  }

  get size(): number {
    return this.world.size;
  }

  /** The engine's number of this group. @throws DistributedError when it was closed. */
  get number(): number {
    if (!this.#isOpen) throw new DistributedError('the process group was closed');
    return this.#number;
  }

  /** Each tensor becomes the sum (largest, smallest) over all ranks, the same bytes on each. */
  async allReduce(tensors: readonly Tensor[], operation: 'sum' | 'max' | 'min' = 'sum'): Promise<void> {
    const handles = tensors.map(Tensor.handle);
    await explained(native().allReduce(this.number, handles, operation), this.#what('all-reduce'));
  }

  /** Each tensor becomes that of rank `root`. */
  async broadcast(tensors: readonly Tensor[], root = 0): Promise<void> {
    const handles = tensors.map(Tensor.handle);
    await explained(native().broadcast(this.number, handles, root), this.#what('broadcast'));
  }

  /** Returns when every rank has called it. */
  async barrier(): Promise<void> {
    await explained(native().barrier(this.number), this.#what('barrier'));
  }

  /**
   * Sum over all ranks as a new tensor that gradients go back through: each rank's input gets the sum of all
   * ranks' gradients. Waits without letting go, because it stands in the middle of a forward or backward
   * pass.
   */
  sumOverRanks(tensor: Tensor): Tensor {
    try {
      return wrap(native().sumOverRanks(this.number, Tensor.handle(tensor)));
    } catch (error) {
      throw failure(error, this.#what('sum over ranks'));
    }
  }

  /** Ends the group. What is in progress fails after the timeout. */
  close(): void {
    if (this.#isOpen) native().closeHeld(this.#number);
    this.#isOpen = false;
  }

  #what(call: string): string {
    return `${call} of rank ${this.rank} of ${this.size}`;
  }
}

/** Turns the engine's refusal into words; libtorch's own message stays as the last line. */
export async function explained<T>(promise: Promise<T>, what: string, timeout?: number): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    throw failure(error, what, timeout);
  }
}

function failure(error: unknown, what: string, timeout?: number): DistributedError {
  const reason = (error as Error).message.split('\n')[0];
  const within = timeout === undefined ? '' : ` within ${timeout} s`;
  return new DistributedError(
    `${what}${within}: another rank has ended, hangs or cannot be reached; start all ranks again, and they go on from ` +
      `their last checkpoint (${reason})`,
    { cause: error },
  );
}

function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || address.startsWith('127.');
}

function loopback(): string | null {
  const found = Object.entries(networkInterfaces()).find(([, all]) => all?.some(({ internal }) => internal));
  return found?.[0] ?? null;
}
