import { Check, Minus, X } from 'lucide';
import type { CriterionResult } from '../../../src/api/grasps.js';
import { Icon } from '../../parts/ui/icon.js';

/** What was measured, beside what is allowed. */
export function Criteria({ criteria, physics }: { criteria: readonly CriterionResult[]; physics: boolean }) {
  const groups = [
    { title: 'The paper’s criteria', own: criteria.filter(({ ofPaper }) => ofPaper) },
    { title: 'Whether it holds', own: criteria.filter(({ ofPaper }) => !ofPaper) },
  ];
  return (
    <section class="card">
      <h3>Accepted or rejected because</h3>
      <table class="grasp-table">
        <thead>
          <tr>
            <th scope="col">Criterion</th>
            <th scope="col">Found</th>
            <th scope="col">Allowed</th>
          </tr>
        </thead>
        {groups.map(({ title, own }) => (
          <tbody key={title}>
            <tr>
              <th scope="rowgroup" colSpan={3} class="grasp-group">
                {title}
              </th>
            </tr>
            {own.map((criterion) => (
              <Row key={criterion.name} criterion={criterion} />
            ))}
          </tbody>
        ))}
      </table>
      {!physics && (
        <p class="quiet">
          The physics test was not run: grasps.physics=true runs it on what passes all else.
        </p>
      )}
    </section>
  );
}

function Row({ criterion }: { criterion: CriterionResult }) {
  const { words, amount, limit, bound, passed } = criterion;
  const unit = criterion.unit.replace(/3$/, '³');
  const state = amount === null && passed ? 'untested' : passed ? 'passed' : 'failed';
  return (
    <tr data-state={state}>
      <th scope="row">
        <span class="grasp-verdict">
          <Icon icon={state === 'untested' ? Minus : passed ? Check : X} size={15} />
          <span class="unseen">{state}: </span>
          {words}
        </span>
      </th>
      <td>{amount === null ? (passed ? 'not tested' : 'not finite') : `${figure(amount)} ${unit}`}</td>
      <td>
        {bound === 'most' ? 'up to' : 'from'} {figure(limit)} {unit}
      </td>
    </tr>
  );
}

function figure(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}
