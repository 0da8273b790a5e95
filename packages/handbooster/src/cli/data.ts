import { Command } from 'commander';
import { dataCheckCommand } from './data-check.js';

export function dataCommand(): Command {
  return new Command('data')
    .description('Look at datasets, check them, write them')
    .addCommand(dataCheckCommand());
}
