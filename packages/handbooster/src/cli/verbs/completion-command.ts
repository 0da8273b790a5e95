import { Argument, Command } from 'commander';
import { presetNames } from '../../pipeline/config/load-config.js';
import { COMPLETION_SHELLS, type CompletionShell, completionScript } from '../reference/completion-script.js';
import type { Terminal } from '../terminal/terminal.js';

export function completionCommand(terminal: Terminal, whole: () => Promise<Command>): Command {
  return new Command('completion')
    .addArgument(new Argument('<shell>', 'for which shell').choices(COMPLETION_SHELLS))
    .addHelpText(
      'after',
      `
bash: source <(handbooster completion bash)
zsh:  source <(handbooster completion zsh)
fish: handbooster completion fish | source`,
    )
    .action(async (shell: CompletionShell) => {
      terminal.print(completionScript(shell, await whole(), presetNames()));
    });
}
