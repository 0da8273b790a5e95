import { Command } from 'commander';
import type { Terminal } from '../../terminal/terminal.js';
import { synthesisJudgeCommand } from './synthesis-judge-command.js';
import { synthesisMeasureCommand } from './synthesis-measure-command.js';
import { synthesisTrainJudgeCommand } from './synthesis-train-judge-command.js';

export function synthesisCommand(terminal: Terminal): Command {
  return new Command('synthesis')
    .addCommand(synthesisMeasureCommand(terminal))
    .addCommand(synthesisTrainJudgeCommand(terminal))
    .addCommand(synthesisJudgeCommand(terminal));
}
