/**
 * A reader that has seen enough (`handbooster ... | head`) closes its end. The answer is not wanted any more:
 * the program ends without a word. Where only the words about progress are not read, the work goes on without
 * them.
 */
export function quietPipes(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
  process.stderr.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
