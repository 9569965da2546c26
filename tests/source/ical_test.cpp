#include "source/ical.h"

#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"
#include "source/ical_time.h"
#include "source/ical_writer.h"
#include "source/json_fields.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

namespace assay::source {
namespace {

constexpr std::int64_t kNow = 1772323200;  // 2026-03-01

std::string calendar(const std::string& inner, const std::string& head = {}) {
  return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Berlin ML\\, monthly\r\n" + head + inner +
         "END:VCALENDAR\r\n";
}

std::string event(const std::string& lines, const std::string& uid = "e1") {
  return "BEGIN:VEVENT\r\nUID:" + uid + "\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:Meeting\r\n" +
         lines + "\r\nEND:VEVENT\r\n";
}

/// The European rule since 1996.
constexpr const char* kBerlin =
    "BEGIN:VTIMEZONE\r\nTZID:Here\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:19960331T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\r\nEND:DAYLIGHT\r\n"
    "BEGIN:STANDARD\r\nDTSTART:19961027T030000\r\nTZOFFSETFROM:+0200\r\nTZOFFSETTO:+0100\r\n"
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";

std::vector<Work> works_of(const Calendar& calendar) {
  std::vector<Work> works;
  for (const Item& item : calendar.items) {
    if (const Work* work = std::get_if<Work>(&item)) {
      works.push_back(*work);
    }
  }
  return works;
}

std::string start_of(const Work& work) {
  const std::string mark = "\"start\":\"";
  const std::size_t at = work.extra.find(mark);
  return at == std::string::npos ? "" : work.extra.substr(at + mark.size(), 20);
}

/// When the occurrences of one event begin.
Strings starts(const std::string& lines, const std::string& head = {}) {
  Strings all;
  for (const Work& work : works_of(parse_calendar(calendar(event(lines), head), kNow))) {
    all.push_back(start_of(work));
  }
  return all;
}

TEST(Ical, Event_HasItsFields) {
  const Everything all = read_text(calendar(
      "BEGIN:VEVENT\r\nUID:42@meetup\r\nDTSTART:20260310T180000Z\r\nDTEND:20260310T200000Z\r\n"
      "SUMMARY:Serving \\; caching\\, fast\r\nDESCRIPTION:See https://arxiv.org/abs/2309.06180 "
      "for\r\n"
      "  more.\\nCode: https://github.com/vllm-proj\r\n ect/vllm\r\nLOCATION:Hall\\, Berlin\r\n"
      "URL:https://meet.example/e/42\r\nCATEGORIES:ml,serving\r\n"
      "ORGANIZER;CN=\"ML: Berlin\":mailto:x@y.example\r\nATTENDEE;CN=Private:mailto:p@y.example\r\n"
      "END:VEVENT\r\n"));
  EXPECT_EQ(all.format, Format::kIcal);
  EXPECT_TRUE(all.rejections.empty());
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.kind, Kind::kEvent);
  EXPECT_EQ(work.id, "42@meetup");
  EXPECT_EQ(work.title, "Serving ; caching, fast");
  EXPECT_EQ(work.venue, "Berlin ML, monthly");
  EXPECT_EQ(work.date, "2026-03-10");
  EXPECT_TRUE(work.authors.empty()) << "guests are private";
  EXPECT_EQ(work.organisations, (Strings{"ML: Berlin"}));
  EXPECT_EQ(work.keywords, (Strings{"ml", "serving"}));
  EXPECT_NE(work.abstract.find("Code: https://github.com/vllm-project/vllm"), std::string::npos);
  EXPECT_EQ(work.links, (std::vector<Link>{{"home", "https://meet.example/e/42"}}))
      << "what a text names is found by the library";
  EXPECT_EQ(
      work.extra,
      R"({"start":"2026-03-10T18:00:00Z","end":"2026-03-10T20:00:00Z","location":"Hall, Berlin"})");
}

TEST(Ical, CharacterFoldedInTwo_IsWholeAgain) {
  const std::string folded =
      "SUMMARY:Gr\xC3\r\n \xBC\xC3\x9F"
      "e";
  const Calendar read = parse_calendar(
      calendar("BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20260310\r\n" + folded + "\r\nEND:VEVENT\r\n"),
      kNow);
  ASSERT_EQ(works_of(read).size(), 1U);
  EXPECT_EQ(works_of(read)[0].title, "Grüße");
}

TEST(Ical, WeeklyAcrossTheChangeOfClocks_KeepsTheHourOnTheWall) {
  const Strings expected = {"2026-03-22T17:00:00Z", "2026-03-29T16:00:00Z", "2026-04-05T16:00:00Z"};
  EXPECT_EQ(starts("DTSTART;TZID=Here:20260322T180000\r\nRRULE:FREQ=WEEKLY;COUNT=3", kBerlin),
            expected);
  EXPECT_EQ(starts("DTSTART;TZID=Here:20261018T180000\r\nRRULE:FREQ=WEEKLY;COUNT=2", kBerlin),
            (Strings{"2026-10-18T16:00:00Z", "2026-10-25T17:00:00Z"}));
}

TEST(Ical, HoursThatAreSkippedOrComeTwice_FollowTheStandard) {
  EXPECT_EQ(starts("DTSTART;TZID=Here:20260329T023000", kBerlin),
            (Strings{"2026-03-29T01:30:00Z"}));
  EXPECT_EQ(starts("DTSTART;TZID=Here:20261025T023000", kBerlin),
            (Strings{"2026-10-25T00:30:00Z"}));
}

TEST(Ical, SystemZones_AreKnownByNameAndByWindowsName) {
  if (!zone_of_name("Europe/Berlin")) {
    GTEST_SKIP() << "no zone files here";
  }
  for (const char* name :
       {"Europe/Berlin", "/example.org/Europe/Berlin", "W. Europe Standard Time"}) {
    EXPECT_EQ(starts("DTSTART;TZID=" + std::string(name) + ":20260710T120000"),
              (Strings{"2026-07-10T10:00:00Z"}))
        << name;
  }
  EXPECT_FALSE(zone_of_name("../../etc/passwd"));
  EXPECT_FALSE(zone_of_name("/etc/passwd"));
}

TEST(TimeZone, WallOf_IsWhatTheClocksShow) {
  // Ahead at 1,000,000 UTC from one hour to two, and back at 2,000,000 UTC.
  const TimeZone zone({{1000000 + 7200, 7200}, {2000000 + 7200, 3600}}, 3600);
  EXPECT_EQ(zone.wall_of(999999), 999999 + 3600);
  EXPECT_EQ(zone.wall_of(1000000), 1000000 + 7200);
  EXPECT_EQ(zone.wall_of(1999999), 1999999 + 7200);
  EXPECT_EQ(zone.wall_of(2000000), 2000000 + 3600) << "the hour that is shown twice";
  for (std::int64_t utc = 900000; utc < 2100000; utc += 1000) {
    const bool second_time = utc >= 2000000 && utc < 2000000 + 3600;
    EXPECT_EQ(zone.utc_of(zone.wall_of(utc)), second_time ? utc - 3600 : utc);
  }
}

TEST(Ical, ZoneFileWithoutItsTable_FollowsItsFooter) {
  // Version 2 without changes: one type (UTC+1), then the rule.
  const std::string header = "TZif2" + std::string(15, '\0');
  const auto counts = [](char types, char letters) {
    std::string bytes(24, '\0');
    bytes[19] = types;
    bytes[23] = letters;
    return bytes;
  };
  const std::string block =
      header + counts(1, 4) + std::string("\0\0\x0E\x10\0\0", 6) + std::string("CET\0", 4);
  const auto zone = zone_of_tzif(block + block + "\nCET-1CEST,M3.5.0,M10.5.0/3\n");
  ASSERT_TRUE(zone);
  const auto utc = [&zone](const char* wall) {
    return format_calendar_time(zone->utc_of(parse_calendar_time(wall)->wall), false);
  };
  EXPECT_EQ(utc("20260115T120000"), "20260115T110000Z");
  EXPECT_EQ(utc("20260715T120000"), "20260715T100000Z");
  EXPECT_EQ(utc("20261025T030000"), "20261025T020000Z");
  EXPECT_FALSE(zone_of_tzif(block.substr(0, 30)));
  const auto odd = zone_of_tzif(block + block + "\nCET-1CEST,M3.5.0/19960331,M10.5.0/3\n");
  EXPECT_TRUE(!odd || odd->utc_of(0) == -3600) << "an hour that no day has is no rule";
}

TEST(Ical, FloatingAndUnknownZone_SaySo) {
  const Calendar read =
      parse_calendar(calendar(event("DTSTART;TZID=Middle Earth:20260310T190000")), kNow);
  ASSERT_EQ(works_of(read).size(), 1U);
  EXPECT_EQ(works_of(read)[0].date, "2026-03-10");
  EXPECT_NE(works_of(read)[0].extra.find(R"("time_zone":"Middle Earth","floating":"yes")"),
            std::string::npos);
}

TEST(Ical, WholeDay_EndsExclusively) {
  const Calendar read = parse_calendar(
      calendar(event("DTSTART;VALUE=DATE:20260310\r\nDTEND;VALUE=DATE:20260312")), kNow);
  EXPECT_EQ(works_of(read).at(0).extra,
            R"({"start":"2026-03-10T00:00:00Z","end":"2026-03-12T00:00:00Z","whole_day":"yes"})");
}

TEST(Ical, Rules_GiveTheDaysOfTheStandard) {
  const auto days = [](const std::string& rule, const std::string& first) {
    Strings all;
    for (const std::string& start :
         starts(fmt::format("DTSTART:{}T090000Z\r\nRRULE:{}", first, rule))) {
      all.push_back(start.substr(0, 10));
    }
    return all;
  };
  EXPECT_EQ(days("FREQ=MONTHLY;BYDAY=2TU;COUNT=3", "20260113"),
            (Strings{"2026-01-13", "2026-02-10", "2026-03-10"}));
  EXPECT_EQ(days("FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20260401T000000Z", "20260130"),
            (Strings{"2026-01-30", "2026-02-27", "2026-03-27"}));
  EXPECT_EQ(days("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3", "20260131"),
            (Strings{"2026-01-31", "2026-03-31", "2026-05-31"}));
  EXPECT_EQ(days("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", "20260131"),
            (Strings{"2026-01-31", "2026-02-28"}));
  EXPECT_EQ(days("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,SU;COUNT=4", "19970805"),
            (Strings{"1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31"}))
      << "the standard's own example";
  EXPECT_EQ(days("FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU,SU;COUNT=4", "19970805"),
            (Strings{"1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24"}));
  EXPECT_EQ(days("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2", "20240229"),
            (Strings{"2024-02-29", "2028-02-29"}));
  EXPECT_EQ(days("FREQ=YEARLY;BYDAY=20MO;COUNT=3", "19970519"),
            (Strings{"1997-05-19", "1998-05-18", "1999-05-17"}));
  EXPECT_EQ(days("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", "20260130"),
            (Strings{"2026-01-30", "2026-02-27"}));
  EXPECT_EQ(days("FREQ=DAILY;UNTIL=20260103", "20260101"),
            (Strings{"2026-01-01", "2026-01-02", "2026-01-03"}));
}

TEST(Ical, RuleThatIsNotFollowed_IsToldOfWithTheFirstOccurrence) {
  const Calendar read =
      parse_calendar(calendar(event("DTSTART:20260310T090000Z\r\nRRULE:FREQ=HOURLY")), kNow);
  ASSERT_EQ(works_of(read).size(), 1U);
  EXPECT_NE(works_of(read)[0].extra.find(R"("recurrence_followed":"no")"), std::string::npos);
}

TEST(Ical, EndlessSeries_StaysWithinAYearOfNow) {
  const Strings all = starts("DTSTART:20100104T090000Z\r\nRRULE:FREQ=WEEKLY");
  EXPECT_EQ(all.size(), 105U);
  EXPECT_EQ(all.front().substr(0, 7), "2025-03");
  EXPECT_EQ(all.back().substr(0, 7), "2027-03");
  EXPECT_LE(starts("DTSTART:20100104T090000Z\r\nRRULE:FREQ=DAILY").size(), 400U);
}

TEST(Ical, ExceptionsAdditionsAndChanges_AreFollowed) {
  const Calendar read =
      parse_calendar(calendar(event("DTSTART:20260301T180000Z\r\nRRULE:FREQ=DAILY;COUNT=4\r\n"
                                    "EXDATE:20260302T180000Z\r\nRDATE:20260320T180000Z") +
                              event("RECURRENCE-ID:20260303T180000Z\r\nDTSTART:20260303T200000Z") +
                              event("RECURRENCE-ID:20260304T180000Z\r\nDTSTART:20260304T180000Z\r\n"
                                    "STATUS:CANCELLED")),
                     kNow);
  Strings all;
  for (const Work& work : works_of(read)) {
    all.push_back(work.id + " " + start_of(work));
  }
  EXPECT_EQ(all, (Strings{"e1#20260301T180000Z 2026-03-01T18:00:00Z",
                          "e1#20260320T180000Z 2026-03-20T18:00:00Z",
                          "e1#20260303T180000Z 2026-03-03T20:00:00Z"}));
  EXPECT_EQ(read.cancelled, (Strings{"e1#20260304T180000Z"}));
  EXPECT_EQ(read.excluded, (Strings{"e1#20260302T180000Z"}));
}

TEST(Ical, SameUid_TheHighestSequenceCounts) {
  const Calendar read = parse_calendar(calendar(event("SEQUENCE:2\r\nDTSTART:20260310T190000Z") +
                                                event("SEQUENCE:10\r\nDTSTART:20260311T190000Z") +
                                                event("SEQUENCE:1\r\nDTSTART:20260312T190000Z")),
                                       kNow);
  ASSERT_EQ(works_of(read).size(), 1U);
  EXPECT_EQ(works_of(read)[0].date, "2026-03-11");
}

TEST(Ical, OnePageForSeveralEvents_IsNobodysOwn) {
  const Calendar read =
      parse_calendar(calendar(event("DTSTART:20260310T190000Z\r\nURL:https://conf.example/", "a") +
                              event("DTSTART:20260311T190000Z\r\nURL:https://conf.example", "b")),
                     kNow);
  for (const Work& work : works_of(read)) {
    EXPECT_TRUE(work.identifiers.empty());
    EXPECT_EQ(work.links.at(0).rel, "event");
  }
}

TEST(Ical, Speakers_MakeATalk) {
  const Calendar read = parse_calendar(
      calendar(event("DTSTART:20260310T190000Z\r\nATTENDEE;CN=\"Ann One\":invalid:nomail\r\n"
                     "BEGIN:PARTICIPANT\r\nPARTICIPANT-TYPE:SPEAKER\r\nSUMMARY:Bob Two\r\n"
                     "END:PARTICIPANT")),
      kNow);
  EXPECT_EQ(works_of(read).at(0).kind, Kind::kTalk);
  EXPECT_EQ(works_of(read).at(0).authors, (Strings{"Ann One", "Bob Two"}));
}

TEST(Ical, BrokenEvents_AreRejectedAndTheRestGoesOn) {
  const Everything all =
      read_text(calendar(event("X:1", "none") + event("DTSTART:tomorrow", "odd") +
                         event("DTSTART:20260310T190000Z", "good") +
                         "BEGIN:VEVENT\r\nUID:half\r\nDTSTART:20260310\r\n"));
  EXPECT_EQ(all.works.size(), 1U);
  ASSERT_EQ(all.rejections.size(), 3U);
  EXPECT_EQ(all.rejections[0].reason, "no DTSTART");
  EXPECT_EQ(all.rejections[1].reason, "DTSTART is no time: tomorrow");
  EXPECT_EQ(all.rejections[2].reason, "the file ends in the middle of an event");
  EXPECT_THROW(static_cast<void>(parse_calendar("<html>", kNow)), BadRecord);
}

TEST(Ical, CancellationWithoutATime_IsOne) {
  const Calendar read = parse_calendar(calendar(event("STATUS:CANCELLED")), kNow);
  EXPECT_TRUE(read.items.empty());
  EXPECT_EQ(read.cancelled, (Strings{"e1"}));
}

TEST(Ical, HostileSeries_StayBounded) {
  std::string many;
  for (int i = 0; i < 60; ++i) {
    many += event("DTSTART:20260301T000000Z\r\nRRULE:FREQ=DAILY;COUNT=400", std::to_string(i));
  }
  const Calendar read = parse_calendar(calendar(many), kNow);
  EXPECT_LE(works_of(read).size(), 20400U);
  EXPECT_GT(read.items.size(), works_of(read).size()) << "and it is told";
}

TEST(IcalConnector, CancelledEventsAreGone_AndTheSameBytesAreReadOnce) {
  constexpr const char* kAddress = "https://meet.example/events.ics";
  FakeFetcher fetcher;
  const std::string first = calendar(event("DTSTART:20260310T190000Z"));
  fetcher.answer(kAddress, first).headers.emplace_back("etag", "\"1\"");
  fetcher.answer(kAddress, first);
  fetcher.answer(kAddress, calendar(event("DTSTART:20260310T190000Z\r\nSTATUS:CANCELLED")));
  const auto connector = make_connector({"m", "ical", "webcal://meet.example/events.ics", {}});
  const Page one = connector->next({"", "", kNow}, fetcher);
  EXPECT_EQ(one.items.size(), 1U);
  const Page two = connector->next({one.cursor, "", kNow + 60}, fetcher);
  EXPECT_TRUE(two.items.empty());
  EXPECT_EQ(fetcher.requests().back().etag, "\"1\"");
  const Page three = connector->next({two.cursor, "", kNow + 120}, fetcher);
  EXPECT_TRUE(three.items.empty());
  EXPECT_EQ(three.gone, (Strings{"e1"}));
}

/// What is gone when a calendar of `before` has become one of `after`, `later` seconds afterwards.
Strings gone_after(const std::string& before, const std::string& after,
                   std::int64_t later = 86400) {
  FakeFetcher fetcher;
  fetcher.answer("https://x.example/a.ics", before);
  fetcher.answer("https://x.example/a.ics", after);
  const auto connector = make_connector({"m", "ical", "https://x.example/a.ics", {}});
  const Page one = connector->next({"", "", kNow}, fetcher);
  EXPECT_TRUE(one.gone.empty());
  return connector->next({one.cursor, "", kNow + later}, fetcher).gone;
}

TEST(IcalConnector, EventsToComeThatVanish_AreGone_AndThoseThatAreOverStay) {
  const std::string soon = event("DTSTART:20260310T190000Z", "soon");
  const std::string late = event("DTSTART:20260610T190000Z", "late");
  const std::string over = event("DTSTART:20260110T190000Z", "over");
  EXPECT_EQ(gone_after(calendar(over + soon + late), calendar(late)), (Strings{"soon"}));
  EXPECT_EQ(gone_after(calendar(over + soon + late), calendar(late), std::int64_t{30} * 86400),
            Strings{})
      << "it took place in the meantime";
  EXPECT_EQ(gone_after(calendar(soon + late), calendar("")), Strings{}) << "an outage";
  EXPECT_EQ(gone_after(calendar(soon + late), calendar(late + event("DTSTART:soon", "soon"))),
            Strings{})
      << "it is still there, though nobody can read it";
}

TEST(IcalConnector, SeriesThatMoves_LeavesNoDoubles) {
  const Strings gone =
      gone_after(calendar(event("DTSTART:20260303T190000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3")),
                 calendar(event("DTSTART:20260304T190000Z\r\nRRULE:FREQ=WEEKLY;COUNT=3")));
  EXPECT_EQ(gone, (Strings{"e1#20260303T190000Z", "e1#20260310T190000Z", "e1#20260317T190000Z"}));
}

TEST(IcalConnector, WhatWasToCome_IsRememberedWhileNothingChanges) {
  const std::string same = calendar(event("DTSTART:20260310T190000Z"));
  FakeFetcher fetcher;
  fetcher.answer("https://x.example/a.ics", same);
  fetcher.answer("https://x.example/a.ics", same);
  fetcher.answer("https://x.example/a.ics", calendar(event("DTSTART:20260311T190000Z", "e2")));
  const auto connector = make_connector({"m", "ical", "https://x.example/a.ics", {}});
  const Page one = connector->next({"", "", kNow}, fetcher);
  const Page two = connector->next({one.cursor, "", kNow + 60}, fetcher);
  EXPECT_EQ(connector->next({two.cursor, "", kNow + 120}, fetcher).gone, (Strings{"e1"}));
}

TEST(IcalConnector, PageOrHalfACalendar_IsAnError) {
  for (const char* body : {"<html>Sign in</html>", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"}) {
    FakeFetcher fetcher;
    fetcher.answer("https://x.example/a.ics", body);
    const auto connector = make_connector({"m", "ical", "https://x.example/a.ics", {}});
    EXPECT_THROW(static_cast<void>(connector->next({"", "", kNow}, fetcher)), Error) << body;
  }
}

TEST(WriteCalendar, LinesAreFoldedAndTheEventsComeBack) {
  CalendarEvent talk;
  talk.uid = "w1@assay";
  talk.title = "Ärger; \\ mit, Kommas und " + std::string(80, 'x') + " ü";
  talk.description = "Zeile\nzwei";
  talk.location = "Saal 1";
  talk.url = "https://conf.example/t?a=1,2;3";
  talk.start = kNow;
  talk.end = kNow + 3600;
  CalendarEvent day;
  day.uid = "w2@assay";
  day.title = "Day";
  day.start = kNow;
  day.end = kNow + 86400;
  day.whole_day = true;
  std::ostringstream out;
  write_calendar(out, {talk, day}, kNow - 86400);
  EXPECT_NE(out.str().find("DTSTAMP:20260228T000000Z\r\n"), std::string::npos)
      << "when it was made";
  std::istringstream lines(out.str());
  for (std::string line; std::getline(lines, line);) {
    EXPECT_EQ(line.back(), '\r');
    EXPECT_LE(line.size(), 76U) << line;
  }
  const std::vector<Work> works = works_of(parse_calendar(out.str(), kNow));
  ASSERT_EQ(works.size(), 2U);
  EXPECT_EQ(works[0].title, talk.title);
  EXPECT_EQ(works[0].abstract, talk.description);
  EXPECT_EQ(works[0].links.at(0).url, talk.url);
  EXPECT_NE(works[0].extra.find("\"end\":\"2026-03-01T01:00:00Z\""), std::string::npos);
  EXPECT_NE(works[1].extra.find("\"whole_day\":\"yes\""), std::string::npos);
}

TEST(WriteCalendar, WithoutEvents_ItHasAComponentAllTheSame) {
  std::ostringstream out;
  write_calendar(out, {}, 0);
  EXPECT_NE(out.str().find("BEGIN:VTIMEZONE\r\nTZID:Etc/UTC\r\n"), std::string::npos);
  EXPECT_TRUE(parse_calendar(out.str(), kNow).items.empty());
}

}  // namespace
}  // namespace assay::source
