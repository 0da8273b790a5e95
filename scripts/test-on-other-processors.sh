#!/usr/bin/env bash
# Runs tests as other processors would compute: results of float32 differ in their last digits between instruction sets.
#
#   scripts/test-on-other-processors.sh                 the tests that compare numbers of the engine
#   scripts/test-on-other-processors.sh --all           every test
#   scripts/test-on-other-processors.sh PATTERN...      the files whose paths have one of these words, as vitest takes them
#
# PROCESSORS='as-is avx2 sse4.1' chooses (all three by default). LIBTORCH=FOLDER takes another libtorch, as everywhere.
# The libraries are asked what they compute with first: a setting without effect ends the script.
set -euo pipefail
cd "$(dirname "$0")/.."

# Networks, operators, optimisers, layers, and everything that is held against recorded or foreign numbers.
PARITY=(golden onnx packages/torch/src/nn packages/torch/src/ops packages/torch/src/optim packages/torch/src/trace
  reconstruction/networks reconstruction/prediction synthesis/network synthesis/diffusion synthesis/samplers
  synthesis/segmentation synthesis/style evaluation/frechet hand/hand-layer hand/decode-hands)

# Prints the environment of an instruction set, or nothing for the machine's own.
settings() {
  case "$1" in
    as-is) ;;
    avx2) echo ONEDNN_MAX_CPU_ISA=AVX2 DNNL_MAX_CPU_ISA=AVX2 OPENBLAS_CORETYPE=Haswell ATEN_CPU_CAPABILITY=avx2 \
      MKL_ENABLE_INSTRUCTIONS=AVX2 ;;
    sse4.1) echo ONEDNN_MAX_CPU_ISA=SSE41 DNNL_MAX_CPU_ISA=SSE41 OPENBLAS_CORETYPE=Nehalem ATEN_CPU_CAPABILITY=default \
      MKL_ENABLE_INSTRUCTIONS=SSE4_2 ;;
    *) echo "PROCESSORS: expected as-is, avx2 or sse4.1, found '$1'" >&2; return 1 ;;
  esac
}

# What the libraries must say then. Of MKL, which serves libtorch's wheels, only the name can be learned.
expected() {
  case "$1" in
    as-is) echo '.' ;;
    avx2) echo '^ATen AVX2, oneDNN AVX2, BLAS (Haswell|mkl)$' ;;
    sse4.1) echo '^ATen (NO AVX|DEFAULT), oneDNN SSE4\.1, BLAS (Nehalem|mkl)$' ;;
  esac
}

case "${1:-}" in
  --all) tests=() ;;
  '') tests=("${PARITY[@]}") ;;
  *) tests=("$@") ;;
esac

node scripts/setup.mjs
failed=()
for processor in ${PROCESSORS:-as-is avx2 sse4.1}; do
  environment=$(settings "$processor")
  # shellcheck disable=SC2086
  found=$(env $environment node scripts/instruction-sets.mjs)
  echo "$processor: $found"
  if ! grep -qE "$(expected "$processor")" <<< "$found"; then
    echo "The settings for $processor have no effect here: expected $(expected "$processor")" >&2
    exit 1
  fi
  # shellcheck disable=SC2086
  env $environment npx vitest run "${tests[@]}" || failed+=("$processor")
done
if [ ${#failed[@]} -gt 0 ]; then
  echo "Tests fail on: ${failed[*]}" >&2
  exit 1
fi
