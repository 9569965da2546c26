"""The week on the command line: made once, changed only by the reader, exported as a calendar that comes back in."""
import datetime
import json
import re

from support import EndToEnd, main

LESSONS = [{"id": f"{track}{i}", "title": f"Lesson {track} {i}", "practice": track, "minutes": 20 + 5 * i, "level": "new",
            "summary": "What it is good for.", "task": "What to do."}
           for track in ("papers", "experiments", "frameworks", "algorithms", "community") for i in range(5)]


def unfolded(text):
    return text.replace("\r\n ", "").split("\r\n")


class Week(EndToEnd):
    def setUp(self):
        super().setUp()
        self.now = "2026-11-23"
        self.ok("import", self.file("lessons.jsonl", "".join(json.dumps(record) + "\n" for record in LESSONS)))

    def run_assay(self, *arguments, env=None, **options):
        return super().run_assay(*arguments, env={"ASSAY_NOW": self.now, **(env or {})}, **options)

    def at(self, when):
        self.now = when

    def test_swap_pin_and_unpin_change_what_they_name_and_nothing_else(self):
        before = self.json("week")
        item = self.json("swap", 2)
        self.assertEqual((item["n"], item["track"]), (2, before["items"][1]["track"]))
        self.assertNotEqual(item["work"], before["items"][1]["work"])
        after = self.json("week")
        self.assertEqual(after["items"][1], item)
        self.assertEqual([one for one in after["items"] if one["n"] != 2], [one for one in before["items"] if one["n"] != 2])
        self.assertEqual(self.json("pin", 1)["item"], after["items"][0]["work"])
        self.assertTrue(self.json("week")["items"][0]["pinned"])
        self.assertIn("pinned", self.ok("week"))
        self.fails(1, "item 1 is pinned", "swap", 1)
        self.assertEqual(len(self.json("pin")["pins"]), 1)
        self.ok("unpin", 1)
        self.assertIn("Nothing is pinned", self.ok("pin"))
        self.fails(1, "this is not pinned", "unpin", 1)
        self.ok("done", 3)
        self.fails(1, "item 3 is done already", "swap", 3)
        self.fails(3, "has no item 77", "swap", 77)
        self.fails(3, "has not been made", "swap", 1, "--week", "2026-W50")

    def test_a_paper_that_was_read_is_done_and_stays_read_when_passed_over(self):
        item = next(one for one in self.json("week")["items"] if one["track"] == "papers")
        quiet = {"EDITOR": "", "VISUAL": "", "BROWSER": "true"}
        for arguments in (("read", item["work"]), ("read", "--stop")):
            self.assertEqual(self.run_assay(*arguments, env=quiet).returncode, 0)
        self.assertEqual(next(one for one in self.json("week")["items"] if one["n"] == item["n"])["state"], "done")
        self.ok("skip", item["n"])
        self.assertEqual(self.json("show", item["work"])["state"], "read")

    def test_a_mistyped_tick_is_undone_with_all_that_came_of_it(self):
        items = self.json("week")["items"]
        item = next(one for one in items if one["track"] == "papers")
        self.ok("pin", item["n"])
        self.ok("done", item["n"])
        self.assertEqual(self.json("show", item["work"])["state"], "read")
        self.assertEqual(self.json("done", item["n"], "--undo")["state"], "planned")
        self.assertIsNone(self.json("show", item["work"])["state"])
        after = next(one for one in self.json("week")["items"] if one["n"] == item["n"])
        self.assertTrue(after["pinned"], "the pin that ended with it is back")
        self.ok("rate", item["work"], "4")
        self.ok("skip", item["n"])
        self.ok("skip", item["n"], "--undo")
        shown = self.json("show", item["work"])
        self.assertEqual((shown["state"], shown["rating"]), (None, 4))
        self.fails(1, "is not ticked", "done", item["n"], "--undo")
        self.fails(3, "has no item 77", "done", 77, "--undo")

    def test_a_past_week_that_was_never_made_is_not_invented(self):
        self.ok("week")
        self.fails(3, "no plan was made for week 2026-W45", "week", "2026-W45")
        self.assertNotIn("--keep", self.fails(3, "was never made", "skip", "1", "--week", "2026-W45"))

    def test_what_was_swapped_away_and_pinned_after_all_comes(self):
        old = self.json("week")["items"][1]
        self.ok("swap", 2)
        self.ok("pin", old["work"])
        self.at("2026-11-30")
        self.assertIn(old["work"], [item["work"] for item in self.json("week")["items"]])

    def test_a_pinned_work_comes_in_the_next_week(self):
        self.ok("week")
        self.assertEqual(self.json("pin", "algorithms4")["track"], "algorithms")
        self.at("2026-11-30")
        items = self.json("week")["items"]
        self.assertIn("Lesson algorithms 4", [item["title"] for item in items if item["pinned"]])
        self.fails(3, "", "pin", "no-such-work")

    def test_what_was_left_undone_comes_back_and_less_is_planned(self):
        first = self.json("week")
        self.at("2026-11-30")
        second = self.json("week")
        again = {item["title"] for item in first["items"]} & {item["title"] for item in second["items"]}
        self.assertTrue(again)
        self.assertTrue(any("left over from 2026-W48" in item["why"] for item in second["items"]))
        self.assertEqual({item["carried_from"] for item in first["items"]}, {None})
        self.assertEqual({item["title"] for item in second["items"] if item["carried_from"] == "2026-W48"}, again)
        self.at("2026-12-07")
        third = self.json("week")
        self.assertEqual(third["minutes"], 120, "half of the hours after two weeks without anything done")
        self.assertIn("you did 0 % of what your last 2 weeks planned", third["remarks"][0])
        self.assertLessEqual(sum(item["minutes"] for item in third["items"]), 120)
        self.at("2026-12-14")
        self.assertIn("let go after 3 weeks", self.ok("week"))

    def test_holidays_shorten_weeks_and_whole_ones_are_free(self):
        self.assertIn("No days off", self.ok("holiday"))
        self.assertEqual(self.json("holiday", "2026-12-21", "2026-W53")["holidays"], [{"first": "2026-12-21", "last": "2027-01-03"}])
        self.at("2026-12-21")
        self.assertEqual(self.json("week")["items"], [])
        self.assertIn("nothing is planned", self.ok("week"))
        self.json("holiday", "2026-12-21", "2026-12-24", "--remove")
        week = self.json("week")
        self.assertEqual(week["hours"], round(4 * 4 / 7 * 12 - 0.5) / 12, "four days of seven, in steps of five minutes")
        self.assertTrue(all(item["day"] <= "2026-12-24" for item in week["items"]))
        self.fails(2, "not a day or week", "holiday", "tomorrow")
        self.fails(2, "it ends before it begins", "holiday", "2026-12-24", "2026-12-21")
        self.fails(2, "longer than a year", "holiday", "2026-01-01", "2028-01-01")
        self.fails(2, "which days?", "holiday", "--remove")

    def test_the_calendar_has_each_item_on_its_day(self):
        self.ok("setup", "--days", "tue,thu,sun")
        self.at("2026-12-28")  # week 53, whose last day is in the next year
        week = self.json("week")
        self.assertEqual(week["week"], "2026-W53")
        days = {item["day"] for item in week["items"]}
        self.assertEqual(days, {"2026-12-29", "2026-12-31", "2027-01-03"})
        text = self.ok("week", "--ics")
        self.assertTrue(all(len(line.encode()) <= 75 for line in text.split("\r\n")), "RFC 5545, 3.1")
        lines = unfolded(text)
        self.assertEqual(lines[0], "BEGIN:VCALENDAR")
        starts = [line for line in lines if line.startswith("DTSTART")]
        self.assertEqual(starts, ["DTSTART;VALUE=DATE:" + item["day"].replace("-", "") for item in week["items"]])
        uids = [line for line in lines if line.startswith("UID:")]
        self.assertEqual(len(set(uids)), len(week["items"]))
        self.assertEqual({line for line in lines if line.startswith("DTSTAMP")}, {"DTSTAMP:20261228T000000Z"}, "when it was made")
        self.assertIn("SUMMARY:papers: " + week["items"][0]["title"], lines)
        # From a time of day on: what the wall shows, in no zone, one after the other.
        lines = unfolded(self.ok("week", "--at", "19:00"))
        starts = [re.fullmatch(r"DTSTART:(\d{8}T\d{6})", line)[1] for line in lines if line.startswith("DTSTART")]
        ends = [line.split(":")[1] for line in lines if line.startswith("DTEND")]
        taken = {}
        for item, start, end in zip(week["items"], starts, ends):
            begin = taken.get(item["day"], datetime.datetime.fromisoformat(item["day"] + "T19:00"))
            taken[item["day"]] = begin + datetime.timedelta(minutes=item["minutes"])
            self.assertEqual((start, end), (begin.strftime("%Y%m%dT%H%M%S"), taken[item["day"]].strftime("%Y%m%dT%H%M%S")))
        self.assertEqual([line for line in lines if line.startswith("UID:")], uids, "a second import updates the first")
        self.fails(2, "not a time of day", "week", "--at", "7pm")
        # Skipped ones are no appointment; what comes out goes in again.
        self.ok("skip", 1)
        self.assertEqual(unfolded(self.ok("week", "--ics")).count("BEGIN:VEVENT"), len(week["items"]) - 1)
        calendar = self.file("week.ics", self.run_assay("week", "--ics").stdout)
        self.assertEqual(self.json("import", calendar)["added"], len(week["items"]) - 1)
        events = self.json("events", "--since", "2026-12-28")["events"]
        self.assertEqual({event["start"][:10] for event in events}, {item["day"] for item in week["items"][1:]})

    def test_a_clock_set_back_is_said_and_changes_nothing(self):
        week = self.json("week")
        self.ok("done", 1)
        self.at("2026-10-19")
        result = self.run_assay("week")
        self.assertEqual(result.returncode, 0)
        self.assertIn("the clock shows 2026-10-19T00:00:00Z, but your last entry is of 2026-11-23T00:00:00Z", result.stderr.decode())
        self.fails(1, "nothing was changed; set the clock right, or name the week", "done", 1)
        self.fails(1, "the clock shows", "swap", 1)
        self.fails(3, "has not been made", "done", 1, "--week", "2026-W43")
        for command in (["roadmap", "fairness"], ["progress"], ["holiday", "2026-12-24"], ["save", "x", "fairness"]):
            self.assertIn(b"the clock shows 2026-10-19T00:00:00Z", self.run_assay(*command).stderr, command)
        self.ok("done", 2, "--week", "2026-W48")
        self.assertEqual(self.json("week", "2026-W48")["items"][2:], week["items"][2:])
        self.ok("week", "--trust-clock")
        self.assertEqual(self.run_assay("week").stderr, b"")
        self.assertEqual(self.json("done", 1)["state"], "done")


main()
