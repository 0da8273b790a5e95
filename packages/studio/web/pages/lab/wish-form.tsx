import { Dices } from 'lucide';
import type { LabDescription, LabWish } from '../../../src/api/lab.js';
import { Icon } from '../../parts/ui/icon.js';

interface Props {
  lab: LabDescription;
  wish: LabWish;
  change: (wish: LabWish) => void;
}

/** How the image is to be made. */
export function WishForm({ lab, wish, change }: Props) {
  const number = (
    words: string,
    key: 'seed' | 'steps' | 'guidance',
    least: number,
    most: number,
    step = 1,
  ) => (
    <label class="field">
      <span>{words}</span>
      <input
        type="number"
        min={least}
        max={most}
        step={step}
        value={wish[key]}
        onChange={({ currentTarget: { valueAsNumber } }) => {
          const value = Number.isFinite(valueAsNumber) ? valueAsNumber : least;
          change({ ...wish, [key]: Math.min(most, Math.max(least, value)) });
        }}
      />
    </label>
  );
  return (
    <div class="lab-wish">
      <div class="lab-seed">
        {number('Seed', 'seed', 0, 2 ** 31)}
        <button
          type="button"
          class="icon-button"
          title="Another seed"
          onClick={() => change({ ...wish, seed: (wish.seed + 1) % 2 ** 31 })}
        >
          <Icon icon={Dices} />
          <span class="unseen">Another seed</span>
        </button>
      </div>
      <label class="field">
        <span>Sampler</span>
        <select
          value={wish.sampler}
          onChange={({ currentTarget: { value } }) => change({ ...wish, sampler: value })}
        >
          {lab.samplers.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {wish.sampler === 'ddpm' ? (
        <p class="quiet lab-all">Visits every step of the diffusion; steps are not chosen.</p>
      ) : (
        number('Steps', 'steps', 1, 250)
      )}
      {number('Guidance', 'guidance', 0, 20, 0.5)}
      {lab.style && <Style wish={wish} change={change} />}
    </div>
  );
}

const USUAL = { hand: [196, 140, 116], room: [130, 128, 124] };

function Style({ wish, change }: Omit<Props, 'lab'>) {
  const { style } = wish;
  const color = (words: string, part: 'hand' | 'room') => (
    <label class="field">
      <span>{words}</span>
      <input
        type="color"
        value={hexOf((style ?? USUAL)[part])}
        onInput={({ currentTarget: { value } }) =>
          change({ ...wish, style: { ...(style ?? USUAL), [part]: colorOf(value) } })
        }
      />
    </label>
  );
  return (
    <fieldset class="lab-style">
      <label class="check">
        <input
          type="checkbox"
          checked={style !== null}
          onChange={({ currentTarget: { checked } }) => change({ ...wish, style: checked ? USUAL : null })}
        />
        Ask for colours
      </label>
      {style !== null && color('Hand', 'hand')}
      {style !== null && color('Surroundings', 'room')}
    </fieldset>
  );
}

const hexOf = (color: readonly number[]) =>
  `#${color.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
const colorOf = (hex: string) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
