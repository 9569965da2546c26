"""Cross-validation, honest and leaking."""
import numpy as np
from sklearn.datasets import load_digits
from sklearn.feature_selection import SelectKBest, f_classif
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

x, y = load_digits(return_X_y=True)
model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=300))
scores = cross_val_score(model, x, y, cv=5)
print(f"digits: accuracy {scores.mean():.3f} (folds {scores.min():.3f} to {scores.max():.3f})")

noise = np.random.default_rng(0).normal(size=(60, 2000))
coin = np.arange(60) % 2
leaked = cross_val_score(LogisticRegression(), SelectKBest(f_classif, k=10).fit_transform(noise, coin), coin, cv=5)
honest = cross_val_score(make_pipeline(SelectKBest(f_classif, k=10), LogisticRegression()), noise, coin, cv=5)
print(f"pure noise, features chosen before the folds: {leaked.mean():.2f}")
print(f"pure noise, features chosen within the folds: {honest.mean():.2f}")
