import { Command } from 'commander';
import type { Terminal } from '../../terminal/terminal.js';
import { experimentListCommand } from './experiment-list-command.js';
import { experimentReportCommand } from './experiment-report-command.js';
import { experimentRunCommand } from './experiment-run-command.js';
import { experimentShowCommand } from './experiment-show-command.js';

export function experimentCommand(terminal: Terminal): Command {
  return new Command('experiment')
    .description('Runs of runs: a table of the paper, or of this project, row by row with intervals')
    .addCommand(experimentRunCommand(terminal), { isDefault: true })
    .addCommand(experimentShowCommand(terminal))
    .addCommand(experimentReportCommand(terminal))
    .addCommand(experimentListCommand(terminal));
}
