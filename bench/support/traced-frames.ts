import type { CDPSession } from 'playwright-core';

export interface TraceEvent {
  name: string;
  /** Microseconds. */
  ts: number;
  dur?: number;
  /** Processor time of the thread, microseconds. */
  tdur?: number;
  pid: number;
  tid: number;
  args?: { name?: string };
}

export interface Frames {
  count: number;
  /** Milliseconds from one drawn frame to the next, ascending. */
  intervals: number[];
  /** Of the page's main thread, milliseconds: of the clock, and of the processor. */
  longestTask: { clock: number; processor: number };
}

const CATEGORIES = [
  'devtools.timeline',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
  'toplevel',
];
/** Chromium's name of a page's main thread. */
const MAIN = 'CrRendererMain';
/** Longer without a frame is a rest of the one who scrolls: he waits so long between two strokes. */
export const REST_MS = 700;

/** What the browser's own trace says of its frames while something is done. */
export async function tracedFrames(session: CDPSession, act: () => Promise<void>): Promise<Frames> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }) => {
    events.push(...(value as TraceEvent[]));
  };
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES, recordMode: 'recordAsMuchAsPossible' },
  });
  await act();
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  return framesOf(events);
}

export function framesOf(events: readonly TraceEvent[]): Frames {
  const drawn = events
    .filter(({ name }) => name === 'DrawFrame')
    .map(({ ts }) => ts / 1000)
    .sort((a, b) => a - b);
  const intervals = drawn
    .slice(1)
    .map((time, i) => time - drawn[i])
    .filter((interval) => interval < REST_MS)
    .sort((a, b) => a - b);
  const mains = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === MAIN)
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  const tasks = events.filter(
    ({ name, pid, tid }) => (name === 'RunTask' || name.endsWith('::RunTask')) && mains.has(`${pid} ${tid}`),
  );
  const longest = (of: (event: TraceEvent) => number) =>
    tasks.reduce((most, event) => Math.max(most, of(event) / 1000), 0);
  return {
    count: drawn.length,
    intervals,
    longestTask: { clock: longest(({ dur = 0 }) => dur), processor: longest(({ tdur = 0 }) => tdur) },
  };
}
