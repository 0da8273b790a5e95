import { Command } from 'commander';
import { type Finding, runDoctor } from '../commands/doctor.js';

const MARKS: Record<Finding['status'], string> = { ok: 'ok  ', warning: 'warn', missing: 'MISS' };

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('Say what this machine has, what is missing and how to mend it')
    .option('--json', 'print JSON')
    .action(async (flags: { json?: boolean }) => {
      const findings = await runDoctor();
      if (flags.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
      else process.stdout.write(findings.map(describe).join(''));
      if (findings.some(({ status }) => status === 'missing')) process.exitCode = 1;
    });
}

function describe({ name, status, found, mend }: Finding): string {
  const line = `${MARKS[status]}  ${name.padEnd(10)} ${found}\n`;
  return mend === undefined ? line : `${line}${' '.repeat(17)}-> ${mend}\n`;
}
