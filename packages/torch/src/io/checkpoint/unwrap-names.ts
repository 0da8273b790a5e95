/**
 * What wrappers put before a network's names: DataParallel, torch.compile, Lightning, averaged copies,
 * trainers' own.
 */
const WRAPPERS =
  /^(?:module|_orig_mod|_fsdp_wrapped_module|model|net|network|online_model|ema_model|model_ema|ema|averaged_model)\./;
/** torch.compile and FSDP name wrapped parts of a network too. */
const INNER = /(^|\.)(?:_orig_mod|_fsdp_wrapped_module|_checkpoint_wrapped_module)\./g;
const AVERAGED = /(^|\.)(ema_model|model_ema|ema|averaged_model)\./;

/**
 * Weights by the names the network itself gives them: `_orig_mod.`, `module.`, `model.` and the like are
 * taken off in front, in any order and number. Where an averaged copy (`ema_model.`) stands beside the
 * weights as trained, the averaged ones are kept.
 */
export function unwrapNames<T>(weights: ReadonlyMap<string, T>): Map<string, T> {
  const out = new Map<string, T>();
  const averaged = new Set<string>();
  for (const [name, value] of weights) {
    let plain = name.replace(INNER, '$1');
    while (WRAPPERS.test(plain)) plain = plain.replace(WRAPPERS, '');
    const isAveraged = AVERAGED.test(name);
    if (out.has(plain) && (averaged.has(plain) || !isAveraged)) continue;
    out.set(plain, value);
    if (isAveraged) averaged.add(plain);
  }
  return out;
}
