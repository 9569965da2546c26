/// Programmes, Mini-Conf sites and channels.

#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"
#include "source/miniconf.h"
#include "source/schedule.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

std::string programme(const std::string& events, const std::string& version = "1.0") {
  return R"({"$schema":"x","schedule":{"version":")" + version +
         R"(","base_url":"https://conf.example/2026/","conference":{"acronym":"mc26",
         "title":"ML Conf 2026","start":"2026-03-28","time_zone_name":"Europe/Berlin","days":[
         {"index":1,"date":"2026-03-28","day_start":"2026-03-28T10:00:00+01:00",
         "day_end":"2026-03-29T04:00:00+02:00","rooms":{"Hall":[)" +
         events + "]}}]}}}";
}

constexpr const char* kTalk =
    R"({"guid":"g-1","id":7,"title":"Serving <b>fast</b>","subtitle":"In practice","track":"Ops",
    "type":"talk","language":"en","room":"Hall","url":"/talk/7/","date":"2026-03-28T11:00:00+01:00",
    "start":"11:00","duration":"00:45","abstract":"Short.","description":"<p>Paper: https://arxiv.org/abs/2309.06180</p>","do_not_record":true,"recording_license":"CC BY",
    "persons":[{"code":"A","name":"Ann One","biography":"x"},{"id":2,"public_name":"Bob Two"}],
    "links":[{"url":"https://github.com/acme/fast","title":"code"},"https://blog.example/p"],
    "attachments":[{"title":"Slides","url":"/media/s.pdf"},{"title":"Data","url":"/media/d.zip"}]})";

TEST(Schedule, JsonTalk_HasItsFields) {
  const Everything all = read_text(programme(kTalk));
  EXPECT_EQ(all.format, Format::kSchedule);
  EXPECT_TRUE(all.rejections.empty());
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.kind, Kind::kTalk);
  EXPECT_EQ(work.id, "g-1");
  EXPECT_EQ(work.title, "Serving fast");
  EXPECT_EQ(work.abstract, "Short.");
  EXPECT_EQ(work.authors, (Strings{"Ann One", "Bob Two"}));
  EXPECT_EQ(work.venue, "ML Conf 2026");
  EXPECT_EQ(work.track, "Ops");
  EXPECT_EQ(work.date, "2026-03-28");
  EXPECT_EQ(work.year, 2026);
  EXPECT_EQ(work.code, "https://github.com/acme/fast");
  EXPECT_EQ(work.links, (std::vector<Link>{{"home", "https://conf.example/talk/7/"},
                                           {"code", "https://github.com/acme/fast"},
                                           {"related", "https://blog.example/p"},
                                           {"slides", "https://conf.example/media/s.pdf"},
                                           {"attachment", "https://conf.example/media/d.zip"}}))
      << "what a text names is found by the library";
  EXPECT_EQ(work.extra,
            R"({"start":"2026-03-28T10:00:00Z","end":"2026-03-28T10:45:00Z",)"
            R"("time_zone":"Europe/Berlin","room":"Hall","type":"talk","language":"en",)"
            R"("subtitle":"In practice","recording_license":"CC BY","recorded":"no",)"
            R"("conference":"mc26"})");
}

TEST(Schedule, TimeAfterMidnight_IsTheNextDay) {
  const Everything all = read_text(programme(
      R"({"guid":"g-2","title":"Late","start":"00:30","duration":"01:00","persons":null})"));
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].date, "2026-03-29");
  EXPECT_NE(all.works[0].extra.find("\"start\":\"2026-03-28T23:30:00Z\""), std::string::npos);
}

TEST(Schedule, OddEvents_AreRejectedOrReadAsFarAsTheyGo) {
  const Everything all = read_text(programme(
      R"({"guid":"g-3","title":null},7,{"id":9,"title":"No times","date":12,"duration":"soon",
      "links":{"a":1},"persons":["Cy Three",{"x":1}]})"));
  EXPECT_EQ(all.rejections.size(), 2U);
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].id, "mc26:9");
  EXPECT_EQ(all.works[0].authors, (Strings{"Cy Three"}));
  EXPECT_EQ(all.works[0].date, "2026-03-28");
}

constexpr const char* kXml =
    "<?xml version='1.0' encoding='utf-8'?><schedule><version>2</version><conference>"
    "<title>ML Conf</title><acronym>mc</acronym></conference>"
    "<day index='1' date='2026-03-28' start='2026-03-28T10:00:00+01:00'><room name='Hall'>"
    "<event guid='g-1' id='7'><date>2026-03-28T11:00:00+01:00</date><start>11:00</start>"
    "<duration>00:45</duration><title>A &amp; B</title><abstract>&lt;p&gt;One&lt;/p&gt;</abstract>"
    "<description>Two</description><persons><person id='1'>Ann One</person>"
    "<person><name>Bob Two</name><biography>long</biography></person></persons>"
    "<recording><license/><optout>true</optout></recording>"
    "<links><link href='https://arxiv.org/abs/2309.06180'>Paper</link></links>"
    "<attachments><attachment href='https://x.example/talk.pptx'>deck</attachment></attachments>"
    "</event></room></day></schedule>";

TEST(Schedule, XmlTwin_IsRead) {
  const Everything all = read_text(kXml);
  EXPECT_EQ(all.format, Format::kSchedule);
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.title, "A & B");
  EXPECT_EQ(work.abstract, "One");
  EXPECT_EQ(work.text, "Two");
  EXPECT_EQ(work.authors, (Strings{"Ann One", "Bob Two"}));
  EXPECT_EQ(work.links, (std::vector<Link>{{"paper", "https://arxiv.org/abs/2309.06180"},
                                           {"slides", "https://x.example/talk.pptx"}}));
  EXPECT_NE(work.extra.find("\"recorded\":\"no\""), std::string::npos);
}

TEST(Schedule, CutOff_IsTold) {
  const std::string xml(kXml);
  const Everything all = read_text(xml.substr(0, xml.size() - 30));
  EXPECT_EQ(all.works.size(), 1U);
  EXPECT_EQ(only_reason(all), "the file ends in the middle of a record");
  const std::string json = programme(kTalk);
  EXPECT_EQ(only_reason(read_text(json.substr(0, json.size() - 40))),
            "the file ends in the middle of the programme");
}

TEST(ScheduleConnector, TalkThatIsNoLongerThere_IsGone) {
  constexpr const char* kAddress = "https://conf.example/2026/schedule.json";
  const std::string other = R"({"guid":"g-9","title":"Other","date":"2026-03-28T12:00:00+01:00"})";
  FakeFetcher fetcher;
  fetcher.answer(kAddress, programme(std::string(kTalk) + "," + other, "1.0"));
  fetcher.answer(kAddress, programme(std::string(kTalk) + "," + other, "1.0"));
  fetcher.answer(kAddress, programme(other, "1.1"));
  fetcher.answer(kAddress, programme("", "1.2"));
  const auto connector = make_connector({"c", "schedule", kAddress, {}});
  const Page one = connector->next({}, fetcher);
  EXPECT_EQ(one.items.size(), 2U);
  const Page two = connector->next({one.cursor, "", 0}, fetcher);
  EXPECT_TRUE(two.items.empty() && two.gone.empty()) << "the same bytes";
  const Page three = connector->next({two.cursor, "", 0}, fetcher);
  EXPECT_EQ(three.gone, (Strings{"g-1"}));
  EXPECT_EQ(three.remarks, (Strings{"version \"1.0\" became \"1.1\""}));
  const Page four = connector->next({three.cursor, "", 0}, fetcher);
  EXPECT_TRUE(four.gone.empty()) << "an empty programme withdraws nothing";
}

TEST(ScheduleConnector, PageInsteadOfAProgramme_IsAnError) {
  FakeFetcher fetcher;
  fetcher.answer("https://conf.example/s", "<html><body>Welcome</body></html>");
  const auto connector = make_connector({"c", "schedule", "https://conf.example/s", {}});
  EXPECT_THROW(static_cast<void>(connector->next({}, fetcher)), Error);
}

TEST(Miniconf, PapersTable_IsRead) {
  const Everything all = read_text(
      "UID,title,authors,abstract,keywords,sessions\n"
      "a1,\"Sparse, \"\"fast\"\" nets\",Ann One|Bob Two,\"Line one\nline $x$\",pruning|speed,Mon "
      "1|Tue 2\n"
      "a2,Other,Cy Three,,,\r\n"
      "a3,,Nobody,No title,,\n"
      "a4,T,A,B,C,D,E\n",
      "papers.csv");
  EXPECT_EQ(all.format, Format::kMiniconf);
  ASSERT_EQ(all.works.size(), 2U);
  EXPECT_EQ(all.works[0].kind, Kind::kPaper);
  EXPECT_EQ(all.works[0].id, "papers:a1");
  EXPECT_EQ(all.works[0].title, "Sparse, \"fast\" nets");
  EXPECT_EQ(all.works[0].abstract, "Line one\nline $x$");
  EXPECT_EQ(all.works[0].authors, (Strings{"Ann One", "Bob Two"}));
  EXPECT_EQ(all.works[0].keywords, (Strings{"pruning", "speed"}));
  EXPECT_EQ(all.works[0].extra, R"({"sessions":["Mon 1","Tue 2"]})");
  ASSERT_EQ(all.rejections.size(), 2U);
  EXPECT_EQ(all.rejections[0].reason, "no title");
  EXPECT_EQ(all.rejections[0].line, 5U);
  EXPECT_EQ(all.rejections[1].reason, "7 cells where there are 6 columns");
}

TEST(Miniconf, SpeakersWorkshopsAndCalendar_HaveTheirKinds) {
  const Everything speakers = read_text(
      "UID,title,institution,speaker,abstract,bio,session\n"
      "1,AI for all,\"Lab, Nairobi\",Dr. Ann One,Text,Her life,Mon\n",
      "speakers.csv");
  ASSERT_EQ(speakers.works.size(), 1U);
  EXPECT_EQ(speakers.works[0].kind, Kind::kTalk);
  EXPECT_EQ(speakers.works[0].authors, (Strings{"Dr. Ann One"}));
  EXPECT_EQ(speakers.works[0].organisations, (Strings{"Lab, Nairobi"}));
  EXPECT_EQ(read_text("UID,title,authors,abstract\na,W,A|B,T", "workshops.csv").works.at(0).kind,
            Kind::kEvent);
  const Everything events = read_text(
      R"([{"title":"Q&A","start":"2020-04-29T11:00:00+00:00","end":"2020-04-29T11:30:00+00:00",
      "location":null,"link":"https://c.example/s_5.html","category":"time","calendarId":"qa"},
      {"title":"Social","start":"2020-04-29T23:00:00+00:00","end":"2020-04-30T01:00:00+00:00",
      "location":null,"link":null,"category":"time","calendarId":"---"}])");
  EXPECT_EQ(events.format, Format::kMiniconf);
  ASSERT_EQ(events.works.size(), 2U);
  EXPECT_EQ(events.works[0].kind, Kind::kEvent);
  EXPECT_EQ(events.works[0].date, "2020-04-29");
  EXPECT_EQ(events.works[0].extra,
            R"({"start":"2020-04-29T11:00:00Z","end":"2020-04-29T11:30:00Z","calendar":"qa"})");
  EXPECT_NE(events.works[0].id, events.works[1].id);
}

TEST(Miniconf, AddressThatStandsWithSeveralPapers_IsNobodys) {
  const Everything all = read_text(
      R"([{"UID":"1","title":"A","authors":["X"],"link":"https://arxiv.org/abs/2007.12238",
      "code_link":"https://github.com/a/b","pdf_url":"https://c.example/1.pdf"},
      {"UID":"2","title":"B","authors":["Y"],"link":"https://arxiv.org/abs/2007.12238",
      "code_link":"https://github.com/a/b","pdf_url":"https://c.example/2.pdf"},
      {"id":"3","forum":"3","content":{"title":"C","authors":["Z","W"],"keywords":["k"],
      "abstract":"Old form."}}])");
  ASSERT_EQ(all.works.size(), 3U);
  EXPECT_TRUE(all.works[0].identifiers.empty()) << "a placeholder of the software";
  EXPECT_TRUE(all.works[0].code.empty());
  EXPECT_EQ(all.works[0].links, (std::vector<Link>{{"pdf", "https://c.example/1.pdf"}}));
  EXPECT_EQ(all.works[2].title, "C");
  EXPECT_EQ(all.works[2].authors, (Strings{"Z", "W"}));
}

TEST(MiniconfConnector, Site_IsReadListByList) {
  FakeFetcher fetcher;
  const std::string site = "https://c.example/2021/";
  fetcher.answer(site + "serve_config.json",
                 R"({"name":"MiniConf","date":"May 2020","page_title":{"prefix":"Conf 2020: "}})");
  fetcher.answer(site + "serve_papers.json", "", 404);
  fetcher.answer(site + "papers.json", R"([{"UID":"p","title":"Paper","authors":["A"]}])");
  fetcher.answer(site + "serve_speakers.json", R"([{"UID":"1","title":"Talk","speaker":"S"}])");
  for (const char* list : {"workshops", "tutorials", "invited", "panels", "proceedings",
                           "symposiums", "main_calendar"}) {
    fetcher.answer(site + "serve_" + list + ".json", "", 404);
  }
  const auto connector = make_connector({"c", "miniconf", "https://c.example/2021/index.html", {}});
  std::vector<Work> works;
  Strings remarks;
  PageRequest request;
  for (bool more = true; more;) {
    const Page page = connector->next(request, fetcher);
    for (const Item& item : page.items) {
      works.push_back(std::get<Work>(item));
    }
    remarks.insert(remarks.end(), page.remarks.begin(), page.remarks.end());
    more = page.more;
    request.cursor = page.cursor;
  }
  ASSERT_EQ(works.size(), 2U);
  EXPECT_EQ(works[0].venue, "Conf 2020:");
  EXPECT_EQ(works[0].year, 2020);
  EXPECT_EQ(works[0].links.at(0).url, site + "poster_p.html");
  EXPECT_EQ(works[1].kind, Kind::kTalk);
  ASSERT_EQ(remarks.size(), 1U) << "the address says 2021";
  const Page again = connector->next(request, fetcher);
  EXPECT_TRUE(again.items.empty()) << "nothing changed";
  EXPECT_TRUE(again.more);
}

TEST(MiniconfConnector, NoSuchSite_SaysSo) {
  FakeFetcher fetcher;
  for (const char* file : {"serve_config.json", "serve_papers.json", "papers.json"}) {
    fetcher.answer(std::string("https://c.example/") + file, "<html>front page</html>");
  }
  const auto connector = make_connector({"c", "miniconf", "https://c.example", {}});
  EXPECT_THROW(static_cast<void>(connector->next({}, fetcher)), Error);
}

std::string video(const std::string& id, const std::string& day) {
  return "<entry><id>yt:video:" + id + "</id><yt:videoId>" + id +
         "</yt:videoId>"
         "<yt:channelId>UCabcdefghijklmnop</yt:channelId><title>Talk &amp; demo " +
         id +
         "</title>"
         "<link rel='alternate' href='https://www.youtube.com/watch?v=" +
         id +
         "'/>"
         "<author><name>ML Conf</name></author><published>" +
         day +
         "T10:00:00+00:00</published>"
         "<media:group><media:title>x</media:title><media:description>Paper: "
         "https://arxiv.org/abs/2309.06180\nSite: https://a.example</media:description>"
         "<media:community><media:starRating count='12' average='5.00'/>"
         "<media:statistics views='345'/></media:community></media:group></entry>";
}

std::string channel(const std::string& entries) {
  return "<feed xmlns:yt='http://www.youtube.com/xml/schemas/2015' "
         "xmlns:media='http://search.yahoo.com/mrss/' xmlns='http://www.w3.org/2005/Atom'>"
         "<title>ML Conf channel</title>" +
         entries + "</feed>";
}

TEST(YoutubeConnector, Video_IsATalk) {
  const std::string feed = "https://www.youtube.com/feeds/videos.xml?channel_id=UCabcdefghijklmnop";
  FakeFetcher fetcher;
  fetcher.answer(feed, channel(video("v1", "2026-03-02")));
  std::string many;
  for (int i = 0; i < 15; ++i) {
    many += video("n" + std::to_string(i), "2026-05-0" + std::to_string(1 + i % 9));
  }
  fetcher.answer(feed, channel(many));
  const auto connector = make_connector(
      {"y", "youtube", "https://www.youtube.com/channel/UCabcdefghijklmnop/videos", {}});
  const Page page = connector->next({}, fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.kind, Kind::kTalk);
  EXPECT_EQ(work.id, "yt:video:v1");
  EXPECT_EQ(work.title, "Talk & demo v1");
  EXPECT_EQ(work.venue, "ML Conf channel");
  EXPECT_EQ(work.date, "2026-03-02");
  EXPECT_EQ(work.links, (std::vector<Link>{{"home", "https://www.youtube.com/watch?v=v1"},
                                           {"paper", "https://arxiv.org/abs/2309.06180"}}));
  EXPECT_EQ(work.extra, R"({"channel_id":"UCabcdefghijklmnop","ratings":12,"views":345})");
  const Page later = connector->next({page.cursor, "", 0}, fetcher);
  EXPECT_EQ(later.items.size(), 15U);
  EXPECT_EQ(later.remarks.size(), 1U) << "some were missed";
}

TEST(YoutubeConnector, Addresses_AreUnderstood) {
  for (const char* address :
       {"UCabcdefghijklmnop", "PLabcdefghijklmnop", "http://127.0.0.1:1/feeds/videos.xml?user=x",
        "https://www.youtube.com/playlist?list=PLabcdefghijklmnop"}) {
    EXPECT_NO_THROW(static_cast<void>(make_connector({"y", "youtube", address, {}}))) << address;
  }
  EXPECT_THROW(static_cast<void>(make_connector({"y", "youtube", "@handle", {}})), Error);
}

}  // namespace
}  // namespace assay::source
