#!/usr/bin/env python3
"""Recomputes an experiment's intervals from the errors of its samples, with numpy alone.

    python3 scripts/recompute-intervals.py docs/results/claim

Reads errors.parquet where pyarrow is there, else errors.csv.gz, which holds the same. Shares no code with the package: the
bootstrap draws other random numbers, so ends of intervals agree within the scatter of 10,000 draws, means to the last digit.
With intervals.csv (`experiment show NAME --format csv`) beside it, compares and fails where they differ by more.
"""
import csv
import gzip
import os
import sys

import numpy

MEASURES = ["jointError", "vertexError", "alignedJointError", "alignedVertexError"]
DRAWS = 10_000
ENDS = [0.025, 0.975]


def read(folder):
    try:
        import pyarrow.parquet

        return pyarrow.parquet.read_table(os.path.join(folder, "errors.parquet")).to_pylist()
    except ImportError:
        with gzip.open(os.path.join(folder, "errors.csv.gz"), "rt", newline="") as file:
            return list(csv.DictReader(file))


def interval(pairs, generator):
    """pairs: (seed, sequence, difference). Seeds and sequences are drawn with replacement, crossed."""
    seeds = sorted({seed for seed, _, _ in pairs})
    sequences = sorted({sequence for _, sequence, _ in pairs})
    total = numpy.zeros((len(seeds), len(sequences)))
    count = numpy.zeros((len(seeds), len(sequences)))
    for seed, sequence, difference in pairs:
        place = seeds.index(seed), sequences.index(sequence)
        total[place] += difference
        count[place] += 1
    means = numpy.empty(DRAWS)
    for draw in range(DRAWS):
        chosen_seeds = numpy.bincount(generator.integers(len(seeds), size=len(seeds)), minlength=len(seeds))
        chosen = numpy.bincount(generator.integers(len(sequences), size=len(sequences)), minlength=len(sequences))
        weights = numpy.outer(chosen_seeds, chosen)
        means[draw] = (weights * total).sum() / (weights * count).sum()
    ends = [numpy.quantile(means, share) for share in ENDS]
    # Where the same end of another so many draws lies, whatever their distribution: the share of draws below it scatters as a
    # binomial count does, in each of the two; beyond four standard deviations one in 16,000.
    scatter = [4 * (2 * share * (1 - share) / DRAWS) ** 0.5 for share in ENDS]
    bands = [numpy.quantile(means, [share - by, share + by]) for share, by in zip(ENDS, scatter)]
    return total.sum() / count.sum(), ends, bands


def main(folder):
    rows = {}
    for line in read(folder):
        rows.setdefault((line["row"], line["split"]), {})[(int(line["seed"]), line["sample"])] = line
    told = {}
    table = os.path.join(folder, "intervals.csv")
    if os.path.exists(table):
        with open(table, newline="") as file:
            for line in csv.DictReader(file):
                if line["difference"] != "":
                    told[(line["row"], line["split"], line["measure"])] = line
    names = list(dict.fromkeys(row for row, _ in rows))
    # The table says which row each is compared with; without one it is the first.
    compared = {row: line["against"] for (row, _, _), line in told.items() if line.get("against")}
    generator = numpy.random.default_rng(20260101)
    wrong = 0
    print("row,split,measure,difference,low,high")
    for (row, split), samples in rows.items():
        against = compared.get(row, names[0])
        if row == against or (against, split) not in rows:
            continue
        base = rows[(against, split)]
        for measure in MEASURES:
            pairs = [
                (key[0], after["sequence"], float(after[measure]) - float(base[key][measure]))
                for key, after in samples.items()
                if key in base
            ]
            difference, (low, high), bands = interval(pairs, generator)
            print(f"{row},{split},{measure},{difference:.3f},{low:.3f},{high:.3f}")
            said = told.get((row, split, measure))
            if said is None:
                continue
            # Errors are kept to a thousandth.
            near = abs(float(said["difference"]) - difference) < 0.002
            ends = all(
                least - 0.002 < float(said[name]) < most + 0.002 for name, (least, most) in zip(("low", "high"), bands)
            )
            if not (near and ends):
                wrong += 1
                print(f"  differs from intervals.csv: {said['difference']} [{said['low']}, {said['high']}]")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "docs/results/claim"))
