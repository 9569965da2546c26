"""TPE against random search, and a pruner."""
import optuna

optuna.logging.set_verbosity(optuna.logging.WARNING)


def bowl(trial):
    x = trial.suggest_float("x", -5, 5)
    y = trial.suggest_float("y", -5, 5)
    return (x - 1) ** 2 + 10 * (y + 2) ** 2


for name, sampler in [("random", optuna.samplers.RandomSampler(seed=0)), ("TPE", optuna.samplers.TPESampler(seed=0))]:
    study = optuna.create_study(sampler=sampler)
    study.optimize(bowl, n_trials=60)
    print(f"{name}: best {study.best_value:.4f} at x={study.best_params['x']:.2f}, y={study.best_params['y']:.2f}")


def curve(trial):
    rate = trial.suggest_float("rate", 0.01, 1)
    value = 1.0
    for step in range(20):
        value *= 1 - 0.3 * rate
        trial.report(value, step)
        if trial.should_prune():
            raise optuna.TrialPruned()
    return value


study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=0), pruner=optuna.pruners.MedianPruner())
study.optimize(curve, n_trials=30)
pruned = sum(t.state == optuna.trial.TrialState.PRUNED for t in study.trials)
print(f"pruned {pruned} of {len(study.trials)} trials; best {study.best_value:.4f}")
