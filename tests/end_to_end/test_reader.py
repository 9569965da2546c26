"""The reader: who reads, what they said of themselves, what the radar makes of it, and its audit."""
import json
import re

from support import EndToEnd, main

THEMES = ["quantization of transformer weights", "graph networks for molecules", "speech recognition on phones",
          "robot grasping by reinforcement learning"]


def library_of_themes():
    records = []
    for number in range(40):
        theme = THEMES[number % 4]
        records.append({"id": f"k{number}", "title": f"Study {number} of {theme}", "year": 2026,
                        "authors": [f"Person {number % 4}"], "venue": f"Venue {'ABCD'[number % 4]}",
                        "abstract": f"We present {theme}, deploy it and measure its latency."})
    return "".join(json.dumps(record) + "\n" for record in records)


class Reader(EndToEnd):
    def test_radar_learns_from_more_and_less_and_says_why(self):
        self.ok("import", self.file("a.jsonl", library_of_themes()))
        self.assertEqual(self.json("more", "k1", "k5"),
                         {"works": [{"id": "w2", "weight": 1.0}, {"id": "w6", "weight": 1.0}]})
        self.ok("less", "k3")
        items = self.json("radar", "-k", "5", "--explain")["items"]
        self.assertIn("molecules", items[0]["title"])
        self.assertTrue(any("which you want more of" in why for why in items[0]["why"]), items[0]["why"])
        for item in items:
            self.assertAlmostEqual(sum(part["points"] for part in item["parts"]), item["score"], delta=2e-4)
            self.assertNotIn("robot", item["title"])
            self.assertTrue(item["why"])
        self.assertNotIn("parts", self.json("radar")["items"][0])
        text = self.ok("radar", "--explain")
        self.assertRegex(text, r"0\.\d{3} = learnt 0\.\d{3}")
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.fails(3, "nothere", "more", "nothere")
        self.ok("interests", "remove", "w2", "w6", "w4")
        self.assertEqual(self.json("interests")["interests"], [])

    def test_interests_name_topics_words_works_people_and_venues(self):
        self.ok("import", self.file("a.jsonl", library_of_themes()))
        out = self.json("interests", "add", "fairness", "model serving", "work:k2", "person:Person 3", "venue:Venue 1")
        self.assertEqual({(i["kind"], i["value"]) for i in out["interests"]},
                         {("topic", "fairness"), ("words", "model serving"), ("work", "w3"), ("person", "Person 3"),
                          ("venue", "Venue 1")})
        self.assertIn("Study 2 of speech", self.ok("interests"))
        self.fails(3, "no such work", "interests", "add", "work:nothere")
        self.fails(2, "an empty interest", "interests", "add", " ")
        self.fails(3, "no such interest: UNKNOWN", "interests", "remove", "fairness", "UNKNOWN")
        self.assertIn("more topic  fairness", self.ok("interests"), "nothing was removed")
        self.assertIn("less topic  fairness", self.ok("interests", "less", "topic:fairness"))
        self.assertIn("1 hour a week", self.ok("interests", "hours", "1"))

    def test_a_follow_that_fits_nothing_is_remarked_on(self):
        self.ok("import", self.file("a.jsonl", library_of_themes()))
        told = self.run_assay("follow", "person", "NOBODY")
        self.assertEqual(told.returncode, 0)
        self.assertIn("nothing here is by the person NOBODY yet", told.stderr.decode())
        self.assertEqual(self.run_assay("follow", "person", "Person 3").stderr.decode(), "")

    def test_readers_of_one_library_are_apart(self):
        self.ok("import", self.file("a.jsonl", library_of_themes()))
        self.fails(3, "there is no reader 'ann'", "--reader", "ann", "radar")
        out = self.json("reader", "add", "ann")
        self.assertEqual([reader["name"] for reader in out["readers"]], ["me", "ann"])
        self.fails(2, "already", "reader", "add", "ann")
        self.fails(2, "not a name", "reader", "add", "a b")
        self.ok("--reader", "ann", "interests", "add", "grasping")
        self.ok("rate", "k1", "5", "--reader", "ann")
        self.assertEqual(self.json("interests")["interests"], [])
        self.assertEqual(self.json("radar")["considered"], 40)
        self.assertEqual(self.json("--reader", "ann", "radar")["considered"], 39)
        self.assertIn("* ann", self.ok("--reader=ann", "reader"))
        self.fails(2, "entries", "reader", "remove", "ann")
        self.fails(2, "stays", "reader", "remove", "me", "--force")
        self.assertNotIn("--force", self.fails(2, "stays", "reader", "remove", "me"))
        self.ok("reader", "remove", "ann", "--force")
        self.assertEqual([reader["name"] for reader in self.json("reader", "list")["readers"]], ["me"])
        self.fails(3, "there is no reader", "reader", "remove", "ann")
        self.ok("help", "reader")

    def test_setup_asks_six_questions_each_of_which_may_be_passed_over(self):
        answers = "fairness, serving\nexpert\n6 on mon, sat\n\npython; pytorch\nlaptop, RTX 4090 24 GB\n"
        out = self.json("setup", stdin=answers.encode())
        self.assertEqual(out["reader"], "me")
        self.assertEqual(out["hours"], 6)
        self.assertEqual(out["days"], ["mon", "sat"])
        self.assertEqual(out["levels"], {"all": "expert"})
        self.assertEqual(out["tracks"], {t: 0.2 for t in ("papers", "experiments", "frameworks", "algorithms",
                                                         "community")})
        self.assertEqual((out["languages"], out["frameworks"]), (["python"], ["pytorch"]))
        self.assertEqual(out["hardware"], ["laptop", "RTX 4090 24 GB"])
        self.assertEqual(len(out["interests"]), 2)
        self.assertEqual(self.json("setup", stdin=b"\n\n\n\n\n\n"), out, "Enter keeps all")
        self.assertEqual(self.json("setup", stdin=b""), out, "no answer at all keeps all")
        asked = self.run_assay("setup", stdin=b"").stderr.decode()
        self.assertIn("[fairness, serving]", asked)

    def test_setup_by_options_and_bad_answers(self):
        for option in ("--hardware", "--hours", "--languages"):
            self.fails(2, "", "setup", option, "", stdin=b"fairness\n")
        self.assertFalse(self.library.exists(), "no dialogue was held")
        out = self.json("setup", "--hours", "5", "--days", "mon,wed", "--tracks", "papers=3,algorithms=1", "--level",
                        "fairness=new", "--explore", "20", "--variety", "50%")
        self.assertEqual((out["hours"], out["days"], out["explore"], out["variety"]), (5, ["mon", "wed"], 0.2, 0.5))
        self.assertEqual(out["tracks"]["papers"], 0.75)
        self.assertEqual(out["levels"], {"fairness": "new"})
        text = self.ok("setup", "--show")
        self.assertRegex(text, r"days +mon, wed")
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertEqual(self.json("interests")["hours"], 5)
        for option, value, words in (("--hours", "0", "hours"), ("--days", "moonday", "not a day"),
                                     ("--tracks", "books=1", "not a track"), ("--level", "wizard", "not a level"),
                                     ("--explore", "90", "per cent")):
            self.fails(2, words, "setup", "--hours", "7", option, value)
        result = self.run_assay("setup", stdin=b"quantization\nwizard\n")
        self.assertEqual(result.returncode, 2)
        self.assertIn("not a level: wizard", result.stderr.decode())
        self.assertEqual(self.json("setup", "--show")["hours"], 5, "a wrong value changes nothing")
        self.assertEqual(self.json("setup", "--show")["interests"], [], "nor does a wrong answer in a pipe")

    def test_audit_shows_spread_hits_and_yield(self):
        self.ok("import", self.file("a.jsonl", library_of_themes()))
        empty = self.json("audit", "radar")
        self.assertIsNone(empty["hold_out"]["agreement"])
        for number in range(12):
            good = number % 4 == 1
            self.ok("rate", f"k{number}", "5" if good else "0", env={"ASSAY_NOW": f"2026-11-{number + 1:02}"})
        out = self.json("audit", "radar", "-k", "8")
        self.assertEqual(out["picks"], 8)
        self.assertEqual(out["hold_out"]["ratings"], 12)
        self.assertEqual(out["hold_out"]["pairs"], 27)
        self.assertEqual([s["dimension"] for s in out["spread"]],
                         ["organisations", "countries", "venues", "team size", "topics", "age"])
        venues = out["spread"][2]
        self.assertEqual(venues["buckets"][0]["name"], "Venue B")
        self.assertEqual(out["sources"][0]["keepers"], 3)
        text = self.ok("audit", "radar")
        self.assertIn("12 ratings", text)
        self.assertIn("to change it: assay", text)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertTrue(re.search(r"27 pairs", text))
        self.fails(2, "", "audit")


if __name__ == "__main__":
    main()
