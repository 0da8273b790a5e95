import { Command } from 'commander';
import type { Terminal } from '../../terminal/terminal.js';
import { dataAnnotateCommand } from './data-annotate-command.js';
import { dataCheckCommand } from './data-check-command.js';
import { dataExportCommand } from './data-export-command.js';
import { dataMergeCommand } from './data-merge-command.js';
import { dataSheetCommand } from './data-sheet-command.js';
import { dataStatsCommand } from './data-stats-command.js';

export function dataCommand(terminal: Terminal): Command {
  return new Command('data')
    .addCommand(dataCheckCommand(terminal))
    .addCommand(dataExportCommand(terminal))
    .addCommand(dataAnnotateCommand(terminal))
    .addCommand(dataMergeCommand(terminal))
    .addCommand(dataStatsCommand(terminal))
    .addCommand(dataSheetCommand(terminal));
}
