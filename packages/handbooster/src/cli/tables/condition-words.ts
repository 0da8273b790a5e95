import type { ShownConditions } from '../../commands/conditions/show-conditions.js';
import type { StoredCondition } from '../../conditions/creation/condition-files.js';

/** Words about the conditions that were asked for, or about all of a run. */
export function conditionWords({ conditions, shown }: ShownConditions): string {
  return shown.length > 0 ? shown.map(describe).join('\n') : summary(conditions);
}

function describe(condition: StoredCondition): string {
  const { id, kind, source, reference, subject, visible, camera, box } = condition;
  const wrist = Array.from(condition.joints.subarray(0, 3), (value) => value.toFixed(3)).join(', ');
  const objects = condition.objects.map(
    ({ name, pose }, i) =>
      `${name} at ${[pose[3], pose[7], pose[11]].map((value) => value.toFixed(3)).join(', ')} m${
        i === condition.grasped ? ' (in the hand)' : ''
      }`,
  );
  return [
    `${id}  ${kind} of ${source}`,
    `  seen as ${reference} (subject ${subject}), wrist at ${wrist} m`,
    `  ${objects.length > 0 ? objects.join('; ') : 'no object'}`,
    `  ${(100 * visible).toFixed(0)} % of the hand visible; box ${box.map((value) => value.toFixed(1)).join(', ')} of ${camera.width} x ${camera.height}`,
  ].join('\n');
}

function summary(conditions: readonly StoredCondition[]): string {
  const lines = [`${conditions.length} conditions`];
  const count = (title: string, name: (condition: StoredCondition) => string) => {
    const counts = new Map<string, number>();
    for (const condition of conditions) {
      const key = name(condition);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const sorted = [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
    lines.push(`${title}: ${sorted.map(([key, value]) => `${key} ${value}`).join(', ')}`);
  };
  count('kinds', ({ kind }) => kind);
  count('objects', ({ objects, grasped }) => objects[grasped]?.name ?? 'none');
  const visible = Float64Array.from(conditions, (condition) => condition.visible).sort();
  if (visible.length > 0) {
    const at = (share: number) => `${(100 * visible[Math.floor(share * (visible.length - 1))]).toFixed(0)} %`;
    lines.push(`visible hand: least ${at(0)}, a tenth under ${at(0.1)}, median ${at(0.5)}`);
  }
  return lines.join('\n');
}
