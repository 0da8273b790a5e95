#!/usr/bin/env bash
# OpenCV 5.0.0 (PyPI: opencv-python-headless 5.0.0.93) and 4.14.0 (4.14.0.94): their ONNX importer multiplies a batch of tensors by a
# constant stack of matrices wrongly, without an error or a word. x of (B, 4, 5, 6) times a constant of (4, 6, 7) or (1, 4, 6, 7) is right
# for B = 1; for B = 3 most numbers are wrong. The same constant expanded to (3, 4, 6, 7), or an Einsum, is right.
# Seen: largest difference from numpy 0 for B = 1, above 1 for B = 3, below 1e-4 for B = 3 as an Einsum.
# Needs python3 with venv (3.11 or later) and pip.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > look.py << 'PY'
import sys
import cv2, numpy as np
from onnx import TensorProto, helper, numpy_helper

def difference(batch, node_type, **attributes):
    random = np.random.default_rng(0)
    x = random.standard_normal((batch, 4, 5, 6)).astype(np.float32)
    w = random.standard_normal((4, 6, 7)).astype(np.float32)
    value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    node = helper.make_node(node_type, ['x', 'w'], ['y'], **attributes)
    graph = helper.make_graph([node], 'product', [value('x', x.shape)], [value('y', (batch, 4, 5, 7))], [numpy_helper.from_array(w, 'w')])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 17)], ir_version=8)
    net = cv2.dnn.readNetFromONNX(np.frombuffer(model.SerializeToString(), dtype=np.uint8))
    net.setInput(x, 'x')
    return float(np.abs(net.forward() - x @ w).max())

one, three = difference(1, 'MatMul'), difference(3, 'MatMul')
einsum = difference(3, 'Einsum', equation='bhij,hjk->bhik')
print(f'OpenCV {cv2.__version__}: MatMul of one {one:.1g}, of three {three:.1g} off; Einsum of three {einsum:.1g} off')
seen = one < 1e-4 and three > 1 and einsum < 1e-4
print('as described' if seen else 'CHANGED')
sys.exit(0 if seen else 1)
PY
for version in 5.0.0.93 4.14.0.94; do
  python3 -m venv "venv-$version"
  "venv-$version/bin/pip" install --quiet numpy==2.4.6 onnx==1.23.1 "opencv-python-headless==$version"
  "venv-$version/bin/python" look.py
done
