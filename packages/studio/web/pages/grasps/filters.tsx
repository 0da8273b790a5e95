import type { GraspQuery, GraspSetDescription, Verdict } from '../../../src/api/grasps.js';
import { changeQuery, VERDICTS } from './grasps-query.js';

/** Which grasps are walked through, with how many there are of each kind. */
export function Filters({ set, query }: { set: GraspSetDescription; query: GraspQuery }) {
  const own = set.objects.filter(({ name }) => query.object === null || name === query.object);
  const count = (verdict: Verdict) => own.reduce((sum, object) => sum + object[verdict], 0);
  const all = (['holding', 'valid', 'rejected'] as const).reduce((sum, verdict) => sum + count(verdict), 0);
  return (
    <aside class="card grasps-filters" aria-label="Filters">
      <label class="field">
        <span>Object</span>
        <select
          value={query.object ?? ''}
          onChange={(event) => changeQuery({ object: event.currentTarget.value || null })}
        >
          <option value="">All objects</option>
          {set.objects.map(({ name, holding, valid, rejected }) => (
            <option key={name} value={name}>
              {name} ({holding} of {holding + valid + rejected} hold)
            </option>
          ))}
        </select>
      </label>
      <fieldset class="grasps-verdicts">
        <legend>Verdict</legend>
        <div class="segments">
          <Choice
            checked={query.verdict === null}
            choose={() => changeQuery({ verdict: null })}
            words="All"
            count={all}
          />
          {(Object.keys(VERDICTS) as Verdict[]).map((verdict) => (
            <Choice
              key={verdict}
              checked={query.verdict === verdict}
              choose={() => changeQuery({ verdict })}
              words={VERDICTS[verdict].title}
              mark={VERDICTS[verdict].mark}
              count={count(verdict)}
            />
          ))}
        </div>
      </fieldset>
      <label class="field">
        <span>Failed</span>
        <select
          value={query.failed ?? ''}
          onChange={(event) => changeQuery({ failed: event.currentTarget.value || null })}
        >
          <option value="">Anything or nothing</option>
          {set.criteria.map(({ name, words, failed }) => (
            <option key={name} value={name} disabled={failed === 0}>
              {words} ({failed})
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Order</span>
        <select value={query.order} onChange={(event) => changeQuery({ order: event.currentTarget.value })}>
          <option value="tried">As tried</option>
          <option value="energy">Lowest energy first</option>
          <option value="depth">Deepest in the object first</option>
        </select>
      </label>
      {set.refused.length > 0 && (
        <details>
          <summary>Objects left out: {set.refused.length}</summary>
          <ul class="grasps-refused">
            {set.refused.map(({ name, reason }) => (
              <li key={name}>
                {name}: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </aside>
  );
}

interface ChoiceProps {
  checked: boolean;
  choose: () => void;
  words: string;
  mark?: string;
  count: number;
}

function Choice({ checked, choose, words, mark, count }: ChoiceProps) {
  return (
    <label>
      <input type="radio" name="verdict" checked={checked} onChange={choose} />
      {mark === undefined ? (
        <span>{words}</span>
      ) : (
        <span class="mark" data-kind={mark}>
          {words}
        </span>
      )}
      <span>{count.toLocaleString('en')}</span>
    </label>
  );
}
