import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { PowerCut } from './power-cut.js';

/**
 * What goes wrong at an operation: the process dies before it, half way or after it; the machine after it; or
 * the system refuses.
 */
export const FAULTS = ['before', 'torn', 'after', 'power', 'power-names', 'ENOSPC', 'EIO', 'EROFS'] as const;
export type Fault = (typeof FAULTS)[number];

/** Thrown where the process would have died, and by whatever it would still change afterwards. */
export class Crash extends Error {
  override name = 'Crash';
}

export interface FaultPlan {
  fault: Fault;
  /** Which operation, counted from 0; none of that many are done: no fault. */
  at: number;
}

type Kind = 'create' | 'write' | 'sync' | 'name' | 'remove' | 'folder';
/** Faults that the system answers with, and what they strike. A full disk goes on being full. */
const REFUSED: Partial<Record<Fault, readonly Kind[]>> = {
  ENOSPC: ['create', 'write', 'folder'],
  EIO: ['create', 'write', 'sync', 'name', 'folder'],
  EROFS: ['create', 'write', 'name', 'remove', 'folder'],
};

/** Functions of node:fs and node:fs/promises that are caught; of most both the waiting one and the other. */
export const CAUGHT: ReadonlySet<string> = new Set(
  'appendFile copyFile fsync link mkdir open rename rm unlink write writeFile'
    .split(' ')
    .flatMap((name) => [name, `${name}Sync`]),
);

// biome-ignore lint/suspicious/noExplicitAny: functions of many shapes are wrapped alike
type AnyFunction = (...args: any[]) => any;

/**
 * Stands under everything that writes below a folder, by taking the place of the functions of node:fs: counts
 * operations, and lets one of them go wrong. What lies outside the folder is untouched.
 */
export class FaultLayer {
  /** What was asked for, in order, for messages. */
  readonly operations: string[] = [];
  readonly #root: string;
  readonly #plan: FaultPlan;
  readonly #power: PowerCut;
  readonly #paths = new Map<number, string>();
  #dead = false;
  #acting = false;
  #refusing = false;

  private constructor(root: string, plan: FaultPlan) {
    this.#root = resolve(root);
    this.#plan = plan;
    this.#power = new PowerCut(this.#root);
  }

  /** Does work on a folder with a fault under it. @returns what it threw, and the operations it asked for */
  static async run(root: string, plan: FaultPlan, work: () => unknown) {
    const layer = new FaultLayer(root, plan);
    const restore = layer.#install();
    let thrown: unknown = null;
    try {
      await work();
    } catch (error) {
      thrown = error;
    } finally {
      // What the dead process has still begun ends now, and changes nothing.
      if (layer.#dead) await new Promise((done) => setTimeout(done, 5));
      restore();
    }
    if (layer.#dead && plan.fault === 'power') layer.#power.loseContents();
    if (layer.#dead && plan.fault === 'power-names') layer.#power.loseNames();
    layer.#power.close();
    const { operations } = layer;
    return { thrown, operations, struck: operations.length > plan.at, crashed: layer.#dead };
  }

  #isOurs(path: unknown): path is string {
    return (
      typeof path === 'string' && (resolve(path) === this.#root || resolve(path).startsWith(this.#root + sep))
    );
  }

  /** Counts an operation and says what becomes of it: done, half done, or an error before or after it. */
  #meet(kind: Kind, name: string, path: string): { half: boolean; end: Error | null } {
    if (this.#dead) throw new Crash(`${name} ${path}`);
    const number = this.operations.length;
    this.operations.push(`${name} ${path.slice(this.#root.length + 1)}`);
    const { fault, at } = this.#plan;
    const refused = REFUSED[fault];
    if (refused !== undefined) {
      if (number === at || (this.#refusing && fault !== 'EIO')) {
        this.#refusing = true;
        if (refused.includes(kind)) {
          const error = Object.assign(new Error(`${fault}: ${name} '${path}'`), {
            code: fault,
            path,
            syscall: name,
          });
          if (kind !== 'write' || fault === 'EROFS') throw error;
          return { half: true, end: error };
        }
      }
      return { half: false, end: null };
    }
    if (number !== at) return { half: false, end: null };
    this.#dead = true;
    if (fault === 'before') throw new Crash(`${name} ${path}`);
    return { half: fault === 'torn', end: new Crash(`${name} ${path}`) };
  }

  /** Does something without being asked about it. */
  #apart<T>(work: () => T): T {
    this.#acting = true;
    try {
      return work();
    } finally {
      this.#acting = false;
    }
  }

  #install(): () => void {
    const sync = fs as unknown as Record<string, AnyFunction>;
    const promises = fs.promises as unknown as Record<string, AnyFunction>;
    const real = { ...sync };
    const openPromise = promises.open;
    const replaced: (() => void)[] = [];
    const act = (
      kind: Kind,
      name: string,
      path: string,
      whole: () => unknown,
      half: () => unknown = () => {},
    ) => {
      const { half: isHalf, end } = this.#meet(kind, name, path);
      // What is caught calls others of the same module.
      const result = this.#apart(isHalf ? half : whole);
      if (end !== null) throw end;
      return result;
    };
    const content = (data: Uint8Array | string) => (typeof data === 'string' ? Buffer.from(data) : data);
    const halfOf = (data: Uint8Array | string) => content(data).subarray(0, content(data).length >> 1);
    const put = (name: string, path: string, data: Uint8Array | string, flag: 'w' | 'a', flush: boolean) => {
      act('create', `open for ${name}`, path, () => {
        this.#power.created(path);
        this.#power.dirtied(path, flag === 'w');
        real[flag === 'w' ? 'writeFileSync' : 'appendFileSync'](path, '');
      });
      act(
        'write',
        name,
        path,
        () => real.appendFileSync(path, data),
        () => real.appendFileSync(path, halfOf(data)),
      );
      if (flush) act('sync', 'fsync', path, () => this.#power.synced(path));
    };
    const remove = (name: string, path: string, options: object = {}) => {
      if (!real.existsSync(path)) return real.rmSync(path, options);
      act(
        'remove',
        name,
        path,
        () => this.#power.removed(path),
        () => this.#power.removedHalf(path),
      );
    };
    const rename = (from: string, to: string) =>
      act('name', 'rename', to, () => this.#power.renamed(from, to, () => real.renameSync(from, to)));
    const mkdir = (path: string, options?: object) => {
      if (real.existsSync(path)) return real.mkdirSync(path, options);
      return act('folder', 'mkdir', path, () => {
        this.#power.created(path);
        return real.mkdirSync(path, options);
      });
    };
    const copy = (from: string, to: string, name: string) =>
      act('create', name, to, () => {
        this.#power.created(to);
        return name === 'link' ? real.linkSync(from, to) : real.copyFileSync(from, to);
      });
    const open = (path: string, flags: unknown) => {
      if (flags === undefined || flags === 'r') return real.openSync(path, 'r');
      const create = () => {
        this.#power.created(path);
        this.#power.dirtied(path, String(flags).startsWith('w'));
        return real.openSync(path, flags);
      };
      return act('create', 'open', path, create, create);
    };
    const pathOf = (file: number) => this.#paths.get(file);
    const write = (path: string, file: number, data: Uint8Array, rest: unknown[]) =>
      act(
        'write',
        'write',
        path,
        () => real.writeSync(file, data, ...rest),
        () =>
          real.writeSync(file, data.subarray(Number(rest[0] ?? 0)), 0, Number(rest[1] ?? data.length) >> 1),
      );
    /** The caught function for paths of ours, the real one for all others. */
    const ours = (
      functions: Record<string, AnyFunction>,
      name: string,
      caught: AnyFunction,
      asynchronous = false,
    ) => {
      const own = functions[name];
      replaced.push(() => Object.assign(functions, { [name]: own }));
      functions[name] = (...args: unknown[]) => {
        const path =
          name.startsWith('link') || name.startsWith('rename') || name.startsWith('copyFile')
            ? args[1]
            : args[0];
        if (this.#acting || !this.#isOurs(path)) return own.apply(functions, args);
        return asynchronous ? Promise.resolve().then(() => caught(...args)) : caught(...args);
      };
    };
    for (const [functions, suffix, isLater] of [
      [sync, 'Sync', false],
      [promises, '', true],
    ] as const) {
      ours(
        functions,
        `writeFile${suffix}`,
        (path, data, o) => put('write', path, data, 'w', o?.flush === true),
        isLater,
      );
      ours(functions, `appendFile${suffix}`, (path, data) => put('append', path, data, 'a', false), isLater);
      ours(functions, `rm${suffix}`, (path, options) => remove('rm', path, options), isLater);
      ours(functions, `unlink${suffix}`, (path) => remove('unlink', path), isLater);
      ours(functions, `rename${suffix}`, rename, isLater);
      ours(functions, `mkdir${suffix}`, mkdir, isLater);
      ours(functions, `link${suffix}`, (from, to) => copy(from, to, 'link'), isLater);
      ours(functions, `copyFile${suffix}`, (from, to) => copy(from, to, 'copy'), isLater);
    }
    ours(sync, 'openSync', (path, flags) => {
      const file = open(path, flags) as number;
      this.#paths.set(file, resolve(path));
      return file;
    });
    for (const name of ['closeSync', 'writeSync', 'fsyncSync'])
      replaced.push(() => Object.assign(sync, { [name]: real[name] }));
    sync.closeSync = (file: number) => {
      this.#paths.delete(file);
      return real.closeSync(file);
    };
    sync.writeSync = (file: number, data: Uint8Array | string, ...rest: unknown[]) => {
      const path = pathOf(file);
      return path === undefined
        ? real.writeSync(file, data, ...rest)
        : write(path, file, content(data), rest);
    };
    sync.fsyncSync = (file: number) => {
      const path = pathOf(file);
      return this.#acting || path === undefined
        ? real.fsyncSync(file)
        : act('sync', 'fsync', path, () => this.#power.synced(path));
    };
    ours(
      promises,
      'open',
      async (path: string, flags?: string) => {
        const isWritten = flags !== undefined && flags !== 'r';
        if (isWritten) real.closeSync(open(path, flags) as number);
        // Created and emptied above; `wx` would now find it there.
        const handle = await openPromise(path, isWritten ? 'r+' : flags);
        const add = async (data: Uint8Array | string) =>
          act(
            'write',
            'write',
            path,
            () => real.appendFileSync(path, data),
            () => real.appendFileSync(path, halfOf(data)),
          );
        const sync = async () => act('sync', 'fsync', path, () => this.#power.synced(resolve(path)));
        if (isWritten) Object.assign(handle, { writeFile: add, appendFile: add, write: add });
        return Object.assign(handle, { sync });
      },
      true,
    );
    syncBuiltinESMExports();
    return () => {
      for (const restore of replaced) restore();
      syncBuiltinESMExports();
    };
  }
}
