import { useEffect, useRef } from 'preact/hooks';
import type { Page } from '../parts/ui/page.js';

const EVERYWHERE: [string, string][] = [
  ['?', 'this list'],
  ['Tab', 'to the next control'],
];

/** The keys of the present page. */
export function KeyHelp({ page, close }: { page: Page | undefined; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby="keys-title" onClose={close}>
      <h2 id="keys-title">Keys</h2>
      <table class="keys">
        <tbody>
          {[...(page?.keys ?? []), ...EVERYWHERE].map(([key, does]) => (
            <tr key={key}>
              <th scope="row">
                {key.split(' ').map((each) => (
                  <kbd key={each}>{each}</kbd>
                ))}
              </th>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <form method="dialog">
        <button type="submit" class="button">
          Close
        </button>
      </form>
    </dialog>
  );
}
