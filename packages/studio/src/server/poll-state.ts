/**
 * Looks at something every so often, and tells what it is at once and whenever that has changed. What it
 * cannot be looked at for later is told as well, and ends it.
 *
 * @returns what ends it.
 * @throws what the first look throws
 */
export function pollState(
  look: () => unknown,
  everyMs: number,
  push: (state: unknown) => void,
  fail: (error: unknown) => void,
): () => void {
  let before: string | null = null;
  const lookAgain = () => {
    const state = look();
    const now = JSON.stringify(state);
    if (now !== before) push(state);
    before = now;
  };
  lookAgain();
  const timer = setInterval(() => {
    try {
      lookAgain();
    } catch (error) {
      clearInterval(timer);
      fail(error);
    }
  }, everyMs);
  return () => clearInterval(timer);
}
