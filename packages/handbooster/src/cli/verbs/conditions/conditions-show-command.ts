import { Command } from 'commander';
import { showConditions } from '../../../commands/conditions/show-conditions.js';
import { pictureFlag } from '../../flags/picture-flag.js';
import { conditionWords } from '../../tables/condition-words.js';
import type { Terminal } from '../../terminal/terminal.js';

export function conditionsShowCommand(terminal: Terminal): Command {
  return new Command('show')
    .description('Say what the conditions of a run are, or what some of them are')
    .argument('<run>', 'folder of a run')
    .argument('[ids...]', 'conditions to show')
    .addOption(pictureFlag('-o, --output <file>', 'also draw all their maps into this picture', ['.png']))
    .action(async (run: string, ids: string[], { output }: { output?: string }) => {
      terminal.print(`${conditionWords(await showConditions(run, { ids, output }))}\n`);
    });
}
