/**
 * `npm run` writes two lines of its own to stdout before the program starts, which nothing here can take
 * back: whoever sends the answer into a file is told, and how to have it alone.
 */
export function warnOfNpm(env: Record<string, string | undefined>, toTerminal: boolean): string | null {
  if (toTerminal || env.npm_lifecycle_event !== 'handbooster' || env.npm_config_loglevel === 'silent') {
    return null;
  }
  return 'npm has written two lines of its own before the answer; for the answer alone: npx handbooster, or npm run -s handbooster --';
}
