/// What is kept between requests, and what goes on beside them.

#include "serve/store.h"

#include "base/files.h"
#include "ingest/import.h"
#include "serve/jobs.h"
#include "serve/service.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <future>
#include <thread>

namespace assay::serve {
namespace {

class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    options_.library = temporary_.path() / "library";
    options_.version = "1";
    std::string lines;
    for (int i = 0; i < 6; ++i) {
      lines += R"({"title":"Machine translation )" + std::to_string(i) + "\"}\n";
    }
    write_file_atomically(temporary_.path() / "a.jsonl", lines);
    library::Library library(options_.library, library::Library::Mode::kWrite);
    const auto index = ingest::open_current_index(library);
    ingest::import_file(library, *index, identify::default_judge(), temporary_.path() / "a.jsonl",
                        {});
  }

  /// Learns the words of further documents without a new generation, as an import does at its end.
  void learn() const {
    search::Index index(ingest::index_folder(options_.library), search::Index::Mode::kWrite);
    for (std::int64_t id = 101; id <= 110; ++id) {
      search::Document document;
      document.id = {id};
      document.work.title = "Translation by zorblax";
      index.put(std::move(document));
    }
    index.commit(index.generation());
    index.learn();
  }

  static Request get(const std::string& target) {
    Request request;
    request.method = "GET";
    request.headers = {{"host", "h"}};
    request.peer = "127.0.0.1";
    parse_target(target, request);
    return request;
  }

  TempDir temporary_;
  StoreOptions options_;
};

TEST_F(StoreTest, AnswerFromBeforeWordsWereLearnt_IsNotGivenAgain) {
  ServiceOptions options;
  options.store = options_;
  options.guard.hosts = {"h"};
  Service service(options);
  Desk desk(service.store());
  Request request = get("/api/v1/search?q=translation&mode=meaning");
  const auto first = service.answer(request, desk);
  ASSERT_EQ(first->status, 200) << *first->body;
  EXPECT_EQ(service.at_once(request), first) << "nothing changed: it is kept";
  const std::int64_t generation = service.store().stamp().index;
  learn();
  std::this_thread::sleep_for(std::chrono::milliseconds(10));  // a stamp is felt every five
  EXPECT_EQ(service.store().stamp().index, generation);
  EXPECT_EQ(service.at_once(request), nullptr);
}

TEST_F(StoreTest, WriteThatRestsOnAView_WhereAnotherCameBefore_IsNotMade) {
  Store store(options_);
  Desk one(store);
  Desk other(store);
  one.open("");
  other.open("");
  one.rest_on_view();
  int made = 0;
  const auto change = [&made](library::Library& library) {
    library.begin();
    ++made;
    library.commit();
  };
  other.write(change);
  EXPECT_THROW(one.write(change), Outrun);
  EXPECT_EQ(made, 1);
  one.open("");
  one.rest_on_view();
  one.write(change);
  EXPECT_EQ(made, 2) << "on what is there now it is made";
}

TEST_F(StoreTest, JobThatRuns_IsSeenAndCancelledWhateverEndsBeside) {
  Store store(options_);
  Events events;
  std::promise<void> begun;
  Jobs jobs(store, events);
  const std::string running = jobs.add(
      "import",
      [&](const std::atomic<bool>& stop, const auto& /*progress*/) {
        begun.set_value();
        while (!stop.load()) {
          std::this_thread::yield();
        }
        return std::string("{}");
      },
      "ada", Jobs::Lane::kWriting, "");
  begun.get_future().wait();
  const auto nothing = [](const std::atomic<bool>& /*stop*/, const auto& /*progress*/) {
    return std::string("{}");
  };
  std::string last;
  for (int i = 0; i < 130; ++i) {
    last = jobs.add("doctor", nothing, "", Jobs::Lane::kLooking, "");
    while (nlohmann::json::parse(jobs.json(last, ""))["state"] != "done") {
      std::this_thread::yield();
    }
  }
  EXPECT_EQ(nlohmann::json::parse(jobs.json(running, "ada"))["state"], "running");
  EXPECT_EQ(nlohmann::json::parse(jobs.all_json("ada"))["jobs"].size(), 1U);
  EXPECT_EQ(nlohmann::json::parse(jobs.all_json("bob"))["jobs"].size(), 0U);
  EXPECT_THROW(jobs.cancel(running, "bob"), Error);
  EXPECT_LE(nlohmann::json::parse(jobs.all_json(""))["jobs"].size(), 101U)
      << "old ones are forgotten";
  jobs.cancel(running, "");
}

}  // namespace
}  // namespace assay::serve
