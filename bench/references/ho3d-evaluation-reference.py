"""The official HO3D evaluation's operations in numpy: what ho3d-evaluation.bench.ts is compared with.

Written from a description of the script: errors of joints and vertices with no alignment, Procrustes and (joints) scale and
translation, F-scores by nearest neighbours at two thresholds, before and after alignment. The script asks Open3D's
nearest-point distances; here a scipy tree where there is one, else a table of all distances. Prints seconds for the
frames of the two files given, reading included.
"""

import json
import sys
import time

import numpy as np

try:
    from scipy.spatial import cKDTree
except ImportError:
    cKDTree = None


def nearest(a, b):
    if cKDTree is not None:
        return cKDTree(b).query(a)[0]
    squared = (a * a).sum(1)[:, None] + (b * b).sum(1)[None] - 2 * a @ b.T
    return np.sqrt(np.maximum(squared.min(1), 0))


def f_score(truth, guess, limit):
    precision = sum(d < limit for d in nearest(truth, guess)) / len(truth)
    recall = sum(d < limit for d in nearest(guess, truth)) / len(guess)
    return 2 * precision * recall / (precision + recall) if precision + recall > 0 else 0


def aligned(truth, guess):
    t, g = truth - truth.mean(0), guess - guess.mean(0)
    st, sg = np.linalg.norm(t) + 1e-8, np.linalg.norm(g) + 1e-8
    u, w, v = np.linalg.svd((g / sg).T @ (t / st))
    return (g / sg) @ (u @ v) * w.sum() * st + truth.mean(0)


def scaled(truth, guess):
    scale = np.linalg.norm(truth[4] - truth[0]) / np.linalg.norm(guess[4] - guess[0])
    return (guess - guess[:1]) * scale + truth[:1]


class Measures:
    def __init__(self, count):
        self.errors = [[] for _ in range(count)]

    def feed(self, truth, guess):
        for i, d in enumerate(np.sqrt(((truth - guess) ** 2).sum(1))):
            self.errors[i].append(d)

    def result(self):
        limits = np.linspace(0, 0.05, 100)
        curves = [[np.mean(np.array(e) <= t) for t in limits] for e in self.errors]
        return np.mean([np.mean(e) for e in self.errors]), np.mean([np.trapz(c, limits) / 0.05 for c in curves])


start = time.perf_counter()
with open(sys.argv[1]) as file:
    truths = json.load(file)
with open(sys.argv[2]) as file:
    guesses = json.load(file)
points, aligned_points, scaled_points = Measures(21), Measures(21), Measures(21)
mesh, aligned_mesh = Measures(778), Measures(778)
scores = []
for i in range(len(guesses[0])):
    joints, vertices = np.array(truths[0][i]), np.array(truths[1][i])
    guess, guess_mesh = np.array(guesses[0][i]), np.array(guesses[1][i])
    points.feed(joints, guess)
    mesh.feed(vertices, guess_mesh)
    scaled_points.feed(joints, scaled(joints, guess))
    best = aligned(vertices, guess_mesh)
    aligned_points.feed(joints, aligned(joints, guess))
    aligned_mesh.feed(vertices, best)
    scores.append([f_score(vertices, g, t) for t in (0.005, 0.015) for g in (guess_mesh, best)])
results = [m.result() for m in (points, aligned_points, scaled_points, mesh, aligned_mesh)]
print(json.dumps({
    "seconds": time.perf_counter() - start,
    "scores": [float(v) for pair in results for v in pair] + [float(v) for v in np.mean(scores, 0)],
    "nearest": "scipy's tree" if cKDTree is not None else "a table of distances",
}))
