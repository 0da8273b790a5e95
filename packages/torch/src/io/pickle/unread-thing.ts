import { Buildable } from './pickle-global.js';

/**
 * What a pickle makes by a class or function that this reader does not know: an `argparse.Namespace` or a
 * project's own configuration beside weights. Nothing of it is run and nothing of it is read; it stands where
 * the thing would stand.
 */
export class UnreadThing extends Buildable {
  constructor(
    /** Module and name, `argparse.Namespace`. */
    readonly name: string,
    /** The complaint of a reader that needs the thing, naming the file's part and byte. */
    readonly complaint: string,
  ) {
    super();
  }

  /** A state is left unread too. */
  build(): void {}
}
