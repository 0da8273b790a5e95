import { Command } from 'commander';
import { type Finding, runDoctor } from '../../commands/doctor.js';
import { EXIT_CODES } from '../terminal/exit-codes.js';
import type { Terminal } from '../terminal/terminal.js';

const MARKS: Record<Finding['status'], string> = { ok: 'ok  ', warning: 'warn', missing: 'MISS' };

export function doctorCommand(terminal: Terminal): Command {
  return new Command('doctor').option('--json', 'the answer as JSON').action(async ({ json }) => {
    const findings = await runDoctor();
    if (json) terminal.printJson(findings);
    else terminal.print(findings.map(describe).join(''));
    if (findings.some(({ status }) => status === 'missing')) terminal.code = EXIT_CODES.fault.code;
  });
}

function describe({ name, status, found, mend }: Finding): string {
  const line = `${MARKS[status]}  ${name.padEnd(10)} ${found}\n`;
  return mend === undefined ? line : `${line}${' '.repeat(17)}-> ${mend}\n`;
}
