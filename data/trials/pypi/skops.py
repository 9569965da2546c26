"""A model stored without pickle."""
import pathlib

import numpy as np
from skops.io import dump, get_untrusted_types, load
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

x, y = load_iris(return_X_y=True)
model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=200)).fit(x, y)
path = pathlib.Path("iris.skops")
dump(model, path)
print(f"{path}: {path.stat().st_size:,} bytes, types that need your trust: {get_untrusted_types(file=path)}")
again = load(path)
print("same predictions:", bool(np.array_equal(model.predict(x), again.predict(x))))


def mine(values):
    return values


dump(make_pipeline(FunctionTransformer(mine), LogisticRegression(max_iter=200)).fit(x, y), "own.skops")
print("with a function of one's own:", get_untrusted_types(file="own.skops"))
