"""Trains a model on the irises in scikit-learn, and writes it to model.json for main.ts to read, with what
scikit-learn itself predicts for the held-out flowers in check.json.

    python3 export.py
"""

import json
from pathlib import Path

import sklearn
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

here = Path(__file__).parent
iris = load_iris()
X_train, X_test, y_train, y_test = train_test_split(
    iris.data, iris.target_names[iris.target], random_state=0, stratify=iris.target
)
clf = LogisticRegression(max_iter=1000).fit(X_train, y_train)

# These two lines are all that it takes.
parts = {'coef': clf.coef_.tolist(), 'intercept': clf.intercept_.tolist(), 'classes': clf.classes_.tolist()}
json.dump({**parts, 'multiClass': 'ovr' if clf.solver == 'liblinear' else 'multinomial'}, open(here / 'model.json', 'w'))

# For main.ts to compare with.
check = {
    'madeWith': f'scikit-learn {sklearn.__version__}',
    'X': X_test.tolist(),
    'y': y_test.tolist(),
    'predicted': clf.predict(X_test).tolist(),
    'probabilities': clf.predict_proba(X_test).tolist(),
}
json.dump(check, open(here / 'check.json', 'w'))
