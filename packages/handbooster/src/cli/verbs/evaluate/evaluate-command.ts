import { Command } from 'commander';
import type { Terminal } from '../../terminal/terminal.js';
import { evaluateFinderCommand } from './evaluate-finder-command.js';
import { evaluateHo3dCommand } from './evaluate-ho3d-command.js';
import { evaluateLabelsCommand } from './evaluate-labels-command.js';
import { evaluatePhotosCommand } from './evaluate-photos-command.js';

export function evaluateCommand(terminal: Terminal): Command {
  return new Command('evaluate')
    .addCommand(evaluateHo3dCommand(terminal))
    .addCommand(evaluateFinderCommand(terminal))
    .addCommand(evaluatePhotosCommand(terminal))
    .addCommand(evaluateLabelsCommand(terminal));
}
