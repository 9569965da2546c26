"""The talk planner on a programme as pretalx publishes it, and on ones that are broken."""
import json
import re

from support import EndToEnd, main


def talk(number, title, date, minutes, **more):
    return {"id": number, "guid": f"guid-{number}", "title": title, "date": date, "persons": [{"public_name": "Ann One"}],
            "duration": f"{minutes // 60:02}:{minutes % 60:02}", "abstract": f"About {title}.", **more}


def programme(rooms, title="PyConf 2026"):
    return json.dumps({"schedule": {"version": "1", "conference": {
        "title": title, "acronym": "pyconf", "start": "2026-10-24", "time_zone_name": "Europe/Berlin",
        "days": [{"date": "2026-10-24", "day_start": "2026-10-24T09:00:00+02:00", "rooms": rooms}]}}})


class Conference(EndToEnd):
    def bring(self, content):
        self.ok("import", self.file("schedule.json", content))

    def setUp(self):
        super().setUp()
        self.bring(programme({
            "Hall": [talk(1, "Knitting kernels", "2026-10-24T10:00:00+02:00", 30),
                     talk(2, "Second of the hall", "2026-10-24T10:35:00+02:00", 30),
                     talk(3, "Late show", "2026-10-24T23:30:00+02:00", 60)],
            "Annex": [talk(4, "Weaving kernels", "2026-10-24T10:00:00+02:00", 30)]}))

    def titles(self, *arguments):
        return [item["title"] for item in self.json("conference", "pyconf", *arguments)["items"]]

    def test_the_plan_is_the_readers(self):
        self.ok("interests", "add", "knitting")
        self.assertEqual(self.titles(), ["Knitting kernels", "Second of the hall", "Late show"])
        self.ok("interests", "remove", "knitting")
        self.ok("interests", "add", "weaving")
        view = self.json("conference", "PyConf", "2026")
        self.assertEqual([item["title"] for item in view["items"]], ["Weaving kernels", "Second of the hall", "Late show"])
        first = view["items"][0]
        self.assertEqual([first["local_start"], first["start"], first["room"]],
                         ["2026-10-24T10:00", "2026-10-24T08:00:00Z", "Annex"])
        self.assertEqual([one["title"] for one in first["instead"]], ["Knitting kernels"])
        self.assertEqual(view["items"][1]["walk"], 5)
        text = self.ok("conference", "pyconf")
        self.assertIn("23:30–00:30", text)
        for line in text.splitlines():
            self.assertLessEqual(len(line), 80, line)

    def test_rooms_far_apart(self):
        self.ok("interests", "add", "weaving")
        self.assertEqual(len(self.titles("--between", "Annex=Hall:5")), 3)
        far = self.titles("--between", "Annex=Hall:6", "--walk", "0")
        self.assertFalse({"Weaving kernels", "Second of the hall"} <= set(far), far)
        self.assertEqual(self.titles(), far, "walking times are kept")
        again = [item["title"] for item in self.json("conference", "PyConf", "2026")["items"]]
        self.assertEqual(again, far, "however the conference is named")
        self.assertIn("(1 minute to walk)", self.ok("conference", "pyconf", "--between", "Annex=Hall:1", "--walk", "1"))
        self.fails(2, "not a day", "conference", "pyconf", "--day", "2026-10")
        self.fails(2, "no way between rooms", "conference", "pyconf", "--between", "Annex")
        self.fails(2, "no room begins with 'Attic'", "conference", "pyconf", "--between", "Annex=Attic:3")

    def test_calendar(self):
        lines = self.ok("conference", "pyconf", "--ics", "-").split("\r\n")
        self.assertIn("DTSTART:20261024T213000Z", lines)
        self.assertIn("DTEND:20261024T223000Z", lines)
        self.assertEqual(lines.count("BEGIN:VEVENT"), 3)
        self.assertEqual({line for line in lines if line.startswith("DTSTAMP")}, {"DTSTAMP:20261123T000000Z"}, "when it was made")
        file = self.folder / "talks.ics"
        self.ok("conference", "pyconf", "--ics", file)
        self.assertEqual(file.read_bytes().decode().split("\r\n"), lines)
        self.assertEqual(self.json("import", file, library=self.folder / "other")["added"], 3)

    def test_programmes_are_listed_and_bad_ones_told(self):
        self.assertEqual(self.json("conference"), {"programmes": [
            {"name": "PyConf 2026", "talks": 4, "first": "2026-10-24", "last": "2026-10-24"}]})
        self.assertRegex(self.ok("conference"), re.compile("PyConf 2026.*4 talks", re.S))
        self.fails(3, "there are: PyConf 2026", "conference", "Other")
        self.fails(3, "it runs from 2026-10-24 to 2026-10-24", "conference", "pyconf", "--day", "2026-10-26")
        self.fails(2, "not a day", "conference", "pyconf", "--day", "soon")
        self.bring(json.dumps({"schedule": {"conference": {"title": "Empty 2027", "days": [
            {"date": "2027-01-01", "rooms": {"A": [{"id": 9, "guid": "g9", "title": "Timeless"}]}}]}}}))
        self.fails(1, "1 talk has no time and is left out: Timeless", "conference", "Empty 2027")
        result = self.run_assay("conference", "pyconf", library=self.folder / "none")
        self.assertEqual(result.returncode, 3)


main()
