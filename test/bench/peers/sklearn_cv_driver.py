"""Times scikit-learn's LogisticRegressionCV alone. Reads the problem once, says "ready", then obeys one command a line:

    <Cs> <folds> <tol>      ->  <seconds>, and the coefficients of all fits as doubles in the file "coefficients",
                                axes folds, Cs, features and intercept; behind them the C that was chosen

usage: sklearn_cv_driver.py <folder> <rows> <columns>
"""

import sys
import time
import warnings
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegressionCV

folder, rows, cols = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
X = np.fromfile(folder / "dense", dtype=np.float64).reshape(rows, cols)
y = np.fromfile(folder / "labels", dtype=np.float64)
warnings.simplefilter("ignore")  # the suite looks at the objective, not at what a solver says of itself

print("ready", flush=True)
for line in sys.stdin:
    Cs, folds, tol = line.split()
    model = LogisticRegressionCV(
        solver="liblinear",
        penalty="l1",
        Cs=int(Cs),
        cv=int(folds),
        tol=float(tol),
        max_iter=10_000,
        random_state=0,
    )
    started = time.perf_counter()
    model.fit(X, y)
    seconds = time.perf_counter() - started
    paths = next(iter(model.coefs_paths_.values()))
    np.append(paths.ravel(), model.C_[0]).astype(np.float64).tofile(folder / "coefficients")
    print(f"{seconds:.9f}", flush=True)
