import { FormatError } from '../format-error.js';
import { isArrayData, type PickleValue } from '../pickle/pickle-value.js';
import { UnreadThing } from '../pickle/unread-thing.js';

/** Keys under which trainers keep a network's weights, the likeliest first. */
export const STATE_DICT_KEYS: readonly string[] = [
  'state_dict',
  'model_state_dict',
  'model_state',
  'model',
  'network',
  'network_state_dict',
  'net',
  'params',
  'module',
  'weights',
  'state',
  'generator',
  'student',
  'params_ema',
  'ema_state_dict',
  'state_dict_ema',
  'model_ema',
  'ema_model',
  'ema',
  'teacher',
];

/** How many dicts deep weights are looked for. */
const DEEPEST = 4;
/** What optimisers and schedules keep is shaped like weights, but is none. */
const NO_WEIGHTS = /optim|^opt(_|$)|sched|scaler|^(amp|rng)/i;

interface Candidate {
  dict: Map<PickleValue, PickleValue>;
  path: string[];
  tensors: number;
}

/**
 * The dict of tensors by name in what a trainer saved: the value itself, or under one of the usual keys, or
 * of any other, also some deep (`{checkpoint: {model: ...}}`). Dicts with less than half the tensors of the
 * largest are passed over.
 *
 * @throws {FormatError} where there is none, or a thing that is not read stands in a tensor's place.
 */
export function findStateDict(value: PickleValue, file: string | undefined): Map<PickleValue, PickleValue> {
  const candidates: Candidate[] = [];
  const modules: string[] = [];
  const seen = new Set<unknown>();
  const look = (item: PickleValue, path: string[]) => {
    if (item instanceof UnreadThing && path.length > 0)
      modules.push(`"${path.join('.')}" is an object of ${item.name}`);
    if (!(item instanceof Map) || seen.has(item) || path.length > DEEPEST) return;
    seen.add(item);
    const tensors = [...item].filter(([key, part]) => typeof key === 'string' && isArrayData(part)).length;
    if (tensors > 0) candidates.push({ dict: item, path, tensors });
    for (const [key, part] of item) {
      if (typeof key === 'string' && !NO_WEIGHTS.test(key)) look(part, [...path, key]);
    }
  };
  look(value, []);
  const most = candidates.reduce((best, { tensors }) => Math.max(best, tensors), 0);
  const rank = ({ path }: Candidate) => {
    const place = path.length === 0 ? 0 : STATE_DICT_KEYS.indexOf(path[path.length - 1]);
    return (place < 0 ? STATE_DICT_KEYS.length : place) * (DEEPEST + 1) + path.length;
  };
  const [best] = candidates.filter(({ tensors }) => 2 * tensors >= most).sort((a, b) => rank(a) - rank(b));
  if (best === undefined) throw noWeights(value, modules, file);
  for (const [key, part] of best.dict) {
    if (typeof key === 'string' && part instanceof UnreadThing && isTensorName(key)) {
      throw new FormatError(file, `tensor "${key}"`, part.complaint);
    }
  }
  return best.dict;
}

/** Whether a name is that of a tensor, not of a module's further state. */
function isTensorName(name: string): boolean {
  return (
    /(^|\.)(weight|bias|running_mean|running_var)$/.test(name) ||
    (/\./.test(name) && !/_extra_state$/.test(name))
  );
}

function noWeights(value: PickleValue, unread: readonly string[], file: string | undefined): FormatError {
  const found =
    value instanceof Map
      ? `a dict of ${[...value.keys()].slice(0, 8).map(String).join(', ') || 'nothing'}`
      : Array.isArray(value)
        ? `a list of ${value.length}`
        : `${value === null ? 'None' : typeof value}`;
  const objects = unread.length > 0 ? ` (${unread.slice(0, 3).join(', ')}, which is not read)` : '';
  return new FormatError(
    file,
    'checkpoint',
    `expected tensors by name, at the top or under a key such as ${STATE_DICT_KEYS.slice(0, 5).join(', ')}; found none in ${found}${objects}. ` +
      'Save the weights alone: torch.save(model.state_dict(), ...)',
  );
}
