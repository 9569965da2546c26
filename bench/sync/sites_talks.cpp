/// Talks and workshops.

#include "made_up.h"
#include "sites.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>

namespace assay::bench {
namespace {

using nlohmann::json;

constexpr std::size_t kTalks = 400;  ///< Of a conference.
constexpr std::array<const char*, 4> kRooms = {"Main hall", "Room 2", "Room 3", "Workshop"};

/// Programmes, each a document at a path of its own that `write` writes.
Site conferences(const std::string& base, std::size_t records, const std::string& connector,
                 const std::string& file,
                 const std::function<std::string(MadeUp&, std::size_t conference)>& write) {
  MadeUp made;
  Site site;
  while (site.records < records) {
    const std::string path = fmt::format("/c{}/{}", site.sources.size(), file);
    site.listings[path] = {{{write(made, site.sources.size())}}};
    site.sources.push_back({path, connector, base + path, {}});
    site.records += kTalks;
  }
  return site;
}

std::string schedule_json(MadeUp& made, std::size_t conference) {
  json days = json::array();
  for (std::size_t day = 0; day < 2; ++day) {
    const std::string date = fmt::format("2026-09-{:02}", day + 10);
    json rooms = json::object();
    for (std::size_t i = day * kTalks / 2; i < (day + 1) * kTalks / 2; ++i) {
      rooms[kRooms[i % kRooms.size()]].push_back(
          {{"guid", fmt::format("{:08x}-0000-4000-8000-{:012x}", conference, i)},
           {"id", i},
           {"logo", nullptr},
           {"date", fmt::format("{}T{:02}:00:00+02:00", date, 9 + i % 9)},
           {"start", fmt::format("{:02}:00", 9 + i % 9)},
           {"duration", "00:45"},
           {"room", kRooms[i % kRooms.size()]},
           {"slug", fmt::format("conf-{}-talk-{}", conference, i)},
           {"url", fmt::format("https://pretalx.example.org/c{}/talk/{}/", conference, i)},
           {"title", made.title()},
           {"subtitle", ""},
           {"track", "Machine learning"},
           {"type", "Talk"},
           {"language", "en"},
           {"abstract", made.abstract()},
           {"description", made.words(60)},
           {"recording_license", ""},
           {"do_not_record", false},
           {"persons", {{{"code", "ABC"}, {"public_name", made.name()}, {"biography", nullptr}}}},
           {"links", json::array()},
           {"attachments", {{{"title", "Slides"}, {"url", "/media/slides.pdf"}}}},
           {"answers", json::array()}});
    }
    days.push_back({{"index", day + 1},
                    {"date", date},
                    {"day_start", date + "T04:00:00+02:00"},
                    {"day_end", date + "T23:59:00+02:00"},
                    {"rooms", std::move(rooms)}});
  }
  return json{{"schedule",
               {{"version", "1.0"},
                {"base_url", "https://pretalx.example.org/"},
                {"conference",
                 {{"acronym", fmt::format("c{}", conference)},
                  {"title", fmt::format("Conference {}", conference)},
                  {"start", "2026-09-10"},
                  {"end", "2026-09-11"},
                  {"time_zone_name", "Europe/Berlin"},
                  {"days", std::move(days)}}}}}}
      .dump();
}

std::string schedule_xml(MadeUp& made, std::size_t conference) {
  std::string body = fmt::format(
      "<?xml version='1.0' encoding='utf-8' ?>\n<schedule><version>1.0</version><conference>"
      "<acronym>c{0}</acronym><title>Conference {0}</title><start>2026-09-10</start>"
      "<end>2026-09-11</end><time_zone_name>Europe/Berlin</time_zone_name>"
      "<base_url>https://frab.example.org</base_url></conference>\n",
      conference);
  for (std::size_t day = 0; day < 2; ++day) {
    const std::string date = fmt::format("2026-09-{:02}", day + 10);
    body += fmt::format("<day index=\"{}\" date=\"{}\" start=\"{}T04:00:00+02:00\">", day + 1, date,
                        date);
    for (std::size_t room = 0; room < kRooms.size(); ++room) {
      body += fmt::format("<room name=\"{}\">", kRooms[room]);
      for (std::size_t i = 0; i < kTalks / 2 / kRooms.size(); ++i) {
        body += fmt::format(
            "<event guid=\"{0:08x}-0000-4000-800{1}-{2:012x}\" id=\"{2}\"><date>{3}T{4:02}:00:00"
            "+02:00</date><start>{4:02}:00</start><duration>00:45</duration><room>{5}</room>"
            "<slug>c{0}-{2}</slug><url>https://frab.example.org/c{0}/{2}</url>"
            "<recording><license>CC-BY</license><optout>false</optout></recording>"
            "<title>{6}</title><subtitle></subtitle><track>ML</track><type>lecture</type>"
            "<language>en</language><abstract>{7}</abstract><description>{8}</description><persons>"
            "<person id=\"1\">{9}</person></persons><links><link href=\"https://x.example.org\">"
            "Page</link></links><attachments></attachments></event>\n",
            conference, day, room * 1000 + i, date, 9 + i % 9, kRooms[room], made.title(),
            made.abstract(), made.words(60), made.name());
      }
      body += "</room>";
    }
    body += "</day>\n";
  }
  return body + "</schedule>\n";
}

std::string calendar(MadeUp& made, std::size_t conference) {
  std::string body =
      "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Example//EN\r\nX-WR-CALNAME:Meetups\r\n";
  for (std::size_t i = 0; i < kTalks; ++i) {
    const std::string text = made.abstract();
    body += fmt::format(
        "BEGIN:VEVENT\r\nUID:{0}-{1}@example.org\r\nDTSTAMP:20261101T100000Z\r\n"
        "DTSTART;TZID=Europe/Berlin:202611{2:02}T190000\r\n"
        "DTEND;TZID=Europe/Berlin:202611{2:02}T210000\r\nSUMMARY:{3}\r\nDESCRIPTION:{4}\r\n",
        conference, i, i % 28 + 1, made.title(), text.substr(0, 60));
    for (std::size_t at = 60; at < text.size(); at += 73) {
      body += " " + text.substr(at, 73) + "\r\n";
    }
    body += fmt::format(
        "LOCATION:Somewhere 1\\, 10115 Berlin\r\nURL:https://meetup.example.org/{}/{}\r\n"
        "STATUS:CONFIRMED\r\nSEQUENCE:1\r\nEND:VEVENT\r\n",
        conference, i);
  }
  return body + "END:VCALENDAR\r\n";
}

/// Sites with papers only: the other lists are asked for and not there.
Site miniconf(const std::string& base, std::size_t records) {
  MadeUp made;
  Site site;
  while (site.records < records) {
    const std::string path = fmt::format("/c{}/", site.sources.size());
    json papers = json::array();
    for (std::size_t i = 0; i < kTalks; ++i, ++site.records) {
      papers.push_back({{"UID", fmt::format("main.{}", i)},
                        {"title", made.title()},
                        {"authors", {made.name(), made.name(), made.name()}},
                        {"abstract", made.abstract()},
                        {"keywords", {"serving", "sparsity"}},
                        {"sessions", {"Session 1A", "Session 2B"}},
                        {"session", {"Session 1A"}},
                        {"pdf_url", fmt::format("https://aclanthology.org/2025.v1-1.{}.pdf", i)},
                        {"code_link", fmt::format("https://github.com/lab/project{}", i)},
                        {"slideslive_id", fmt::format("3892{:04}", i)},
                        {"TLDR", made.words(20)}});
    }
    site.listings[path + "serve_config.json"] = {
        {{json{{"name", "Conference"}, {"date", "July 5-10, 2025"}}.dump()}}};
    site.listings[path + "serve_papers.json"] = {{{papers.dump()}}};
    site.sources.push_back({path, "miniconf", base + path, {}});
  }
  return site;
}

/// Channels of 15 videos.
Site youtube(const std::string& base, std::size_t records) {
  constexpr std::size_t kVideos = 15;
  constexpr const char* kPath = "/feeds/videos.xml";
  MadeUp made;
  Site site;
  Listing listing{{}, "channel_id"};
  while (site.records < records) {
    const std::string id = fmt::format("UC{:022}", site.sources.size());
    std::string body = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed "
        "xmlns:yt=\"http://www.youtube.com/xml/schemas/2015\" "
        "xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns=\"http://www.w3.org/2005/Atom\">"
        "<id>yt:channel:{0}</id><yt:channelId>{0}</yt:channelId><title>Channel</title>",
        id);
    for (std::size_t i = 0; i < kVideos; ++i, ++site.records) {
      body += fmt::format(
          "<entry><id>yt:video:v{0:010}</id><yt:videoId>v{0:010}</yt:videoId>"
          "<yt:channelId>{1}</yt:channelId><title>{2}</title>"
          "<link rel=\"alternate\" href=\"https://www.youtube.com/watch?v=v{0:010}\"/>"
          "<author><name>Channel</name><uri>https://www.youtube.com/channel/{1}</uri></author>"
          "<published>2026-11-02T10:00:00+00:00</published>"
          "<updated>2026-11-03T10:00:00+00:00</updated><media:group><media:title>{2}</media:title>"
          "<media:content url=\"https://www.youtube.com/v/x?version=3\" width=\"640\"/>"
          "<media:description>{3}\nPaper: https://arxiv.org/abs/2301.{4:05}\nSlides: "
          "https://slides.example.org/{0}</media:description><media:community><media:starRating "
          "count=\"12\" average=\"5.00\"/><media:statistics views=\"3456\"/></media:community>"
          "</media:group></entry>\n",
          site.records, id, made.title(), made.words(60), site.records % 90000 + 1);
    }
    listing.by_value[id] = listing.pages.size();
    listing.pages.push_back({body + "</feed>\n"});
    site.sources.push_back({id, "youtube", fmt::format("{}{}?channel_id={}", base, kPath, id), {}});
  }
  site.listings[kPath] = std::move(listing);
  return site;
}

}  // namespace

std::vector<SiteKind> talk_sites() {
  const auto of = [](const char* connector, const char* file,
                     std::string (*write)(MadeUp&, std::size_t)) {
    return [=](const std::string& base, std::size_t records) {
      return conferences(base, records, connector, file, write);
    };
  };
  return {
      {"schedule, JSON", "schedule", Syntax::kJson, of("schedule", "schedule.json", schedule_json)},
      {"schedule, XML", "schedule", Syntax::kXml, of("schedule", "schedule.xml", schedule_xml)},
      {"ical", "ical", Syntax::kPlain, of("ical", "events.ics", calendar)},
      {"miniconf", "miniconf", Syntax::kJson, miniconf},
      {"youtube", "youtube", Syntax::kXml, youtube},
  };
}

}  // namespace assay::bench
