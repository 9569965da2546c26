#include "ingest/sync.h"

#include "base/files.h"
#include "ingest/absorb.h"
#include "ingest/indexing.h"
#include "ingest/sources.h"
#include "library/reader.h"
#include "source/fetcher.h"

#include <gtest/gtest.h>

#include <deque>
#include <fstream>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <tuple>
#include <utility>

namespace assay::ingest {
namespace {

constexpr const char* kOne = "https://one.example.org/feed";
constexpr const char* kTwo = "https://two.example.org/feed";

class FixedClock final : public Clock {
 public:
  explicit FixedClock(std::int64_t now) : now_(now) {}
  [[nodiscard]] std::int64_t now() const override { return now_; }
  void set(std::int64_t now) { now_ = now; }

 private:
  std::int64_t now_;
};

/// An empty title is that of an item that nobody can read.
std::string feed(const std::vector<std::string>& titles) {
  std::string items;
  for (const std::string& title : titles) {
    items += title.empty() ? std::string("<item><guid>x</guid></item>")
                           : std::string("<item><guid isPermaLink=\"false\">")
                                 .append(title)
                                 .append("</guid><title>")
                                 .append(title)
                                 .append(
                                     "</title><description>We deployed it; it reduces latency "
                                     "by 3x.</description></item>");
  }
  return "<rss version=\"2.0\"><channel><title>Notes</title>" + items + "</channel></rss>";
}

/// A page of OAI-PMH. An empty title is that of a record that nobody can read.
std::string oai_page(const std::vector<std::string>& titles, const std::string& token) {
  std::string records;
  for (const std::string& title : titles) {
    records += "<record><header><identifier>oai:x:" + title +
               "</identifier><datestamp>2026-11-19</datestamp></header><metadata><dc>" +
               (title.empty() ? "" : "<title>" + title + "</title>") +
               "<date>2001-02-03</date></dc></metadata></record>";
  }
  return "<OAI-PMH><responseDate>2026-11-20T00:00:00Z</responseDate><request "
         "verb='ListRecords'>x</request><ListRecords>" +
         records + "<resumptionToken>" + token + "</resumptionToken></ListRecords></OAI-PMH>";
}

/// Answers with what comes next, whatever exactly is asked.
class InOrder final : public source::Fetcher {
 public:
  explicit InOrder(std::function<std::pair<std::string, int>()> next) : next_(std::move(next)) {}
  [[nodiscard]] std::string secret(const std::string& /*variable*/) const override { return {}; }

 protected:
  source::Response do_fetch(const source::Request& request) override {
    source::Response response;
    std::tie(response.body, response.status) = next_();
    response.url = request.url;
    response.headers = {{"content-type", "application/xml"}};
    return response;
  }
  source::Response do_download(const source::Request& request,
                               const std::filesystem::path& /*target*/) override {
    return do_fetch(request);
  }

 private:
  std::function<std::pair<std::string, int>()> next_;
};

/// Answers of one source each.
class SyncTest : public testing::Test {
 protected:
  SyncTest() : library_(temporary_.path() / "library", library::Library::Mode::kWrite) {
    index_ = open_current_index(library_);
    options_.clock = &clock_;
  }

  void add(const std::string& name, const std::string& address,
           const std::string& connector = "feed") {
    library_.begin();
    library::SourceSetup setup;
    setup.name = name;
    setup.connector = connector;
    setup.address = address;
    library::save_source(library_, setup, clock_.now());
    library_.commit_aside();
  }

  /// What an address answers next.
  void answer(const std::string& address, const std::string& body, int status = 200) {
    answers_[address].emplace_back(body, status);
  }

  std::unique_ptr<source::Fetcher> fetcher(const source::SourceSpec& spec) {
    return std::make_unique<InOrder>([this, address = spec.address] {
      const std::lock_guard lock(mutex_);
      auto& left = answers_[address];
      if (left.empty()) {
        throw Error(Errc::kNetwork, "the test laid out no answer", address);
      }
      std::pair<std::string, int> next = left.front();
      left.pop_front();
      return next;
    });
  }

  SyncReport sync() {
    return sync_sources(
        library_, *index_, identify::default_judge(),
        [this](const source::SourceSpec& spec) { return fetcher(spec); }, options_);
  }

  std::uint64_t library_size(Turn& turn) {
    const std::lock_guard lock(turn);
    return library_.size();
  }

  library::SourceState state(const std::string& name) {
    return library::find_source(library_, name)->state;
  }

  TempDir temporary_;
  library::Library library_;
  std::unique_ptr<search::Index> index_;
  FixedClock clock_{1'000'000};
  SyncOptions options_;
  std::mutex mutex_;
  std::map<std::string, std::deque<std::pair<std::string, int>>> answers_;  // guarded by mutex_
};

TEST_F(SyncTest, DueSources_AreRead_AndStoredWithTheirState) {
  add("one", kOne);
  add("two", kTwo);
  answer(kOne, feed({"First", "Second"}));
  answer(kTwo, feed({"Third", ""}));
  const SyncReport report = sync();
  ASSERT_EQ(report.sources.size(), 2U);
  EXPECT_EQ(report.sources[0].name, "one");
  EXPECT_EQ(report.sources[0].added, 2U);
  EXPECT_EQ(report.sources[1].added, 1U);
  EXPECT_EQ(report.sources[1].rejected, 1U) << "no title";
  EXPECT_TRUE(std::filesystem::exists(report.sources[1].rejections.value()));
  EXPECT_FALSE(report.sources[0].rejections);
  EXPECT_EQ(library_.size(), 3U);
  EXPECT_EQ(index_->size(), 3U);
  EXPECT_EQ(index_->generation(), library_.generation());
  EXPECT_EQ(state("one").last_success, 1'000'000);
  EXPECT_EQ(state("one").next_due, 1'000'000 + 6 * 3600);
  EXPECT_EQ(state("one").records, 2);
  EXPECT_NE(state("one").cursor, "");
  EXPECT_TRUE(sync().sources.empty()) << "nothing is due";
  clock_.set(1'000'000 + 6 * 3600);
  answer(kOne, feed({"First", "Second", "Fourth"}));
  answer(kTwo, feed({"Third"}));
  const SyncReport second = sync();
  EXPECT_EQ(second.sources[0].added, 1U);
  EXPECT_EQ(second.sources[0].unchanged, 2U);
  EXPECT_EQ(state("two").rejected, 0) << "of the last sync";
  EXPECT_FALSE(std::filesystem::exists(report.sources[1].rejections.value()));
}

TEST_F(SyncTest, SourceThatFails_StopsNoOther_AndIsTriedAgainSooner) {
  add("one", kOne);
  add("two", kTwo);
  answer(kOne, "", 404);
  answer(kTwo, feed({"Third"}));
  const SyncReport report = sync();
  ASSERT_TRUE(report.sources[0].error);
  EXPECT_FALSE(report.sources[1].error);
  EXPECT_EQ(library_.size(), 1U);
  EXPECT_EQ(state("one").failures, 1);
  EXPECT_NE(state("one").error, "");
  EXPECT_EQ(state("one").last_success, 0);
  EXPECT_EQ(state("one").next_due, 1'000'000 + 900);
  clock_.set(1'000'000 + 900);
  answer(kOne, "", 404);
  EXPECT_EQ(sync().sources.size(), 1U);
  EXPECT_EQ(state("one").next_due, 1'000'000 + 900 + 1800);
  options_.names = {"one"};
  answer(kOne, feed({"Back"}));
  static_cast<void>(sync());
  EXPECT_EQ(state("one").failures, 0);
  EXPECT_EQ(state("one").error, "");
}

TEST_F(SyncTest, NamesAndRestart) {
  add("one", kOne);
  options_.names = {"nobody"};
  EXPECT_THROW(static_cast<void>(sync()), Error);
  options_.names.clear();
  answer(kOne, feed({"First"}));
  options_.since = "2020-01-01";
  static_cast<void>(sync());
  EXPECT_EQ(library::find_source(library_, "one")->setup.since, "2020-01-01");
  options_.since = "2024-01-01";
  options_.names = {"one"};
  answer(kOne, feed({"First"}));
  const SyncReport again = sync();
  EXPECT_EQ(again.sources.at(0).unchanged, 1U);
  EXPECT_EQ(again.sources.at(0).remarks.size(), 1U) << "said, not passed over";
  EXPECT_EQ(library::find_source(library_, "one")->setup.since, "2020-01-01") << "it was begun";
  options_.names.clear();
  options_.restart = {"one"};
  answer(kOne, feed({"First"}));
  EXPECT_EQ(sync().sources.at(0).unchanged, 1U) << "nothing comes twice";
  EXPECT_EQ(library::find_source(library_, "one")->setup.since, "2024-01-01");
  EXPECT_EQ(library_.size(), 1U);
}

TEST_F(SyncTest, SameIdIsTheSameThing_WhateverItsTitle) {
  add("one", kOne);
  answer(
      kOne,
      "<rss "
      "version=\"2.0\"><channel><item><guid>g1</guid><title>Draft</title></item></channel></rss>");
  static_cast<void>(sync());
  options_.names = {"one"};
  answer(kOne,
         "<rss version=\"2.0\"><channel><item><guid>g1</guid><title>Quite "
         "another</title></item></channel></rss>");
  EXPECT_EQ(sync().sources.at(0).updated, 1U);
  EXPECT_EQ(library_.size(), 1U);
}

TEST_F(SyncTest, DryRun_CountsAndStoresNothing) {
  add("one", kOne);
  answer(kOne, feed({"First", ""}));
  const auto try_it = [&] {
    return try_sources(
        library_, [this](const source::SourceSpec& spec) { return fetcher(spec); }, options_);
  };
  const SyncReport report = try_it();
  EXPECT_EQ(report.sources.at(0).added, 1U);
  EXPECT_EQ(report.sources.at(0).rejected, 1U);
  EXPECT_EQ(report.sources.at(0).titles, std::vector<std::string>{"First"});
  EXPECT_EQ(library_.size(), 0U);
  EXPECT_EQ(state("one"), library::SourceState{});
  EXPECT_FALSE(std::filesystem::exists(library_.folder() / "rejections"));
}

TEST_F(SyncTest, Stop_KeepsWhatIsCommitted_AndIsNoFailure) {
  add("one", kOne);
  const std::atomic<bool> stop{true};
  options_.stop = &stop;
  const SyncReport report = sync();
  EXPECT_TRUE(report.interrupted);
  EXPECT_TRUE(report.sources.at(0).more);
  EXPECT_FALSE(report.sources.at(0).error);
  EXPECT_EQ(state("one").failures, 0);
  EXPECT_EQ(state("one").next_due, 0) << "still due";
}

TEST_F(SyncTest, OthersWriteWhileAPageIsWaitedFor) {
  add("one", kOne, "oai-pmh");
  for (const char* title : {"First", "Second", "Third"}) {
    answer(kOne, oai_page({title}, std::string("after ") + title));
  }
  Turn turn;
  turn.lock();
  options_.turn = &turn;
  int asked = 0;
  const auto change = [&] {
    const std::lock_guard lock(turn);
    library_.begin();
    if (asked == 2) {
      library::set_reading(library_, WorkId{1}, {library::ReadState::kRead, std::nullopt, 7}, 7);
      library_.touch(WorkId{1});
    } else if (asked == 3) {
      library::remove_source(library_, "one");
    }
    library_.commit();
  };
  const SyncReport report = sync_sources(
      library_, *index_, identify::default_judge(),
      [&](const source::SourceSpec& spec) {
        return std::make_unique<InOrder>([&, inner = spec.address] {
          if (++asked > 3) {
            throw Error(Errc::kNetwork, "the test laid out no answer", inner);
          }
          // The page before is stored when the writer waits for this one.
          while (library_size(turn) + 1 < static_cast<std::uint64_t>(asked)) {
            std::this_thread::yield();
          }
          change();
          const std::lock_guard lock(mutex_);
          auto next = answers_[inner].front();
          answers_[inner].pop_front();
          return next;
        });
      },
      options_);
  turn.unlock();
  EXPECT_EQ(library_.size(), 2U) << "nothing comes from a source that was removed";
  EXPECT_FALSE(library::find_source(library_, "one")) << "and it is not added again";
  ASSERT_TRUE(report.sources[0].error);
  EXPECT_EQ(report.sources[0].error->code(), Errc::kNotFound);
  EXPECT_EQ(index_->generation(), library_.generation());
  EXPECT_EQ(index_->search(search::parse_query("first read:yes"), {}).total, 1U);
}

TEST_F(SyncTest, ProposedSourceThatIsRemovedBeforeItIsRead_EndsNothing) {
  add("list", kOne, "opml");
  answer(kOne,
         std::string("<opml version=\"2.0\"><body><outline text=\"Two\" type=\"rss\" xmlUrl=\"") +
             kTwo + "\"/></body></opml>");
  options_.names = {"list"};
  options_.progress = [&](std::uint64_t /*records*/) {
    for (const library::StoredSource& source : library::list_sources(library_)) {
      if (source.setup.address == kTwo) {
        library_.begin();
        library::remove_source(library_, source.setup.name);
        library_.commit_aside();
      }
    }
  };
  const SyncReport report = sync();
  ASSERT_EQ(report.sources.size(), 1U);
  EXPECT_EQ(report.sources[0].sources.size(), 1U) << "it was proposed";
  EXPECT_FALSE(report.sources[0].error);
}

TEST_F(SyncTest, Withdraw_TakesTheWorkOutOfTheIndex_AndBack) {
  add("one", kOne);
  answer(kOne, feed({"First", "Second"}));
  static_cast<void>(sync());
  Absorber absorber(library_, identify::default_judge());
  library_.begin();
  EXPECT_TRUE(absorber.withdraw("one", "First", 5));
  EXPECT_FALSE(absorber.withdraw("one", "First", 6)) << "it was before";
  EXPECT_FALSE(absorber.withdraw("one", "nothing", 6));
  const std::int64_t generation = library_.commit();
  const IndexBatch batch = absorber.take_changes(generation);
  EXPECT_EQ(batch.gone.size(), 1U);
  EXPECT_TRUE(batch.documents.empty());
  index_.reset();
  index_ = open_current_index(library_);  // by what the library tells
  EXPECT_EQ(index_->size(), 1U);
  options_.names = {"one"};
  answer(kOne, feed({"First", "Second"}));
  EXPECT_EQ(sync().sources.at(0).updated, 1U) << "it is there again";
  EXPECT_EQ(index_->size(), 2U);
}

TEST_F(SyncTest, Since_LeavesOutWhatIsOlder_AndSaysSo) {
  add("one", kOne);
  const auto item = [](const std::string& title, const std::string& day) {
    return "<item><guid>" + title + "</guid><title>" + title + "</title>" +
           (day.empty() ? "" : "<pubDate>" + day + " 10:00:00 GMT</pubDate>") + "</item>";
  };
  const std::string head = "<rss version=\"2.0\"><channel><title>Notes</title>";
  const std::string all = item("Old", "31 Oct 2026") + item("New", "01 Nov 2026") +
                          item("Undated", "") + "</channel></rss>";
  options_.since = "2026-11-01";
  answer(kOne, head + all);
  const SyncReport report = sync();
  EXPECT_EQ(report.sources.at(0).read, 2U);
  EXPECT_EQ(report.sources.at(0).added, 2U);
  EXPECT_EQ(report.sources.at(0).left_out, 1U);
  EXPECT_EQ(report.sources.at(0).remarks,
            std::vector<std::string>{"1 older than 2026-11-01 left out"});
  // It stays so when the feed changes.
  options_.since.clear();
  options_.names = {"one"};
  answer(kOne, head + item("Newest", "02 Nov 2026") + all);
  EXPECT_EQ(sync().sources.at(0).added, 1U);
  EXPECT_EQ(library_.size(), 3U);
  // A source read anew from an earlier day brings the rest.
  options_.names.clear();
  options_.restart = {"one"};
  options_.since = "2026";
  answer(kOne, head + all);
  EXPECT_EQ(sync().sources.at(0).added, 1U);
}

TEST_F(SyncTest, SinceOfAServiceThatKnowsIt_IsTheServices) {
  // An old paper whose record was changed lately is what OAI-PMH's `from` asks for.
  add("ml", kOne, "oai-pmh");
  options_.since = "2026-11-01";
  answer(kOne, oai_page({"An old paper"}, ""));
  EXPECT_EQ(sync().sources.at(0).added, 1U);
}

TEST_F(SyncTest, RejectionsOfASyncThatWasCutOff_AreKeptAndNotDoubled) {
  add("ml", kOne, "oai-pmh");
  const std::filesystem::path list = library_.folder() / "rejections" / "ml.rejections.jsonl";
  const auto lines = [&] {
    std::ifstream in(list);
    std::size_t count = 0;
    for (std::string line; std::getline(in, line);) {
      ++count;
    }
    return count;
  };
  answer(kOne, oai_page({"First", ""}, "a"));
  options_.most_pages = 1;
  EXPECT_TRUE(sync().sources.at(0).more);
  EXPECT_EQ(lines(), 1U);
  // Of a page that was not stored any more when it ended, the list has a line too many.
  std::ofstream(list, std::ios::app) << "{}\n{\"half\":";
  options_.most_pages = 0;
  options_.names = {"ml"};
  answer(kOne, oai_page({"Second"}, "b"));
  answer(kOne, oai_page({"", "Third", ""}, ""));
  const SyncReport report = sync();
  EXPECT_EQ(report.sources.at(0).rejected, 2U);
  EXPECT_EQ(lines(), 3U);
  EXPECT_EQ(state("ml").rejected, 3);
  EXPECT_EQ(report.sources.at(0).rejections, list);
  answer(kOne, oai_page({"First"}, ""));
  static_cast<void>(sync());
  EXPECT_FALSE(std::filesystem::exists(list)) << "a new sync begins a new list";
}

TEST(SourceNames, AreMadeSoundAndSingle) {
  EXPECT_EQ(source_name_of("Notes on Serving!"), "notes-on-serving");
  EXPECT_EQ(source_name_of("Überblick"), "uberblick");
  EXPECT_EQ(source_name_of("日本"), "source");
  const TempDir temporary;
  library::Library library(temporary.path(), library::Library::Mode::kWrite);
  library.begin();
  const std::vector<source::SourceSpec> proposals = {{"Blog", "feed", kOne, {}},
                                                     {"Blog", "feed", kTwo, {}},
                                                     {"Again", "feed", kOne, {}},
                                                     {"Bad", "feed", "ftp://x", {}}};
  EXPECT_EQ(add_proposals(library, proposals, 3600, 1),
            (std::vector<std::string>{"blog", "blog-2"}));
  EXPECT_TRUE(add_proposals(library, proposals, 3600, 1).empty());
  library.commit_aside();
  EXPECT_EQ(library::find_source(library, "blog-2")->setup.interval_s, 3600);
}

TEST(Due, ClockThatJumps_DelaysNothing) {
  library::StoredSource source;
  source.setup.interval_s = 3600;
  EXPECT_TRUE(is_due(source, 10)) << "never synced";
  source.state = {"", false, 1000, 1000, 4600, 0, 0, 0, ""};
  EXPECT_FALSE(is_due(source, 4599));
  EXPECT_TRUE(is_due(source, 4600));
  EXPECT_TRUE(is_due(source, 900)) << "the clock was ahead when it was synced";
  source.state.next_due = 1'000'000;
  EXPECT_TRUE(is_due(source, 2000)) << "no source waits longer than its interval";
  source.setup.paused = true;
  EXPECT_FALSE(is_due(source, 2'000'000));
}

TEST(Interval, IsReadAndWritten) {
  for (const char* text : {"30m", "6h", "1d", "2w", "90s"}) {
    EXPECT_EQ(format_interval(parse_interval(text)), text);
  }
  EXPECT_EQ(format_interval(parse_interval("24h")), "1d");
  for (const char* text : {"", "6", "h", "-6h", "6 h", "59s", "9999999999999w", "6hh", "400d"}) {
    EXPECT_THROW(static_cast<void>(parse_interval(text)), Error) << text;
  }
}

TEST(Presets, AreSound) {
  EXPECT_GE(presets().size(), 5U);
  for (const Preset& preset : presets()) {
    EXPECT_EQ(&require_preset(preset.name), &preset);
    EXPECT_FALSE(preset.sources.empty());
    for (const library::SourceSetup& setup : preset.sources) {
      EXPECT_EQ(source_name_of(setup.name), setup.name);
      EXPECT_GE(setup.interval_s, 3600);
      library::SourceSetup whole = setup;
      if (setup.address.empty() && setup.connector == "opml") {
        whole.address = "https://example.org/blogs.opml";  // the reader gives it
      }
      EXPECT_NO_THROW(require_sound(whole)) << setup.name;
    }
  }
  EXPECT_EQ(require_preset("arxiv MACHINE learning").name, "arXiv machine learning");
  EXPECT_THROW(static_cast<void>(require_preset("nothing")), Error);
}

}  // namespace
}  // namespace assay::ingest
