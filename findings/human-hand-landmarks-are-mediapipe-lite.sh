#!/bin/sh
# @vladmandic/human 3.3.6 (handlandmark-lite) and @mediapipe/hands 0.4.1675469240 (hand_landmark_lite.tflite) hold the same
# weights, number for number in half precision, though one is a TensorFlow.js and the other a TensorFlow Lite file, and neither
# package says so. Landmarks of one are therefore no independent check of landmarks of the other.
#
# Behaviour: each weight of human's last layers (dense, (672, 63) and so on, stored as (in, out) there and (out, in) here) is found in the
# TensorFlow Lite file. Seen: 4 of 4 layers, every number.
set -e
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --ignore-scripts --omit=peer @vladmandic/human@3.3.6 @mediapipe/hands@0.4.1675469240 >/dev/null
cat > compare.mjs <<'EOF'
import { readFileSync } from 'node:fs';
const human = JSON.parse(readFileSync('node_modules/@vladmandic/human/models/handlandmark-lite.json', 'utf8'));
const bin = readFileSync('node_modules/@vladmandic/human/models/handlandmark-lite.bin');
const lite = readFileSync('node_modules/@mediapipe/hands/hand_landmark_lite.tflite');
let [at, layers, same] = [0, 0, 0];
for (const { name, shape, dtype, quantization } of human.weightsManifest.flatMap((group) => group.weights)) {
  const count = shape.reduce((a, b) => a * b, 1);
  const each = quantization?.dtype === 'float16' ? 2 : dtype === 'float32' || dtype === 'int32' ? 4 : 1;
  const bytes = bin.subarray(at, at + count * each);
  at += count * each;
  if (shape.length !== 2 || each !== 2 || count < 200) continue;
  const [rows, columns] = shape;
  const turned = Buffer.alloc(bytes.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) bytes.copy(turned, 2 * (j * rows + i), 2 * (i * columns + j), 2 * (i * columns + j) + 2);
  }
  layers++;
  const found = lite.includes(turned);
  if (found) same++;
  console.log(`${name} (${shape.join(', ')}): ${found ? 'the same' : 'not found'} in hand_landmark_lite.tflite`);
}
console.log(`${same} of ${layers} layers`);
if (layers === 0 || same !== layers) process.exit(1);
EOF
node compare.mjs
