import type { PickleContext } from './pickle-context.js';
import { named, type PickleBuilder, PickleGlobal } from './pickle-global.js';
import { UnreadThing } from './unread-thing.js';

/** Bytes of an argument: bytes proper, or Python 2's byte string, which was read as latin-1. */
export function asBytes(value: unknown, context: PickleContext): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string') return context.fail(`expected bytes, found ${describe(value)}`);
  const bytes = Buffer.from(value, 'latin1');
  // A character past 255 would have lost bits without a word.
  if (/[^\0-\xff]/.test(value)) context.fail('expected bytes, found a text with characters past 255');
  return bytes;
}

/** What a value is, for error messages. */
export function describe(value: unknown): string {
  if (value === null) return 'None';
  if (value === undefined) return 'nothing';
  if (value instanceof PickleGlobal) return `the class ${value.name}`;
  if (value instanceof UnreadThing) return `an unread ${value.name}`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return `a ${value.constructor.name}`;
  return `the ${typeof value} ${String(value).slice(0, 60)}`;
}

const ITEM_BYTES = 16;

const makeSet: PickleBuilder = ([items = []], context) => {
  if (!Array.isArray(items))
    return context.fail(`expected a list of the set's items, found ${describe(items)}`);
  context.charge(items.length * ITEM_BYTES);
  return new Set(items);
};

const makeMap: PickleBuilder = (args, context) => {
  const source = args.at(-1);
  if (args.length === 0 || source instanceof PickleGlobal || source === null) return new Map();
  // dict(pairs), OrderedDict(pairs), or a Counter's dict.
  if (source instanceof Map) {
    context.charge(source.size * ITEM_BYTES);
    return new Map(source);
  }
  if (!Array.isArray(source) || !source.every((pair) => Array.isArray(pair) && pair.length === 2)) {
    return context.fail(`expected a list of pairs, found ${describe(source)}`);
  }
  context.charge(source.length * ITEM_BYTES);
  return new Map(source as [unknown, unknown][]);
};

const makeList: PickleBuilder = ([items = []], context) => {
  if (!Array.isArray(items)) return context.fail(`expected a list, found ${describe(items)}`);
  context.charge(items.length * ITEM_BYTES);
  return [...items];
};

/** `_codecs.encode(text, 'latin1')`: how protocol 2 carries Python 3's bytes. */
const encode: PickleBuilder = ([text, encoding], context) => {
  if (typeof text !== 'string') return context.fail(`expected a text to encode, found ${describe(text)}`);
  context.charge(text.length);
  if (encoding === 'latin1' || encoding === 'latin-1') return Uint8Array.from(asBytes(text, context));
  if (encoding === 'utf-8' || encoding === 'utf8') return new TextEncoder().encode(text);
  return context.fail(`encodes by ${describe(encoding)}; latin1 and utf-8 are known`);
};

/** bytes() and bytearray(), empty, of bytes, or of (text, 'latin-1'). */
const makeBytes: PickleBuilder = ([source, encoding], context) => {
  if (source === undefined) return new Uint8Array(0);
  if (typeof source === 'string' && encoding !== undefined) return encode([source, encoding], context);
  const bytes = asBytes(source, context);
  context.charge(bytes.byteLength);
  return Uint8Array.from(bytes);
};

/** `copyreg._reconstructor(class, object, None)`: how protocols 0 and 1 make an object before its BUILD. */
const reconstruct: PickleBuilder = ([type, base, state], context) => {
  if (type instanceof UnreadThing) return new UnreadThing(type.name, type.complaint);
  if (!(type instanceof PickleGlobal) || type.create === undefined) {
    return context.fail(`cannot make an object of ${describe(type)}`);
  }
  if (!(base instanceof PickleGlobal) || !base.name.endsWith(' object') || state !== null) {
    return context.fail(`${type.name} is made from ${describe(base)}, expected the class object`);
  }
  return type.create([], context);
};

function isFactory(value: unknown): boolean {
  return value instanceof PickleGlobal || value instanceof UnreadThing || value === null;
}

function both(...names: string[]): string[] {
  return names.flatMap((name) => [`__builtin__ ${name}`, `builtins ${name}`]);
}

/** Containers and the few functions by which pickles carry bytes. */
export const BUILTIN_GLOBALS: [string, PickleGlobal][] = [
  ...named(both('set', 'frozenset'), makeSet),
  ...named([...both('dict'), 'collections OrderedDict'], makeMap, makeMap),
  ...named(['collections defaultdict', 'collections Counter'], (args, context) =>
    // A defaultdict's first argument is its factory, a class that is never used.
    makeMap(isFactory(args[0]) ? args.slice(1) : args, context),
  ),
  ...named(both('list', 'tuple'), makeList),
  ...named(both('bytes', 'bytearray'), makeBytes),
  ...named(both('object', 'int', 'float', 'str', 'bool')),
  ...named(['_codecs encode'], encode),
  ...named(['copy_reg _reconstructor', 'copyreg _reconstructor'], reconstruct),
];
