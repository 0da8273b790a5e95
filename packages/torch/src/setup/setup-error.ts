/** A fault of the machine's set-up that its owner can mend; the message says how. */
export class SetupError extends Error {
  override name = 'SetupError';
}
