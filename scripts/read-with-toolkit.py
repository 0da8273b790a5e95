"""Reads a capture with the sequence loader of DexYCB's own toolkit, which stays as it is:

    python3 scripts/read-with-toolkit.py TOOLKIT CAPTURE [SEQUENCE]

TOOLKIT is a clone of github.com/NVlabs/dex-ycb-toolkit, CAPTURE the folder with `calibration`, for example
runs/demo/capture/data of a run with capture.width=640 capture.height=480. Needs torch, OpenCV, SciPy and PyYAML
(Debian: python3-torch python3-opencv python3-scipy python3-yaml). The toolkit's hand layer needs MANO's files and
is the one part that is stood in for; hands are not looked at. Prints how many points its cloud has, and how far the
depth lies from the object's surface that it puts there.
"""
import glob
import os
import sys
import types

import numpy as np
import scipy.spatial.transform
import torch

toolkit, capture = sys.argv[1:3]
sys.path.insert(0, toolkit)
os.environ['DEX_YCB_DIR'] = os.path.abspath(capture)


class NoHands(torch.nn.Module):
    """As many vertices as the toolkit asks for, all at the origin."""

    def __init__(self, sides, betas):
        super().__init__()
        self.num_obj = len(sides)
        self.register_buffer('f', torch.zeros((1538 * len(sides), 3), dtype=torch.int64))

    def forward(self, pose, inds=None):
        return torch.zeros((len(pose), 778 * self.num_obj, 3)), None


stand_in = types.ModuleType('dex_ycb_toolkit.layers.mano_group_layer')
stand_in.MANOGroupLayer = NoHands
sys.modules[stand_in.__name__] = stand_in


class OldRotation(scipy.spatial.transform.Rotation):
    """With the names that SciPy had up to 1.5, which the toolkit was written for."""

    as_dcm = scipy.spatial.transform.Rotation.as_matrix
    from_dcm = scipy.spatial.transform.Rotation.from_matrix


scipy.spatial.transform.Rotation = OldRotation
from dex_ycb_toolkit.sequence_loader import SequenceLoader  # noqa: E402

found = sorted(os.path.dirname(p) for p in glob.glob(os.path.join(capture, '*', '*', 'meta.yml')))
names = sys.argv[3:] or [os.path.relpath(p, capture) for p in found]
worst = 0.0
for name in names:
    loader = SequenceLoader(name, device='cpu', preload=True, app='viewer')
    cameras, frames = loader._num_cameras, loader._num_frames
    points = int(sum(mask.sum() for mask in loader._pcd_mask))
    misses = []
    for c in range(cameras):
        for frame in range(frames):
            for vertices in loader._ycb_vert:
                seen = vertices[frame]
                if not np.any(seen):
                    continue
                local = seen @ loader._R_inv[c].numpy().T + loader._t_inv[c].numpy()
                pixels = local @ loader._K[c].numpy().T
                u, v = np.rint(pixels[:, 0] / pixels[:, 2]).astype(int), np.rint(pixels[:, 1] / pixels[:, 2]).astype(int)
                inside = (u >= 0) & (u < 640) & (v >= 0) & (v < 480) & (local[:, 2] > 0)
                depth = loader._depth[c][frame][v[inside], u[inside]] / 1000.0
                # Vertices turned away or behind the hand have something nearer before them; none may float.
                behind = local[inside, 2] - depth
                if (depth > 0).sum() > 20:
                    misses.append(np.quantile(np.abs(behind[depth > 0]), 0.1))
    worst = max(worst, *misses) if misses else worst
    print(f'{name}: {cameras} cameras, {frames} frames, {points} points in the cloud, '
          f'nearest tenth of the object within {1000 * max(misses, default=np.nan):.1f} mm of the depth')
    assert points > 0 and misses, 'an empty cloud, or no object in the depth'
print(f'{len(names)} sequences; at most {1000 * worst:.1f} mm')
