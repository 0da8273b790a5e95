import { Command } from 'commander';
import type { Terminal } from '../../terminal/terminal.js';
import { weightsSamplersCommand } from './weights-samplers-command.js';
import { weightsSamplesCommand } from './weights-samples-command.js';
import { weightsShipCommand } from './weights-ship-command.js';
import { weightsShipReconstructionCommand } from './weights-ship-reconstruction-command.js';
import { weightsTryCommand } from './weights-try-command.js';

export function weightsCommand(terminal: Terminal): Command {
  return new Command('weights')
    .addCommand(weightsShipCommand(terminal))
    .addCommand(weightsShipReconstructionCommand(terminal))
    .addCommand(weightsSamplesCommand(terminal))
    .addCommand(weightsSamplersCommand(terminal))
    .addCommand(weightsTryCommand(terminal));
}
