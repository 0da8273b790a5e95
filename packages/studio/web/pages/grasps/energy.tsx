import type { GraspDetails, GraspPiece } from '../../../src/api/grasps.js';

const WIDTH = 320;
const HEIGHT = 90;

interface Props {
  grasp: GraspDetails;
  pieces: readonly GraspPiece[];
  /** The state that is shown; null for the end. */
  piece: GraspPiece | null;
}

/** The energy's terms at the start and at the end, or where the playback is; its curve once there is one. */
export function Energy({ grasp, pieces, piece }: Props) {
  const { terms, energyBefore, energyAfter } = grasp;
  const rows = terms
    .map(({ name, words, weight, before, after }, i) => ({
      name,
      words,
      before: weight * before,
      now: weight * (piece?.terms[i] ?? after),
      weight,
    }))
    .filter(({ weight }) => weight > 0);
  const most = Math.max(...rows.flatMap(({ before, now }) => [before, now]), 1e-9);
  return (
    <section class="card">
      <h3>Energy</h3>
      <table class="grasp-table">
        <thead>
          <tr>
            <th scope="col">Term, weighted</th>
            <th scope="col">Start</th>
            <th scope="col">{piece === null ? 'End' : `At ${piece.iteration}`}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, words, before, now }) => (
            <tr key={name}>
              <th scope="row">
                {words}
                <span class="grasp-bar" aria-hidden="true">
                  <span
                    class="grasp-bar-before"
                    style={{ width: `${(100 * Math.max(0, before)) / most}%` }}
                  />
                  <span class="grasp-bar-now" style={{ width: `${(100 * Math.max(0, now)) / most}%` }} />
                </span>
              </th>
              <td>{before.toFixed(2)}</td>
              <td>{now.toFixed(2)}</td>
            </tr>
          ))}
          <tr class="grasp-sum">
            <th scope="row">together</th>
            <td>{energyBefore.toFixed(2)}</td>
            <td>{(piece?.energy ?? energyAfter).toFixed(2)}</td>
          </tr>
        </tbody>
      </table>
      {pieces.length > 1 && <Curve pieces={pieces} piece={piece} />}
    </section>
  );
}

/** The energy over the iterations, on a scale of logarithms: it falls by far most at the beginning. */
function Curve({ pieces, piece }: { pieces: readonly GraspPiece[]; piece: GraspPiece | null }) {
  const last = pieces[pieces.length - 1];
  const values = pieces.map(({ energy }) => Math.log(Math.max(energy, 1e-3)));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (iteration: number) => (WIDTH * iteration) / Math.max(1, last.iteration);
  const y = (energy: number) =>
    4 + ((HEIGHT - 8) * (high - Math.log(Math.max(energy, 1e-3)))) / Math.max(1e-9, high - low);
  const shown = piece ?? last;
  return (
    <svg
      class="grasp-curve"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Energy from ${pieces[0].energy.toFixed(1)} to ${last.energy.toFixed(1)} in ${last.iteration} iterations`}
    >
      <polyline points={pieces.map(({ iteration, energy }) => `${x(iteration)},${y(energy)}`).join(' ')} />
      <line x1={x(shown.iteration)} x2={x(shown.iteration)} y1={0} y2={HEIGHT} />
    </svg>
  );
}
