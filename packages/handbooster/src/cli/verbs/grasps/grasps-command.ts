import { Command } from 'commander';
import type { Terminal } from '../../terminal/terminal.js';
import { graspsGenerateCommand } from './grasps-generate-command.js';
import { graspsShowCommand } from './grasps-show-command.js';
import { graspsValidateCommand } from './grasps-validate-command.js';

export function graspsCommand(terminal: Terminal): Command {
  return new Command('grasps')
    .addCommand(graspsGenerateCommand(terminal))
    .addCommand(graspsValidateCommand(terminal))
    .addCommand(graspsShowCommand(terminal));
}
