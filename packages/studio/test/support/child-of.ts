import { readdirSync, readFileSync } from 'node:fs';

/** A process started by another one whose command line has the text in it. Linux. @throws without one */
export function childOf(parent: number, text: string): number {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      const after = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) as string;
      if (command.includes(text) && Number(after.split(' ')[1]) === parent) return Number(pid);
    } catch {
      // It has ended meanwhile.
    }
  }
  throw new Error(`no process of ${text}`);
}
