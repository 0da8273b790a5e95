import { useState } from 'preact/hooks';
import markUrl from './mark.svg';

/** The page has no token of this start: where to find it. */
export function LockedOut() {
  const [text, setText] = useState('');
  const token = /([\w-]{32,})\s*$/.exec(text)?.[1];
  const open = (event: Event) => {
    event.preventDefault();
    location.hash = `#token=${token}`;
    location.reload();
  };
  return (
    <main class="door">
      <img src={markUrl} alt="" width="48" height="48" />
      <h1>This studio does not know this page yet</h1>
      <p>
        When it starts, <code>handbooster studio</code> prints an address that ends in <code>#token=…</code>.
        Open that one, or paste it here. The token changes with every start, so that nobody else on this
        machine can look in.
      </p>
      <form onSubmit={open}>
        <label class="field">
          <span>Address or token</span>
          <input
            type="text"
            value={text}
            autocomplete="off"
            spellcheck={false}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button button-main" disabled={token === undefined}>
          Open
        </button>
      </form>
    </main>
  );
}
