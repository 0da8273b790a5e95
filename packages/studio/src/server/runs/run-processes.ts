import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { InputError } from 'handbooster';
import type { TaskProgress } from '../../api/runs.js';
import type { ProcessOrder, ProcessWord } from './process-words.js';

const MOST_LINES = 400;
/** Seconds that a rate looks back over. */
const WINDOW = 30;

/** A run that this studio has started. */
export interface RunProcess {
  child: ChildProcess;
  running: boolean;
  stopping: boolean;
  lines: string[];
  error: string | null;
  task: TaskProgress | null;
}

interface Counted extends TaskProgress {
  id: number;
  marks: { time: number; made: number }[];
  made: number;
}

/** Runs of this studio, each in a process of its own, by folder. */
export class RunProcesses {
  readonly #processes = new Map<string, RunProcess>();

  get(folder: string): RunProcess | null {
    return this.#processes.get(folder) ?? null;
  }

  /** @throws InputError where the folder's run is at work already */
  start(folder: string, preset: string, overrides: string[]): void {
    if (this.get(folder)?.running) throw new InputError(`${folder}: this run is at work already`);
    const child = fork(processFile(), { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    const run: RunProcess = { child, running: true, stopping: false, lines: [], error: null, task: null };
    this.#processes.set(folder, run);
    const tasks = new Map<number, Counted>();
    child.on('message', (word: ProcessWord) => hear(run, tasks, word));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line.trim() !== '') keepLine(run, line);
    });
    child.on('exit', (code, signal) => {
      if (run.running)
        run.error = `The run's process ended (${signal ?? `code ${code}`}). Resume goes on from what is finished.`;
      Object.assign(run, { running: false, stopping: false, task: null });
    });
    const order: ProcessOrder = { type: 'start', config: { preset, overrides }, output: folder };
    child.send(order);
  }

  /** @throws InputError where it is not one of this studio's at work */
  stop(folder: string): void {
    const run = this.get(folder);
    if (run === null || !run.running)
      throw new InputError(`${folder}: no run of this studio is at work here`);
    run.stopping = true;
    const order: ProcessOrder = { type: 'stop' };
    run.child.send(order);
  }

  /** All are asked to stop; their next start goes on from there. */
  close(): void {
    for (const { child, running } of this.#processes.values()) if (running) child.disconnect();
  }
}

function hear(run: RunProcess, tasks: Map<number, Counted>, word: ProcessWord): void {
  if (word.type === 'line') keepLine(run, word.line);
  else if (word.type === 'over') {
    // What a run says when it was asked to stop is no fault.
    if (run.stopping && word.error !== null) keepLine(run, word.error);
    const error = run.stopping ? null : word.error;
    Object.assign(run, { running: false, stopping: false, task: null, error });
  } else if (word.type === 'begin') {
    const { id, name, total, unit } = word;
    const marks = [{ time: performance.now(), made: 0 }];
    tasks.set(id, { id, name, total, unit, done: 0, note: '', rate: 0, made: 0, marks });
  } else {
    const task = tasks.get(word.id);
    if (task === undefined) return;
    if (word.type === 'note') task.note = word.text;
    if (word.type === 'end') {
      tasks.delete(word.id);
      keepLine(run, `${task.name}: ${task.done} ${task.unit}${word.text === '' ? '' : `, ${word.text}`}`);
    }
    if (word.type === 'advance') advance(task, word.count, word.kept);
  }
  const newest = [...tasks.values()].at(-1);
  if (newest === undefined) run.task = null;
  else {
    const { name, unit, done, total, note, rate } = newest;
    run.task = { name, unit, done, total, note, rate };
  }
}

function advance(task: Counted, count: number, kept: boolean): void {
  task.done += count;
  if (kept) return;
  task.made += count;
  const time = performance.now();
  task.marks.push({ time, made: task.made });
  while (task.marks.length > 2 && time - task.marks[1].time > 1000 * WINDOW) task.marks.shift();
  const [first] = task.marks;
  task.rate = time > first.time ? (1000 * (task.made - first.made)) / (time - first.time) : 0;
}

function keepLine(run: RunProcess, line: string): void {
  run.lines.push(line);
  if (run.lines.length > MOST_LINES) run.lines.shift();
}

/** The compiled file, from src and dist alike: both lie at one depth of the package. */
function processFile(): string {
  return fileURLToPath(new URL('dist/server/runs/run-process.js', new URL('../../../', import.meta.url)));
}
