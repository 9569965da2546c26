"""A small library of lessons on one topic, for tests of what is planned with it."""


def lesson(name, track, level, year, topics, minutes=40, **more):
    return {"id": name, "title": f"Lesson {name}", "practice": track, "level": level, "year": year, "minutes": minutes,
            "learn_topics": topics, "summary": f"What {name} found.", **more}


LIBRARY = [
    lesson("arxiv:1001.00001", "papers", "new", 2010, ["fairness"]),
    lesson("arxiv:1901.00002", "papers", "working", 2019, ["fairness"], requires=["arxiv:1001.00001"]),
    lesson("arxiv:2501.00003", "papers", "working", 2025, ["fairness", "audit_safety"]),
    lesson("lab", "experiments", "working", 2016, ["fairness"], 60, task="Measure the gap."),
    lesson("tool", "frameworks", "new", 2018, ["fairness"], 25, task="Try it."),
    {"id": "k", "title": "Kernels <for> matrices & more", "abstract": "Fast matrix kernels, deployed.", "year": 2020}]
