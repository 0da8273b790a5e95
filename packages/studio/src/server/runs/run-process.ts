import { boost } from 'handbooster';
import type { ProcessOrder, ProcessWord } from './process-words.js';

/**
 * A run in a process of its own: if it falls, the studio stands. It is told what to do, and says how far it
 * is.
 */
const stop = new AbortController();
const say = (word: ProcessWord) => process.send?.(word);
let tasks = 0;

process.on('message', (order: ProcessOrder) => {
  if (order.type === 'stop') stop.abort();
  else void run(order);
});
// A studio that is gone asks for nothing any more.
process.on('disconnect', () => stop.abort());

async function run({ config, output }: Extract<ProcessOrder, { type: 'start' }>): Promise<void> {
  try {
    await boost({
      config: config.preset,
      overrides: config.overrides,
      output,
      signal: stop.signal,
      progress: {
        say: (line) => say({ type: 'line', line }),
        begin: (name, total, unit = 'items') => {
          const id = ++tasks;
          say({ type: 'begin', id, name, total, unit });
          return {
            advance: (count = 1, kept = false) => say({ type: 'advance', id, count, kept }),
            note: (text) => say({ type: 'note', id, text }),
            end: (text = '') => say({ type: 'end', id, text }),
          };
        },
      },
    });
    say({ type: 'over', error: null });
  } catch (error) {
    say({ type: 'over', error: (error as Error).message });
  }
  process.disconnect?.();
}
