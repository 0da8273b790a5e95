import type { Command, Option } from 'commander';

export const COMPLETION_SHELLS = ['bash', 'zsh', 'fish'] as const;
export type CompletionShell = (typeof COMPLETION_SHELLS)[number];

/** A verb or nested verb, as a shell completes it. */
interface Place {
  /** Words that lead there, for example `grasps generate`; none for the program itself. */
  path: string;
  children: { name: string; description: string }[];
  options: readonly Option[];
  /** Words for its first argument, beside files. */
  words: readonly string[];
}

/**
 * A script that completes verbs, flags, their choices and presets in a shell. It holds all of them, so that a
 * press of Tab starts no program; after an update it is made anew.
 */
export function completionScript(
  shell: CompletionShell,
  program: Command,
  presets: readonly string[],
): string {
  const places = placesOf(program, program, '', presets);
  if (shell === 'fish') return fishScript(places);
  const script = bashScript(places);
  if (shell === 'bash') return script;
  return `autoload -Uz compinit bashcompinit && compinit && bashcompinit\n${script}`;
}

function placesOf(command: Command, program: Command, path: string, presets: readonly string[]): Place[] {
  const options = command === program ? command.options : [...command.options, ...program.options];
  const config = command.registeredArguments[0]?.name() === 'config';
  const choices = command.registeredArguments[0]?.argChoices ?? [];
  const place: Place = {
    path,
    children: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
    options: options.filter(({ hidden }) => !hidden),
    words: config ? presets : choices,
  };
  const below = command.commands.flatMap((child) =>
    placesOf(child, program, `${path} ${child.name()}`.trim(), presets),
  );
  return [place, ...below];
}

function bashScript(places: readonly Place[]): string {
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => quote(` ${path}`));
  const values = places.flatMap(({ path, options }) =>
    options.filter(takesValue).map((option) => {
      const keys = namesOf(option).map((name) => quote(`${path}:${name}`));
      return `    ${keys.join('|')}) words=${quote((option.argChoices ?? []).join(' '))}; flags= ;;`;
    }),
  );
  const plain = places.map(({ path, options, children, words }) => {
    const own = [...children.map(({ name }) => name), ...words].join(' ');
    return `    ${quote(path)}) words=${quote(own)}; flags=${quote(options.flatMap(namesOf).join(' '))} ;;`;
  });
  return `_handbooster() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" path="" words flags i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case " \${path:+$path }\${COMP_WORDS[i]}" in
      ${paths.join('|')}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  case "$path:$prev" in
${values.join('\n')}
    *) case "$path" in
${plain.map((line) => `  ${line}`).join('\n')}
    esac ;;
  esac
  if [[ "$cur" == -* ]]; then words="$flags"; fi
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _handbooster handbooster
`;
}

function fishScript(places: readonly Place[]): string {
  const paths = places.filter(({ path }) => path !== '').map(({ path }) => quote(path));
  const lines = places.flatMap(({ path, children, options, words }) => {
    const at = `complete -c handbooster -n ${quote(`__handbooster_at "${path}"`)}`;
    return [
      ...children.map(({ name, description }) => `${at} -f -a ${quote(name)} -d ${quote(description)}`),
      ...words.map((word) => `${at} -a ${quote(word)}`),
      ...options.map((option) => {
        const long = option.long === undefined ? '' : ` -l ${option.long.slice(2)}`;
        const short = option.short === undefined ? '' : ` -s ${option.short.slice(1)}`;
        const choices = option.argChoices === undefined ? '' : ` -f -a ${quote(option.argChoices.join(' '))}`;
        return `${at}${short}${long}${takesValue(option) ? ' -r' : ''}${choices} -d ${quote(option.description)}`;
      }),
    ];
  });
  return `set -g __handbooster_paths ${paths.join(' ')}
function __handbooster_at
  set -l path ''
  for word in (commandline -opc)[2..]
    set -l next (string trim -- "$path $word")
    contains -- $next $__handbooster_paths; and set path $next
  end
  test "$path" = "$argv[1]"
end
${lines.join('\n')}
`;
}

const takesValue = ({ required, optional }: Option) => required || optional;
const namesOf = ({ short, long }: Option) => [short, long].filter((name) => name !== undefined);

/** A word of a shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
