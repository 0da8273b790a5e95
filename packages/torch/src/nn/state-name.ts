/**
 * The state-dict name of a property: `runningMean` is `running_mean`, `timeMlp` is `time_mlp`. A property
 * that has an underscore already, or begins with a capital, keeps its name.
 */
export function toStateName(property: string): string {
  if (property.includes('_') || /^[A-Z]/.test(property)) return property;
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The property of a state-dict name: `running_mean` is `runningMean`. */
export function toPropertyName(name: string): string {
  return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
