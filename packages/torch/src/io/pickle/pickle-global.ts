import type { PickleContext } from './pickle-context.js';

/** Called with the arguments of REDUCE, NEWOBJ or INST; gives plain data or a `Buildable`. */
export type PickleBuilder = (args: unknown[], context: PickleContext) => unknown;

/**
 * What a name in a pickle stands for here. Nothing is ever looked up or imported: a name outside the table is
 * an error. `call` answers REDUCE, `create` answers NEWOBJ and INST; what is absent is refused.
 */
export class PickleGlobal {
  constructor(
    readonly name: string,
    readonly call?: PickleBuilder,
    readonly create?: PickleBuilder,
  ) {}
}

/** The table: `module name`, separated by a space, to what it stands for; a plain value stands for itself. */
export type PickleGlobals = ReadonlyMap<string, unknown>;

/** An object under construction, completed by BUILD with its state. */
export abstract class Buildable {
  abstract build(state: unknown, context: PickleContext): void;
}

/** Table rows for one thing under the names that versions of a library gave it. */
export function named(
  names: readonly string[],
  call?: PickleBuilder,
  create?: PickleBuilder,
): [string, PickleGlobal][] {
  return names.map((name) => [name, new PickleGlobal(name, call, create)]);
}
