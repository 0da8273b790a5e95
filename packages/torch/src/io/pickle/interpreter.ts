import { describe } from './builtin-globals.js';
import type { PickleContext } from './pickle-context.js';
import { Buildable, PickleGlobal, type PickleGlobals } from './pickle-global.js';
import { PickleReader, quote } from './pickle-reader.js';
import { unescapeString, unescapeUnicode } from './python-escapes.js';
import { UnreadThing } from './unread-thing.js';

export interface InterpreterLimits {
  /** Most entries of the memo. */
  maxMemo: number;
  /** Most values and marks on the stack. */
  maxStack: number;
  /** Whether names outside the table become `UnreadThing`s; by default they are errors. */
  setAside: boolean;
}

/** Gives the value of a persistent id (how torch's files name their storages). */
export type PersistentLoad = (id: unknown, context: PickleContext) => unknown;

const CONTAINER_BYTES = 64;
const MAP_BYTES = 128;

/**
 * The pickle machine, protocols 0 to 5: a stack, a memo and 68 opcodes. It can build containers, numbers,
 * texts, bytes, and what the table of names offers; there is no opcode by which it could do anything else.
 */
export class Interpreter {
  readonly #reader: PickleReader;
  readonly #stack: unknown[] = [];
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, unknown>();

  constructor(
    bytes: Uint8Array,
    readonly context: PickleContext,
    readonly globals: PickleGlobals,
    readonly persistentLoad: PersistentLoad | undefined,
    readonly limits: InterpreterLimits,
  ) {
    this.#reader = new PickleReader(bytes, context);
  }

  /** Bytes read so far; after `run`, the pickle's length. */
  get position(): number {
    return this.#reader.position;
  }

  /** Runs to STOP and gives the value it leaves. */
  run(): unknown {
    for (;;) {
      this.context.offset = this.#reader.position;
      this.context.opcode = '(none)';
      const code = this.#reader.uint8();
      const opcode = OPCODES[code];
      if (opcode === undefined) {
        this.context.opcode = `0x${code.toString(16).padStart(2, '0')}`;
        this.context.fail('is no opcode of protocols 0 to 5 (not a pickle, or damaged?)');
      }
      this.context.opcode = opcode.name;
      if (opcode.name === 'STOP') return this.pop();
      opcode.run(this, this.#reader);
    }
  }

  push(value: unknown): void {
    if (this.#stack.length + this.#marks.length >= this.limits.maxStack) {
      this.context.fail(`the stack passes ${this.limits.maxStack} values`);
    }
    this.#stack.push(value);
  }

  pop(): unknown {
    this.#checkDepth(1);
    return this.#stack.pop();
  }

  top(): unknown {
    this.#checkDepth(1);
    return this.#stack[this.#stack.length - 1];
  }

  popMany(count: number): unknown[] {
    this.#checkDepth(count);
    return this.#stack.splice(this.#stack.length - count, count);
  }

  #checkDepth(count: number): void {
    if (this.#stack.length - (this.#marks.at(-1) ?? 0) < count) {
      this.context.fail('takes more than the stack holds (damaged?)');
    }
  }

  mark(): void {
    if (this.#stack.length + this.#marks.length >= this.limits.maxStack) {
      this.context.fail(`the stack passes ${this.limits.maxStack} values`);
    }
    this.#marks.push(this.#stack.length);
  }

  popMark(): unknown[] {
    const start = this.#marks.pop();
    if (start === undefined) return this.context.fail('needs a MARK on the stack, there is none (damaged?)');
    return this.#stack.splice(start);
  }

  /** POP takes a mark where one is on top. */
  discard(): void {
    if (this.#marks.at(-1) === this.#stack.length) this.#marks.pop();
    else this.pop();
  }

  put(index: number): void {
    if (this.#memo.size >= this.limits.maxMemo && !this.#memo.has(index)) {
      this.context.fail(`the memo passes ${this.limits.maxMemo} entries`);
    }
    this.#memo.set(index, this.top());
  }

  memoize(): void {
    this.put(this.#memo.size);
  }

  get(index: number): void {
    if (!this.#memo.has(index)) this.context.fail(`the memo has no entry ${index}`);
    this.push(this.#memo.get(index));
  }

  list(items: unknown[]): void {
    this.context.charge(CONTAINER_BYTES + 8 * items.length);
    this.push(items);
  }

  dict(items: unknown[]): void {
    this.context.charge(MAP_BYTES);
    const map = new Map<unknown, unknown>();
    this.#setItems(map, items);
    this.push(map);
  }

  setItems(items: unknown[]): void {
    const target = this.top();
    if (target instanceof UnreadThing) return;
    if (!(target instanceof Map)) this.context.fail(`sets items of ${describe(target)}, expected a dict`);
    this.#setItems(target, items);
  }

  #setItems(map: Map<unknown, unknown>, items: unknown[]): void {
    if (items.length % 2 !== 0) this.context.fail('has a key without a value');
    this.context.charge(16 * items.length);
    for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
  }

  append(items: unknown[]): void {
    const target = this.top();
    if (target instanceof UnreadThing) return;
    if (!Array.isArray(target)) this.context.fail(`appends to ${describe(target)}, expected a list`);
    this.context.charge(8 * items.length);
    for (const item of items) target.push(item);
  }

  addItems(items: unknown[]): void {
    const target = this.top();
    if (target instanceof UnreadThing) return;
    if (!(target instanceof Set)) this.context.fail(`adds items to ${describe(target)}, expected a set`);
    this.context.charge(16 * items.length);
    for (const item of items) target.add(item);
  }

  set(items: unknown[]): void {
    this.context.charge(MAP_BYTES + 16 * items.length);
    this.push(new Set(items));
  }

  find(module: unknown, name: unknown): unknown {
    if (typeof module !== 'string' || typeof name !== 'string') {
      this.context.fail(`names a class by ${describe(module)} and ${describe(name)}, expected texts`);
    }
    const key = `${module} ${name}`;
    if (!this.globals.has(key)) {
      const asks = `asks for ${quote(`${module}.${name}`)}, which is not among the names this reader knows; `;
      if (!this.limits.setAside)
        this.context.fail(`${asks}nothing was run, and the file is not read further`);
      this.context.charge(CONTAINER_BYTES);
      const complaint = this.context.complaint(`${asks}nothing was run`);
      return new UnreadThing(quote(`${module}.${name}`).slice(1, -1), complaint);
    }
    return this.globals.get(key);
  }

  reduce(): void {
    const args = this.pop();
    const target = this.pop();
    this.#apply(target, args, 'call');
  }

  create(target: unknown, args: unknown): void {
    this.#apply(target, args, 'create');
  }

  #apply(target: unknown, args: unknown, how: 'call' | 'create'): void {
    if (target instanceof UnreadThing) {
      this.context.charge(CONTAINER_BYTES);
      this.push(new UnreadThing(target.name, target.complaint));
      return;
    }
    if (!(target instanceof PickleGlobal)) this.context.fail(`calls ${describe(target)}, which is no class`);
    if (!Array.isArray(args)) this.context.fail(`calls ${target.name} with ${describe(args)}, not a tuple`);
    const builder = target[how];
    if (builder === undefined) this.context.fail(`may not ${how} ${target.name}`);
    this.context.charge(CONTAINER_BYTES);
    this.push(builder(args, this.context));
  }

  build(): void {
    const state = this.pop();
    const target = this.top();
    if (target instanceof Buildable) target.build(state, this.context);
    // An OrderedDict's own attributes (torch keeps versions of modules there) are no items of it.
    else if (!(target instanceof Map))
      this.context.fail(`gives a state to ${describe(target)}, which takes none`);
  }

  persistent(id: unknown): void {
    if (this.persistentLoad === undefined) {
      this.context.fail('refers to data outside the pickle, where there is none');
    }
    this.push(this.persistentLoad(id, this.context));
  }
}

interface Opcode {
  name: string;
  run(machine: Interpreter, reader: PickleReader): void;
}

const OPCODES: (Opcode | undefined)[] = new Array(256).fill(undefined);

function define(code: number | string, name: string, run: Opcode['run']): void {
  OPCODES[typeof code === 'string' ? code.charCodeAt(0) : code] = { name, run };
}

function outOfBand(machine: Interpreter): never {
  return machine.context.fail('refers to a buffer outside the pickle, where there is none');
}

function extension(machine: Interpreter): never {
  return machine.context.fail('names a class by a number of the extension registry, which is empty');
}

// Stack and memo.
define('(', 'MARK', (m) => m.mark());
define('.', 'STOP', () => {});
define('0', 'POP', (m) => m.discard());
define('1', 'POP_MARK', (m) => void m.popMark());
define('2', 'DUP', (m) => m.push(m.top()));
define('p', 'PUT', (m, r) => m.put(Number(r.decimal())));
define('q', 'BINPUT', (m, r) => m.put(r.uint8()));
define('r', 'LONG_BINPUT', (m, r) => m.put(r.uint32()));
define(0x94, 'MEMOIZE', (m) => m.memoize());
define('g', 'GET', (m, r) => m.get(Number(r.decimal())));
define('h', 'BINGET', (m, r) => m.get(r.uint8()));
define('j', 'LONG_BINGET', (m, r) => m.get(r.uint32()));
// Constants and numbers.
define('N', 'NONE', (m) => m.push(null));
define(0x88, 'NEWTRUE', (m) => m.push(true));
define(0x89, 'NEWFALSE', (m) => m.push(false));
define('I', 'INT', (m, r) => {
  const start = r.position;
  const text = r.line();
  if (text === '00' || text === '01') return m.push(text === '01');
  r.position = start;
  m.push(r.decimal());
});
define('J', 'BININT', (m, r) => m.push(r.int32()));
define('K', 'BININT1', (m, r) => m.push(r.uint8()));
define('M', 'BININT2', (m, r) => m.push(r.uint16()));
define('L', 'LONG', (m, r) => m.push(r.decimal()));
define(0x8a, 'LONG1', (m, r) => m.push(r.long(r.uint8())));
define(0x8b, 'LONG4', (m, r) => m.push(r.long(r.uint32())));
define('F', 'FLOAT', (m, r) => m.push(pythonFloat(r.line(), m.context)));
define('G', 'BINFLOAT', (m, r) => m.push(r.float64BigEndian()));
// Texts and bytes.
define('S', 'STRING', (m, r) => m.push(unescapeString(r.line(), m.context)));
define('T', 'BINSTRING', (m, r) => m.push(r.latin1(r.int32())));
define('U', 'SHORT_BINSTRING', (m, r) => m.push(r.latin1(r.uint8())));
define('V', 'UNICODE', (m, r) => m.push(unescapeUnicode(r.line(), m.context)));
define('X', 'BINUNICODE', (m, r) => m.push(r.utf8(r.uint32())));
define(0x8c, 'SHORT_BINUNICODE', (m, r) => m.push(r.utf8(r.uint8())));
define(0x8d, 'BINUNICODE8', (m, r) => m.push(r.utf8(r.uint64())));
define('B', 'BINBYTES', (m, r) => m.push(r.take(r.uint32()).slice()));
define('C', 'SHORT_BINBYTES', (m, r) => m.push(r.take(r.uint8()).slice()));
define(0x8e, 'BINBYTES8', (m, r) => m.push(r.take(r.uint64()).slice()));
define(0x96, 'BYTEARRAY8', (m, r) => m.push(r.take(r.uint64()).slice()));
// Containers.
define(']', 'EMPTY_LIST', (m) => m.list([]));
define('l', 'LIST', (m) => m.list(m.popMark()));
define('a', 'APPEND', (m) => m.append([m.pop()]));
define('e', 'APPENDS', (m) => m.append(m.popMark()));
define(')', 'EMPTY_TUPLE', (m) => m.list([]));
define('t', 'TUPLE', (m) => m.list(m.popMark()));
define(0x85, 'TUPLE1', (m) => m.list(m.popMany(1)));
define(0x86, 'TUPLE2', (m) => m.list(m.popMany(2)));
define(0x87, 'TUPLE3', (m) => m.list(m.popMany(3)));
define('}', 'EMPTY_DICT', (m) => m.dict([]));
define('d', 'DICT', (m) => m.dict(m.popMark()));
define('s', 'SETITEM', (m) => m.setItems(m.popMany(2)));
define('u', 'SETITEMS', (m) => m.setItems(m.popMark()));
define(0x8f, 'EMPTY_SET', (m) => m.set([]));
define(0x90, 'ADDITEMS', (m) => m.addItems(m.popMark()));
define(0x91, 'FROZENSET', (m) => m.set(m.popMark()));
// Objects, from the table of names only.
define('c', 'GLOBAL', (m, r) => {
  const module = r.line();
  m.push(m.find(module, r.line()));
});
define(0x93, 'STACK_GLOBAL', (m) => {
  const [module, name] = m.popMany(2);
  m.push(m.find(module, name));
});
define('R', 'REDUCE', (m) => m.reduce());
define(0x81, 'NEWOBJ', (m) => {
  const [target, args] = m.popMany(2);
  m.create(target, args);
});
define(0x92, 'NEWOBJ_EX', (m) => {
  const [target, args, named] = m.popMany(3);
  if (!(target instanceof UnreadThing) && (!(named instanceof Map) || named.size > 0))
    m.context.fail('passes arguments by name, which none here takes');
  m.create(target, args);
});
define('i', 'INST', (m, r) => {
  const module = r.line();
  m.create(m.find(module, r.line()), m.popMark());
});
define('o', 'OBJ', (m) => {
  const [target, ...args] = m.popMark();
  m.create(target, args);
});
define('b', 'BUILD', (m) => m.build());
define('P', 'PERSID', (m, r) => m.persistent(r.line()));
define('Q', 'BINPERSID', (m) => m.persistent(m.pop()));
define(0x82, 'EXT1', extension);
define(0x83, 'EXT2', extension);
define(0x84, 'EXT4', extension);
// Framing.
define(0x80, 'PROTO', (m, r) => {
  const version = r.uint8();
  if (version > 5) m.context.fail(`protocol ${version}; 0 to 5 are read`);
});
define(0x95, 'FRAME', (m, r) => {
  const length = r.uint64();
  const rest = r.bytes.byteLength - r.position;
  if (length > rest) m.context.fail(`announces ${length} bytes, but only ${rest} are left (truncated?)`);
});
define(0x97, 'NEXT_BUFFER', outOfBand);
define(0x98, 'READONLY_BUFFER', outOfBand);

function pythonFloat(text: string, context: PickleContext): number {
  const trimmed = text.trim();
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(trimmed)) return Number(trimmed);
  const special = /^([+-]?)(inf|nan)$/.exec(trimmed);
  if (special === null) return context.fail(`expected a number, found ${quote(text)}`);
  if (special[2] === 'nan') return Number.NaN;
  return special[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
