#!/bin/sh
# @jazzer.js/fuzzer 4.0.0 has one prebuilt addon for all of Linux x64, and that is linked against a newer C library than
# Debian 12 has (2.36): it installs without a word and fails when it is loaded.
#
# Behaviour: the newest version of GLIBC that the prebuilt addon asks for is above 2.36. Seen: GLIBC_2.38; on Debian 12
# loading it ends with "version `GLIBC_...' not found".
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm pack --silent @jazzer.js/fuzzer@4.0.0 >/dev/null
tar xzf *.tgz
addon=$(find package -name '*.node' | grep -i linux | grep -i -v arm | head -1)
[ -n "$addon" ] || { echo "no prebuilt addon for Linux x64"; exit 1; }
newest=$(grep -a -o 'GLIBC_2\.[0-9]*' "$addon" | sort -u -t. -k2 -n | tail -1)
here=$(getconf GNU_LIBC_VERSION | cut -d' ' -f2)
echo "$addon asks for $newest; this machine has $here"
node -e 'try { process.dlopen({ exports: {} }, process.argv[1]); console.log("loads"); } catch (error) { console.log(error.message.split("\n")[0]); }' "$folder/$addon"
[ "${newest#GLIBC_2.}" -gt 36 ]
