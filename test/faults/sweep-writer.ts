import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { FAULTS, type Fault, FaultLayer } from './fault-layer.js';
import type { Writer } from './writer.js';

/** What was found wrong: after which fault, at which operation. */
export interface SweepFinding {
  fault: Fault;
  at: number;
  operation: string;
  problem: string;
}

export interface SweepResult {
  writer: string;
  operations: number;
  /** Faults that were tried. */
  tried: number;
  findings: SweepFinding[];
}

/** Names under which writers work before a file is whole; no reader takes them. */
const TEMPORARY = /\.(part|tmp)$/;

/** SHA-256 of each file below a folder by its name. */
function filesOf(folder: string, withTemporary: boolean): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || (!withTemporary && TEMPORARY.test(entry.name))) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path)] = createHash('sha256').update(readFileSync(path)).digest('hex');
  }
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Lets every operation of a writer go wrong in every way, each time from the same start. Afterwards a reader
 * finds what was there before or what was to come, and writing again ends with the bytes of an undisturbed
 * call.
 *
 * @param scratch an empty folder to work in
 */
export async function sweepWriter(
  writer: Writer,
  scratch: string,
  faults: readonly Fault[] = FAULTS,
): Promise<SweepResult> {
  const [start, whole, tried] = ['start', 'whole', 'tried'].map((name) => join(scratch, name));
  mkdirSync(start);
  await writer.before?.(start);
  const read = async (folder: string) => JSON.stringify(await answerOf(() => writer.read(folder)));
  const old = await read(start);
  cpSync(start, whole, { recursive: true });
  const undisturbed = await FaultLayer.run(whole, { fault: 'before', at: Number.POSITIVE_INFINITY }, () =>
    writer.write(whole),
  );
  if (undisturbed.thrown !== null) throw undisturbed.thrown;
  const { length } = undisturbed.operations;
  const fresh = await read(whole);
  const bytes = JSON.stringify(filesOf(whole, writer.isClean === true));
  const result: SweepResult = { writer: writer.name, operations: length, tried: 0, findings: [] };
  for (const fault of faults) {
    for (let at = 0; at < (fault === 'EROFS' ? 1 : length); at++) {
      rmSync(tried, { recursive: true, force: true });
      cpSync(start, tried, { recursive: true });
      const { thrown, struck, operations, crashed } = await FaultLayer.run(tried, { fault, at }, () =>
        writer.write(tried),
      );
      result.tried++;
      const note = (problem: string) =>
        result.findings.push({ fault, at, operation: operations[at] ?? 'none', problem });
      if (!struck) note(`the call asked for ${operations.length} operations, then for others`);
      const found = await read(tried);
      if (found !== old && found !== fresh) note(`a reader finds ${found.slice(0, 300)}`);
      if (!crashed && thrown === null && found !== fresh)
        note('the call ended without an error and without its result');
      const again = await answerOf(() => writer.write(tried));
      if (isThrown(again)) note(`writing again: ${again.thrown}`);
      else if (JSON.stringify(filesOf(tried, writer.isClean === true)) !== bytes)
        note(`writing again ends with other bytes: ${differing(whole, tried, writer.isClean === true)}`);
    }
  }
  rmSync(tried, { recursive: true, force: true });
  return result;
}

function differing(whole: string, tried: string, withTemporary: boolean): string {
  const [a, b] = [filesOf(whole, withTemporary), filesOf(tried, withTemporary)];
  return Object.keys({ ...a, ...b })
    .filter((name) => a[name] !== b[name])
    .map((name) => `${name}${name in a ? (name in b ? '' : ' (missing)') : ' (left over)'}`)
    .join(', ');
}

interface Thrown {
  thrown: string;
}

const isThrown = (answer: unknown): answer is Thrown =>
  typeof answer === 'object' && answer !== null && 'thrown' in answer;

/** What a call gives, or the words of what it throws. */
async function answerOf(call: () => unknown): Promise<unknown> {
  try {
    return (await call()) ?? null;
  } catch (error) {
    return {
      thrown: `${(error as Error).name}: ${(error as Error).message}`.replace(/\/tmp\/\S*/g, '...'),
    } satisfies Thrown;
  }
}
