import { readdirSync, readFileSync } from 'node:fs';

/**
 * The youngest process started by another one whose command line has the text in it: older ones may be at
 * rest. Linux.
 *
 * @throws Error without one
 */
export function childOf(parent: number, text: string): number {
  const found: { pid: number; began: number }[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      const after = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) as string;
      const fields = after.split(' ');
      // The state, the parent, ..., and 20 fields on from the state when it began.
      if (command.includes(text) && Number(fields[1]) === parent) {
        found.push({ pid: Number(pid), began: Number(fields[19]) });
      }
    } catch {
      // It has ended meanwhile.
    }
  }
  found.sort((a, b) => b.began - a.began || b.pid - a.pid);
  if (found.length === 0) throw new Error(`no process of ${text}`);
  return found[0].pid;
}
