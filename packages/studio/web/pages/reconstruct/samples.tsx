import { useState } from 'preact/hooks';

/** Pictures that our own simulator has drawn: nobody's photos. */
const PICTURES = Object.entries(
  import.meta.glob<string>('./samples/*.webp', { eager: true, query: '?url', import: 'default' }),
)
  .sort(([a], [b]) => a.localeCompare(b))
  .map(([, url]) => new URL(url, document.baseURI).href);

/** Pictures to try the page with. */
export function Samples({ open }: { open: (picture: Blob) => void }) {
  const [error, setError] = useState<string | null>(null);
  const take = (url: string) =>
    fetch(url)
      .then((answer) => answer.blob())
      .then(open, (reason) => setError(reason.message));
  return (
    <section aria-label="Sample pictures">
      <ul class="tracker-samples">
        {PICTURES.map((url, i) => (
          <li key={url}>
            <button type="button" onClick={() => take(url)}>
              <img src={url} alt={`Sample ${i + 1}: a simulated hand`} width="96" height="72" />
            </button>
          </li>
        ))}
      </ul>
      {error !== null && <p role="alert">{error}</p>}
    </section>
  );
}
