import { History, Pause, Play, SkipBack, SkipForward, Square } from 'lucide';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { GraspPiece } from '../../../src/api/grasps.js';
import type { ShownJob } from '../../parts/api/use-job.js';
import { Icon } from '../../parts/ui/icon.js';

/** States a second. */
const RATE = 24;

interface Props {
  way: ShownJob<GraspPiece>;
  /** Position among the states; null shows the end. */
  step: number | null;
  setStep: (step: number | null) => void;
}

/** How the grasp came about: made anew by the optimiser, then played or stepped through. */
export function Playback({ way, step, setStep }: Props) {
  const [playing, setPlaying] = useState(false);
  // What was asked for last: a busy page takes a timer down late, and its tick would overtake the slider.
  const isPlaying = useRef(false);
  const play = (on: boolean) => {
    isPlaying.current = on;
    setPlaying(on);
  };
  const { pieces, state, busy } = way;
  const last = pieces.length - 1;
  const at = Math.min(step ?? last, last);
  const begin = () => {
    way.start();
    setStep(0);
    play(true);
  };
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => {
      if (!isPlaying.current) return;
      // While states still come, the playback waits for the next.
      if (at < last) setStep(at + 1);
      else if (!busy) play(false);
    }, 1000 / RATE);
    return () => clearInterval(timer);
  }, [playing, at, last, busy]);
  useEffect(() => {
    if (state === null && !busy) play(false);
  }, [state, busy]);
  const toggle = () => {
    if (last < 0) {
      if (!busy) begin();
    } else if (playing) play(false);
    else {
      if (at >= last) setStep(0);
      play(true);
    }
  };
  const go = (to: number) => {
    play(false);
    setStep(Math.min(Math.max(0, to), last));
  };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (target instanceof HTMLElement && target.matches('input, textarea, select, button, a, summary'))
        return;
      if (key === ' ') toggle();
      else if (key === ',' && last >= 0) go(at - 1);
      else if (key === '.' && last >= 0) go(at + 1);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  });
  const failure = way.error ?? state?.error ?? null;
  return (
    <section class="card playback" aria-label="How it came about">
      {last < 0 ? (
        <div class="actions">
          <button type="button" class="button button-main" disabled={busy} onClick={begin}>
            <Icon icon={History} size={16} />
            Show how it came about
          </button>
          {busy && <Cancel way={way} />}
        </div>
      ) : (
        <div class="playback-row">
          <Tool icon={SkipBack} words="One step back" disabled={at <= 0} press={() => go(at - 1)} />
          <Tool icon={playing ? Pause : Play} words={playing ? 'Stop playing' : 'Play'} press={toggle} />
          <Tool icon={SkipForward} words="One step on" disabled={at >= last} press={() => go(at + 1)} />
          <input
            type="range"
            aria-label="State on the way"
            min={0}
            max={last}
            value={at}
            onInput={(event) => go(Number(event.currentTarget.value))}
          />
          {busy && <Cancel way={way} />}
          {!busy && state?.state !== 'done' && <Tool icon={History} words="Make it anew" press={begin} />}
        </div>
      )}
      <p class="quiet" role="status">
        {words(way, pieces[at])}
      </p>
      {failure !== null && <p role="alert">{failure}</p>}
    </section>
  );
}

function words({ state, pieces, busy }: ShownJob<GraspPiece>, piece: GraspPiece | undefined): string {
  const cancelled = state?.state === 'cancelled';
  if (state?.state === 'waiting') return `Waiting for ${state.ahead} before it …`;
  if (piece !== undefined) {
    const { iteration: last } = pieces[pieces.length - 1];
    const end = busy ? '; more states come' : cancelled ? `. Cancelled at ${last}.` : `, of ${last}`;
    return `Iteration ${piece.iteration}${end}`;
  }
  if (cancelled) return 'Cancelled.';
  if (busy) return `${state?.note || 'Starting'} …`;
  return 'A run keeps where a try began and ended. Its way is made anew by the same optimiser, to the same end.';
}

function Cancel({ way }: { way: ShownJob<GraspPiece> }) {
  return (
    <button type="button" class="button" onClick={way.cancel}>
      <Icon icon={Square} size={16} />
      Cancel
    </button>
  );
}

interface ToolProps {
  icon: typeof Play;
  words: string;
  disabled?: boolean;
  press: () => void;
}

function Tool({ icon, words, disabled = false, press }: ToolProps) {
  return (
    <button type="button" class="icon-button" title={words} disabled={disabled} onClick={press}>
      <Icon icon={icon} />
      <span class="unseen">{words}</span>
    </button>
  );
}
