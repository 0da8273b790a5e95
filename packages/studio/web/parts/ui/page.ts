import type { IconNode } from 'lucide';
import type { ComponentType } from 'preact';

/**
 * A page of the studio, in a folder of its own. Pages know nothing of each other; links between them are by
 * name.
 */
export interface Page {
  /** In the address. */
  name: string;
  title: string;
  /** Under the title in the overview: what one does here. */
  words: string;
  icon: IconNode;
  /** Keys and what they do, for the list that `?` opens. */
  keys?: readonly [key: string, does: string][];
  load(): Promise<{ default: ComponentType }>;
}
