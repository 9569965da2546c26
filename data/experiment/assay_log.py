"""Logs metrics for `assay run`; one file, no dependencies. Copy it beside your script.

    import assay_log
    assay_log.log(step=3, loss=0.25, accuracy=0.9)
    seed = assay_log.seed()            # what `assay run --seeds` gives, else 0
    lr = assay_log.parameter("lr", 0.1)  # what --sweep or --set gives, else the default
    path = assay_log.out("model.npz")  # a file that belongs to this run alone

Without `assay run` the metrics are printed as `loss=0.25 step=3`, which it reads as well.
"""
import json
import os
import random
import sys
import threading

_lock = threading.Lock()
_file = None


def _open():
    global _file
    path = os.environ.get("ASSAY_METRICS")
    if _file is None and path:
        try:
            _file = open(path, "a", encoding="utf-8")
        except OSError as error:
            print("assay_log: %s" % error, file=sys.stderr)
            os.environ.pop("ASSAY_METRICS", None)
    return _file


def log(step=None, **metrics):
    """One point for each metric: anything that float() takes. `step` counts up when left out."""
    row = {} if step is None else {"step": int(step)}
    row.update((name, float(value)) for name, value in metrics.items())
    with _lock:
        file = _open()
        if file is None:
            print(" ".join("%s=%r" % item for item in row.items()), flush=True)
        else:
            file.write(json.dumps(row) + "\n")
            file.flush()


def seed(everything=True):
    """The run's seed. `everything`: also seeds random, NumPy and PyTorch where they are loaded."""
    number = int(os.environ.get("ASSAY_SEED", "0"))
    if everything:
        random.seed(number)
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(number % 2**32)
        if "torch" in sys.modules:
            sys.modules["torch"].manual_seed(number)
    return number


def parameter(name, default):
    """A parameter's value, of the default's type."""
    text = os.environ.get("ASSAY_PARAM_" + name)
    if text is None:
        return default
    if isinstance(default, bool):
        return text.lower() in ("1", "true", "yes")
    return type(default)(text)


def out(name=""):
    """A path in the run's own folder, or in the current one without `assay run`."""
    return os.path.join(os.environ.get("ASSAY_OUT", "."), name)
