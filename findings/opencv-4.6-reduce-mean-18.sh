#!/usr/bin/env bash
# OpenCV 4.6.0 (Debian 12: python3-opencv 4.6.0+dfsg-12): its ONNX importer reads ReduceMean of opset 18, whose axes are an input and
# no longer an attribute, as if no axes were given: the mean over everything, without an error or a word. The same model with opset 13
# is read right.
# Seen: x = [[0, 1, 2], [3, 4, 5]] (one batch, one channel), mean over the last axis: [1, 4] with opset 13, 2.5 with opset 18.
# Needs Debian's python3-opencv and python3-onnx, which it installs where they are missing (as root).
set -euo pipefail
python3=/usr/bin/python3
$python3 -c 'import cv2, onnx' 2> /dev/null ||
  DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends python3-opencv=4.6.0+dfsg-12 python3-onnx > /dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat > look.py << 'PY'
import sys
import cv2, numpy as np
from onnx import TensorProto, helper, numpy_helper

def mean(opset):
    value = lambda name, shape: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    if opset < 18:
        node, constants = helper.make_node('ReduceMean', ['x'], ['y'], axes=[3], keepdims=1), []
    else:
        node = helper.make_node('ReduceMean', ['x', 'axes'], ['y'], keepdims=1)
        constants = [numpy_helper.from_array(np.array([3], dtype=np.int64), 'axes')]
    graph = helper.make_graph([node], 'mean', [value('x', [1, 1, 2, 3])], [value('y', [1, 1, 2, 1])], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', opset)], ir_version=8)
    net = cv2.dnn.readNetFromONNX(np.frombuffer(model.SerializeToString(), dtype=np.uint8))
    net.setInput(np.arange(6, dtype=np.float32).reshape(1, 1, 2, 3))
    return net.forward().ravel().tolist()

old, new = mean(13), mean(18)
print(f'OpenCV {cv2.__version__}: opset 13 gives {old}, opset 18 gives {new}')
seen = old == [1.0, 4.0] and new == [2.5]
print('as described' if seen else 'CHANGED: opset 18 is read right, or refused')
sys.exit(0 if seen else 1)
PY
$python3 look.py
