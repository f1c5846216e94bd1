"""Times scikit-learn's fit() alone. Reads the problem once, says "ready", then obeys one command a line:

    <solver> <penalty> <C> <tol>      ->  <seconds>, and the coefficients as doubles in the file "coefficients"

usage: sklearn_driver.py <folder> <rows> <columns> <"dense" or "sparse">
"""

import sys
import time
import warnings
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

folder, rows, cols, kind = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]


def load(name, dtype):
    return np.fromfile(folder / name, dtype=dtype)


if kind == "dense":
    X = load("dense", np.float64).reshape(rows, cols)
else:
    X = csr_matrix(
        (load("data", np.float64), load("indices", np.int32), load("indptr", np.int32)), shape=(rows, cols)
    )
y = load("labels", np.float64)
warnings.simplefilter("ignore")  # the suite looks at the objective, not at what a solver says of itself

print("ready", flush=True)
for line in sys.stdin:
    solver, penalty, C, tol = line.split()
    model = LogisticRegression(
        solver=solver,
        penalty=penalty,
        C=float(C),
        tol=float(tol),
        fit_intercept=False,
        max_iter=10_000,
        random_state=0,
    )
    started = time.perf_counter()
    model.fit(X, y)
    seconds = time.perf_counter() - started
    model.coef_.astype(np.float64).tofile(folder / "coefficients")
    print(f"{seconds:.9f}", flush=True)
