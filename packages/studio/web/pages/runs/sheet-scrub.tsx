import { useEffect, useState } from 'preact/hooks';
import { bytesPath } from '../../parts/api/bytes-path.js';
import { useCall } from '../../parts/api/use-call.js';
import { Picture } from '../../parts/pictures/picture.js';

const AGAIN_MS = 3000;

/** Held-out pictures as the denoiser drew them at each look of its training: drag through time. */
export function SheetScrub({ source, working }: { source: string; working: boolean }) {
  const { value, again } = useCall('runs/sheets', { source });
  const [place, setPlace] = useState<number | null>(null);
  useEffect(() => {
    if (!working) return;
    const timer = setInterval(again, AGAIN_MS);
    return () => clearInterval(timer);
  }, [working, again]);
  const sheets = value ?? [];
  if (sheets.length === 0) return null;
  // Until one is chosen, the newest is shown.
  const at = Math.min(place ?? sheets.length - 1, sheets.length - 1);
  const { name, step } = sheets[at];
  const words = `after ${step.toLocaleString('en')} steps`;
  return (
    <section class="card" aria-labelledby="sheets">
      <h2 id="sheets">Validation pictures through time</h2>
      <p class="quiet">
        Held-out pictures, their conditions, and what the denoiser makes of them with its weights at that
        step.
      </p>
      <label class="field">
        <span>
          {words}, sheet {at + 1} of {sheets.length}
        </span>
        <input
          type="range"
          min={0}
          max={sheets.length - 1}
          value={at}
          disabled={sheets.length === 1}
          aria-valuetext={words}
          onInput={(event) => setPlace(Number(event.currentTarget.value))}
        />
      </label>
      <div class="sheet">
        <Picture path={bytesPath('runs/sheet', { source, name })} alt={`Validation pictures ${words}`} />
      </div>
    </section>
  );
}
