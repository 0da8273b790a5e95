import { Command } from 'commander';
import { dataAnnotateCommand } from './data-annotate.js';
import { dataCheckCommand } from './data-check.js';
import { dataExportCommand } from './data-export.js';
import { dataSheetCommand } from './data-sheet.js';
import { dataStatsCommand } from './data-stats.js';

export function dataCommand(): Command {
  return new Command('data')
    .description('Look at datasets, check them, write them')
    .addCommand(dataCheckCommand())
    .addCommand(dataExportCommand())
    .addCommand(dataAnnotateCommand())
    .addCommand(dataStatsCommand())
    .addCommand(dataSheetCommand());
}
