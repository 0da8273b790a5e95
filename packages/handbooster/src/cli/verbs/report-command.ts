import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { openReport } from '../../commands/report/open-report.js';
import { writeReport } from '../../commands/report/write-report.js';
import { choiceFlag } from '../flags/choice-flag.js';
import { comparisonTable, TABLE_FORMATS } from '../tables/comparison-table.js';
import type { Terminal } from '../terminal/terminal.js';

const FORMATS = ['html', ...TABLE_FORMATS] as const;

interface Flags {
  format: (typeof FORMATS)[number];
  output?: string;
}

export function reportCommand(terminal: Terminal): Command {
  return new Command('report')
    .description('The report of a finished run, or of an experiment: one page, or its table')
    .argument('<folder>', 'of a run, or of an experiment')
    .addOption(choiceFlag('--format <format>', 'a page, or the table of it', FORMATS).default('html'))
    .option(
      '-o, --output <file>',
      'where to write; by default a page is report-NAME.html, a table is printed',
    )
    .action(async (folder: string, { format, output }: Flags) => {
      if (format === 'html') {
        const file = await writeReport({ folder, output, progress: terminal.progress });
        terminal.print(`${file}\n`);
        return;
      }
      const text = `${comparisonTable(await openReport(folder).table(), format)}\n`;
      if (output === undefined) terminal.print(text);
      else writeFileSync(output, text);
    });
}
