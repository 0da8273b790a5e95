import { Command } from 'commander';
import { dataAnnotateCommand } from './annotate.js';
import { dataCheckCommand } from './check.js';
import { dataExportCommand } from './export.js';
import { dataSheetCommand } from './sheet.js';
import { dataStatsCommand } from './stats.js';

export function dataCommand(): Command {
  return new Command('data')
    .description('Look at datasets, check them, write them')
    .addCommand(dataCheckCommand())
    .addCommand(dataExportCommand())
    .addCommand(dataAnnotateCommand())
    .addCommand(dataStatsCommand())
    .addCommand(dataSheetCommand());
}
