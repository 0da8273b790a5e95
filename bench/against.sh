#!/usr/bin/env bash
# This tree beside another commit, stage by stage: processor time of all threads, wall-clock time and peak memory of
# `boost PRESET`, each stage in a process of its own, the two commits by turns, so that a busy or warming machine is as
# busy for one as for the other. Medians over the repetitions, and before / after.
#
#   bench/against.sh cc95616                                  every stage of the demo, once
#   bench/against.sh cc95616 -r 3 -s grasps,evaluate          two stages, three times each
#   bench/against.sh cc95616 -p smallest                      another preset
#   bench/against.sh cc95616 -f runs/demo -s synthesise       on a finished run's folders: only what is named is made anew
#   bench/against.sh cc95616 -- grasps.perObject=16           what follows -- goes to `boost` as it is
#
#   bench/against.sh cc95616 -q                               every stage, at a twelfth of the demo's size: minutes
#
#   -p PRESET   preset or YAML file (demo)
#   -q          small: what follows is for the demo with 288 training pictures, 8 tries an object, 48 conditions, 3,200 patches;
#               starting a process weighs more in its ratios, some 2 to 4 s of processor time a stage
#   -s STAGES   comma-separated, in the run's order; what they read must be made before, or come with -f
#   -r COUNT    repetitions (1)
#   -f RUN      both sides start from a copy of this run's folder
#   -k FOLDER   keep the clone, the runs and the measurements there, and use them again (default: a temporary folder)
#
# The commit is cloned and set up as a new user would (`npm run setup`); where its lock file is this tree's, the installed
# packages are linked instead. Both sides have caches of their own. Needs bash, git and Node.
set -euo pipefail

usage() {
  sed -n '2,/^set -euo/p' "$0" | grep '^#' | sed 's/^# \{0,1\}//' >&2
  exit 2
}
tree=$(cd "$(dirname "$0")/.." && pwd)
preset=demo repeat=1 from='' keep='' stages='' small=''
[ $# -ge 1 ] || usage
case $1 in -*) usage ;; esac
commit=$(git -C "$tree" rev-parse --verify "$1^{commit}")
shift
while getopts p:s:r:f:k:q flag; do
  case $flag in
    p) preset=$OPTARG ;;
    s) stages=$OPTARG ;;
    r) repeat=$OPTARG ;;
    f) from=$(cd "$OPTARG" && pwd) ;;
    q) small=yes ;;
    k) mkdir -p "$OPTARG" && keep=$(cd "$OPTARG" && pwd) ;;
    *) usage ;;
  esac
done
shift $((OPTIND - 1))
[ -n "$stages" ] || stages=capture,grasps,select,conditions,denoiser,synthesise,baseline,filter,dataset,train,evaluate,report

work=$keep
if [ -z "$work" ]; then
  work=$(mktemp -d)
  trap 'rm -rf "$work"' EXIT
fi

# Two trees, both ready to run.
other=$work/tree
if [ ! -d "$other" ]; then
  git clone --quiet "$tree" "$other"
  git -C "$other" checkout --quiet "$commit"
  if cmp -s "$tree/package-lock.json" "$other/package-lock.json" && [ -d "$tree/node_modules" ]; then
    cp -al "$tree/node_modules" "$other/node_modules"
    # Its stamps are files of its own: written in place they would be this tree's as well.
    rm -rf "$other/node_modules/.handbooster"
    mkdir "$other/node_modules/.handbooster"
    cp "$tree/node_modules/.handbooster/packages" "$other/node_modules/.handbooster/" 2>/dev/null || true
  fi
fi
for side in "$other" "$tree"; do (cd "$side" && node scripts/setup.mjs >&2); done

overrides=("$@")
if [ -n "$small" ]; then
  overrides=(capture.trainFrames=288 capture.testFrames=24 grasps.perObject=8 select.real=4 select.synthetic=12
    conditions.count=48 train.images=3200 "$@")
fi
results=$work/results
rm -rf "$results"
mkdir -p "$results"
for side in before after; do
  if [ -n "$from" ]; then
    rm -rf "$work/run-$side"
    cp -a "$from" "$work/run-$side"
    if [ "$side" = before ]; then root=$other; else root=$tree; fi
    node "$tree/bench/support/adopt-run.mjs" "$root" "$work/run-$side" "$preset" "${overrides[@]}"
  fi
done

# Caches of their own for what a run computes; the engine, which set-up put into the user's cache, is shared.
shared=${XDG_CACHE_HOME:-$HOME/.cache}/handbooster
for side in before after; do
  mkdir -p "$work/cache-$side/handbooster"
  for entry in "$shared"/*; do
    [ ! -e "$entry" ] || [ "$(basename "$entry")" = distance ] || ln -sfn "$entry" "$work/cache-$side/handbooster/"
  done
done

measure() { # side tree stage
  local run=$work/run-$1
  # A stage whose folder is gone is made anew, whatever the manifest says.
  rm -rf "${run:?}/$3" "$run/$3.partial" "$run/$3.partial.key"
  # Preloaded into that command alone: `npx` and other children stay unmeasured.
  (cd "$2" && XDG_CACHE_HOME="$work/cache-$1" USAGE_FILE="$results/$1-$3.jsonl" \
    node --import "$tree/bench/support/report-usage.mjs" packages/handbooster/bin/handbooster.mjs \
    boost "$preset" "${overrides[@]}" --only "$3" -o "$run" >"$results/$1-$3.log" 2>&1) || {
    tail -n 20 "$results/$1-$3.log" >&2
    echo "against: $3 failed in $2" >&2
    exit 1
  }
}

IFS=, read -ra names <<<"$stages"
for ((round = 1; round <= repeat; round++)); do
  for name in "${names[@]}"; do
    echo "against: round $round of $repeat, $name" >&2
    # Who goes first changes from round to round.
    if ((round % 2)); then order=(before after); else order=(after before); fi
    for side in "${order[@]}"; do
      if [ "$side" = before ]; then measure before "$other" "$name"; else measure after "$tree" "$name"; fi
    done
  done
done

echo "boost $preset ${overrides[*]}: $(git -C "$tree" rev-parse --short "$commit") before, $(git -C "$tree" describe --always --dirty) after"
node "$tree/bench/support/summarise-against.mjs" "$results" "${names[@]}"
