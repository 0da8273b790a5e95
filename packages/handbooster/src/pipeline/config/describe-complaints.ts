/** Something wrong with a key of a configuration. */
export interface Complaint {
  key: string;
  /** Other keys that it does not go together with: what set one of them may be at fault as well. */
  beside?: readonly string[];
  /** What was expected and what was found. */
  message: string;
}

/**
 * Complaints in words, each naming where its value comes from: the override of the command line that set it,
 * or the file.
 */
export function describeComplaints(
  complaints: readonly Complaint[],
  file: string,
  overrides: readonly string[] = [],
): string {
  const lines = complaints.map(({ key, beside = [], message }) => {
    const text = key === '' ? message : `${key}: ${message}`;
    const override = [key, ...beside]
      .map((each) => overrides.findLast((override) => sets(override, each)))
      .find((found) => found !== undefined);
    return override === undefined ? `${file}: ${text}` : `override ${override}: ${text}`;
  });
  return lines.length === 1 ? lines[0] : [`${lines.length} values cannot be used`, ...lines].join('\n  ');
}

/** Whether an override sets a key, the section that it is in, or a key that is not there in that section. */
function sets(override: string, key: string): boolean {
  const name = override.slice(0, Math.max(0, override.indexOf('=')));
  return name === key || key.startsWith(`${name}.`) || (key !== '' && name.startsWith(`${key}.`));
}
