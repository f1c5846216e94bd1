"""Times scikit-learn's encoders. Reads the data once, says "ready"; then each line is a round:

    one-hot | tf-idf    ->    <seconds> <entries> <sum of the values>

usage: sklearn_encode.py <folder> <rows> <columns>; the folder has `codes` (a byte a value, column by column) and `texts`
(one a line)
"""

import sys
import time
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import OneHotEncoder

folder, rows, cols = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
codes = np.fromfile(folder / "codes", dtype=np.uint8).reshape(cols, rows)
levels = np.array([f"level {k}" for k in range(256)], dtype=object)
table = np.empty((rows, cols), dtype=object, order="F")
for j in range(cols):
    table[:, j] = levels[codes[j]]
texts = (folder / "texts").read_text().split("\n")

print("ready", flush=True)
for line in sys.stdin:
    started = time.perf_counter()
    if line.strip() == "one-hot":
        X = OneHotEncoder().fit_transform(table)
    else:
        X = TfidfVectorizer().fit_transform(texts)
    print(f"{time.perf_counter() - started:.9f} {X.nnz} {X.sum():.9g}", flush=True)
