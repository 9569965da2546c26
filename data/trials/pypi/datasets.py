"""A data set from Python values."""
import datasets

datasets.disable_progress_bars()
rows = datasets.Dataset.from_dict({"text": [f"number {i}" for i in range(1000)], "label": [i % 3 for i in range(1000)]})
print(rows)
longer = rows.map(lambda batch: {"length": [len(t) for t in batch["text"]]}, batched=True)
print("mean length:", sum(longer["length"]) / len(longer))
print("of label 2:", len(longer.filter(lambda row: row["label"] == 2)))
parts = longer.train_test_split(test_size=0.2, seed=0)
again = longer.train_test_split(test_size=0.2, seed=0)
print("split:", {name: len(part) for name, part in parts.items()},
      "same again:", parts["test"]["text"] == again["test"]["text"])
