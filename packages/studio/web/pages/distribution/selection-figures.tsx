import type { CoverageFigures, ObjectFigures } from '../../../src/api/distribution.js';
import { useCall } from '../../parts/api/use-call.js';
import { formatNumber } from '../../parts/ui/format-number.js';
import { Failed, Loading } from '../../parts/ui/states.js';
import { SimilarityHistograms } from './similarity-histograms.js';
import { SimilarityMatrix } from './similarity-matrix.js';

interface Props {
  source: string;
  /** Name of the object that was chosen; null for the first. */
  object: string | null;
}

/** What selection did for one object: Fig. 4 of the paper, and coverage before and after. */
export function SelectionFigures({ source, object }: Props) {
  const { value, error, again } = useCall('distribution/figures', { source });
  if (error !== null) return <Failed error={error} again={again} />;
  if (value === null) return <Loading what="Reading similarities" />;
  const figures = value.find(({ name }) => name === object) ?? value[0];
  if (figures === undefined) return <p class="quiet">No object has grasps.</p>;
  return (
    <section aria-labelledby="figures" class="selection-figures">
      <h2 id="figures">
        Selection for {figures.name}
        {object === null && <span class="quiet"> (choose another object above)</span>}
      </h2>
      <div class="figure-row">
        <figure class="card">
          <figcaption>
            <strong>Similarity of the selected real poses</strong>
            <span class="quiet">Fig. 4 left: farthest-pose sampling (Alg. 1) beside random poses</span>
          </figcaption>
          <div class="matrices">
            <SimilarityMatrix maps={figures.maps} kind="picked" words="farthest poses" />
            <SimilarityMatrix maps={figures.maps} kind="random" words="random poses" />
          </div>
        </figure>
        <figure class="card">
          <figcaption>
            <strong>Similarity of selected grasps to selected real poses</strong>
            <span class="quiet">Fig. 4 right: before and after cross-distribution sampling (Eq. 6)</span>
          </figcaption>
          {figures.pairs === null ? (
            <p class="quiet">There are no real poses of it.</p>
          ) : (
            <SimilarityHistograms pairs={figures.pairs} />
          )}
        </figure>
        <CoverageTable coverage={figures.coverage} />
      </div>
    </section>
  );
}

function CoverageTable({ coverage: { before, after } }: Pick<ObjectFigures, 'coverage'>) {
  const rows: [words: string, of: (figures: CoverageFigures) => number | null][] = [
    ['grasps', ({ poses }) => poses],
    ['mean distance to the most alike real pose', ({ novelty }) => novelty],
    ['mean distance to the most alike other grasp', ({ spacing }) => spacing],
    ['farthest real pose from any grasp', ({ radius }) => radius],
  ];
  const share = (value: number | undefined) => (value === undefined ? '' : `${(100 * value).toFixed(0)} %`);
  return (
    <figure class="card">
      <figcaption>
        <strong>Coverage before and after selection</strong>
        <span class="quiet">distances by the run’s metric</span>
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by keys */}
      <section class="scroll" tabIndex={0} aria-label="Coverage before and after selection">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">
                <span class="unseen">Measure</span>
              </th>
              <th scope="col">all</th>
              <th scope="col">selected</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([words, of]) => (
              <tr key={words}>
                <th scope="row">{words}</th>
                {[before, after].map((figures, i) => {
                  const value = of(figures);
                  return (
                    <td key={i === 0 ? 'all' : 'selected'}>{value === null ? '' : formatNumber(value)}</td>
                  );
                })}
              </tr>
            ))}
            {before.covered.map(({ distance, share: covered }, i) => (
              <tr key={distance}>
                <th scope="row">real poses with a grasp within {formatNumber(distance)}</th>
                <td>{share(covered)}</td>
                <td>{share(after.covered[i]?.share)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </figure>
  );
}
