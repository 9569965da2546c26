/// Readers while a writer commits, merges and optimises: every answer belongs to one commit.
/// Runs under the thread sanitizer too (preset tsan).

#include "base/error.h"
#include "search/search_testing.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

namespace assay::search {
namespace {

constexpr std::int64_t kWorks = 60;
constexpr int kCommits = 60;

/// In commit g all works are of the year 1900 + g, and the first g % kWorks + 1 have the word
/// "some".
Document make_state(std::int64_t id, int commit) {
  Document document = make_document(id, id <= commit % kWorks + 1 ? "All some" : "All");
  document.work.year = 1900 + commit;
  return document;
}

void write_all(const std::filesystem::path& folder, std::string& problem) {
  try {
    Index index(folder, Index::Mode::kWrite);
    for (int commit = 2; commit <= kCommits; ++commit) {
      for (std::int64_t id = 1; id <= kWorks; ++id) {
        index.put(make_state(id, commit));
      }
      index.remove(WorkId{kWorks + 1});
      index.commit(commit);
      if (commit % 13 == 0) {
        index.optimise();
      } else if (commit % 7 == 0) {
        index.settle();
      }
    }
  } catch (const std::exception& error) {
    problem = error.what();
  }
}

/// What is wrong with the answer to `query`, which must be that of a commit from `since` on.
std::string check_answer(const Index& index, const std::string& query, int& since) {
  Options options;
  options.k = 1000;
  const Results results = index.search(parse_query(query), options);
  if (results.years.size() != 1) {
    return query + ": works of " + std::to_string(results.years.size()) + " commits";
  }
  const int commit = std::stoi(results.years.front().first) - 1900;
  const auto expected = static_cast<std::size_t>(query == "some" ? commit % kWorks + 1 : kWorks);
  if (commit < since) {
    return query + ": an older commit than before";
  }
  since = commit;
  if (results.total != expected || results.hits.size() != expected) {
    return query + ": " + std::to_string(results.total) + " works in commit " +
           std::to_string(commit);
  }
  std::set<std::int64_t> ids;
  for (const Hit& hit : results.hits) {
    ids.insert(hit.id.v);
  }
  const bool whole = ids.size() == expected && *ids.begin() == 1 &&
                     *ids.rbegin() == static_cast<std::int64_t>(expected);
  return whole ? std::string() : query + ": a work twice or missing";
}

void read_all(const std::filesystem::path& folder, const Index& shared,
              const std::atomic<bool>& done, std::string& problem) {
  constexpr const char* kQueries[] = {"all", "some", "", "al*"};
  try {
    int since = 1;
    for (int round = 0; problem.empty() && (!done || round < 5); ++round) {
      problem = check_answer(shared, kQueries[round % 4], since);
      if (problem.empty() && round % 4 == 0) {
        int opened = since;
        problem = check_answer(Index(folder, Index::Mode::kRead), kQueries[round % 3], opened);
      }
      if (problem.empty() && round % 16 == 0) {
        shared.check();
      }
    }
  } catch (const std::exception& error) {
    problem = error.what();
  }
}

TEST(Concurrency, ReadersWhileWriterCommits_EveryAnswerOfOneCommit) {
  std::vector<Document> documents;
  for (std::int64_t id = 1; id <= kWorks; ++id) {
    documents.push_back(make_state(id, 1));
  }
  const Shelf shelf(documents);
  const Index shared(shelf.folder(), Index::Mode::kRead);
  std::atomic<bool> done = false;
  std::vector<std::string> problems(5);
  std::vector<std::thread> readers;
  for (std::size_t i = 1; i < problems.size(); ++i) {
    readers.emplace_back([&, i] { read_all(shelf.folder(), shared, done, problems[i]); });
  }
  std::thread writer([&] { write_all(shelf.folder(), problems[0]); });
  writer.join();
  done = true;
  for (std::thread& reader : readers) {
    reader.join();
  }
  for (const std::string& problem : problems) {
    EXPECT_EQ(problem, "");
  }
  EXPECT_EQ(shared.generation(), kCommits);
}

}  // namespace
}  // namespace assay::search
