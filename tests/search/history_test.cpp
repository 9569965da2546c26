/// Two hundred random histories of an index, each compared with a naive model all along: adding,
/// updating, deleting, committing, learning, merging, opening again; killed, copied under way, or
/// without room to write. A failure prints the seed; Histories/History.* runs the ten seeds of a
/// parameter.

#include "base/error.h"
#include "search/model.h"
#include "search/search_testing.h"
#include "search/snapshot_internal.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

namespace assay::search {
namespace {

struct Rules {
  unsigned vocabulary = 16;
  unsigned longest = 12;  ///< Words of an abstract.
  unsigned works = 100;
  unsigned burst = 40;  ///< Changes at once.
  unsigned steps = 7;
  unsigned questions = 3;
};

/// The works that own words were learnt from.
struct Learning {
  Model::Works works;
  std::size_t from = 0;  ///< The fewest works since: from there the library is to grow by half.

  /// What Index::learn does to it.
  void learn(const Model& model) {
    constexpr std::size_t kFewest = 3;
    if (model.works.size() >= std::max(kFewest, from + from / 2)) {
      works = model.works;
      from = works.size();
    }
  }
  /// What Index::commit does to it.
  void commit(const Model& model) { from = std::min(from, model.works.size()); }
};

/// One call of an index.
struct Op {
  enum class Type { kPut, kRemove, kCommit, kSettle, kOptimise, kLearn } type = Type::kPut;
  std::int64_t id = 0;  ///< A work, or the generation.
  std::shared_ptr<const ModelWork> work;

  void apply(Index& index) const {
    switch (type) {
      case Type::kPut:
        index.put(work->document);
        break;
      case Type::kRemove:
        index.remove(WorkId{id});
        break;
      case Type::kCommit:
        index.commit(id);
        break;
      case Type::kSettle:
        index.settle();
        break;
      case Type::kOptimise:
        index.optimise();
        break;
      case Type::kLearn:
        index.learn();
        break;
    }
  }
  void apply(Model& model) const {
    if (type == Type::kPut) {
      model.works[id] = work;
    } else if (type == Type::kRemove) {
      model.works.erase(id);
    } else if (type == Type::kCommit) {
      model.generation = id;
    }
  }
};

class History {
 public:
  History(unsigned seed, Rules rules) : dice_(seed), rules_(rules) {
    writer_ = std::make_unique<Index>(folder(), Index::Mode::kWrite);
    reader_ = std::make_unique<Index>(folder(), Index::Mode::kRead);
  }

  /// Empty, or what went wrong.
  std::string run() {
    std::string problem = load();
    for (unsigned step = 0; step < rules_.steps && problem.empty(); ++step) {
      problem = this->step();
      if (!problem.empty()) {
        problem = fmt::format("step {}, {}: {}", step, what_, problem);
      }
    }
    writer_.reset();
    if (problem.empty()) {
      what_ = "end";
      reader_->check();
      problem = check(Index(folder(), Index::Mode::kRead), committed_, false);
    }
    return problem.empty() ? check_meaning() : problem;
  }

 private:
  [[nodiscard]] std::filesystem::path folder() const { return temp_.path() / "index"; }

  Op change() {
    const std::int64_t id = 1 + dice_.below(rules_.works);
    if (dice_.one_in(5)) {
      return {Op::Type::kRemove, id, nullptr};
    }
    return {Op::Type::kPut, id, make_work(dice_, id, rules_.vocabulary, rules_.longest)};
  }

  void apply(const Op& op) {
    op.apply(*writer_);
    op.apply(pending_);
    if (op.type == Op::Type::kCommit) {
      committed_ = pending_;
      learning_.commit(committed_);
    } else if (op.type == Op::Type::kLearn) {
      learning_.learn(committed_);
    }
  }

  void change_some() {
    for (unsigned i = 1 + dice_.below(rules_.burst); i > 0; --i) {
      apply(change());
    }
  }

  void commit() { apply({Op::Type::kCommit, ++generation_, nullptr}); }

  /// Large histories begin with most of their works, in several commits.
  std::string load() {
    if (rules_.works < 1000) {
      return {};
    }
    what_ = "load";
    for (std::int64_t id = 1; id <= rules_.works; ++id) {
      apply({Op::Type::kPut, id, make_work(dice_, id, rules_.vocabulary, rules_.longest)});
      if (id == rules_.works * 2 / 3) {
        commit();
      }
    }
    commit();
    return check(*writer_, committed_, false);
  }

  std::string step() {
    switch (dice_.below(12)) {
      case 0:
      case 1:
      case 2:
        what_ = "commit";
        change_some();
        commit();
        return check(dice_.one_in(2) ? *writer_ : *reader_, committed_, false);
      case 3:
        what_ = "uncommitted";
        change_some();
        return check(*reader_, committed_, false);
      case 4:
        what_ = "settle";
        writer_->settle();
        return check(*reader_, committed_, false);
      case 5:
        what_ = "optimise";
        writer_->optimise();
        return check(*reader_, committed_, rules_.works < 1000);
      case 6:
        return reopen();
      case 7:
        return copy();
      case 8:
        return fail_to_write();
      case 9:
        return kill(false);
      case 10:
        what_ = "learn";
        change_some();
        commit();
        apply({Op::Type::kLearn, 0, nullptr});
        return check(*reader_, committed_, false);
      default:
        return kill(true);
    }
  }

  std::string reopen() {
    what_ = "reopen";
    writer_.reset();
    pending_ = committed_;
    writer_ = std::make_unique<Index>(folder(), Index::Mode::kWrite);
    return check(*writer_, committed_, false);
  }

  /// The folder as a crash at this moment would leave it.
  std::string copy() {
    what_ = "copy";
    const TempDir temp;
    std::filesystem::copy(folder(), temp.path() / "copy", std::filesystem::copy_options::recursive);
    {
      const Index index(temp.path() / "copy", Index::Mode::kRead);
      index.check();
      if (std::string problem = check(index, committed_, false); !problem.empty()) {
        return problem;
      }
    }
    Index index(temp.path() / "copy", Index::Mode::kWrite);
    Model model = committed_;
    for (const Op& op : {change(), change(), Op{Op::Type::kCommit, generation_ + 1, nullptr}}) {
      op.apply(index);
      op.apply(model);
    }
    return check(index, model, false);
  }

  std::string fail_to_write() {
    what_ = "no room";
    try {
      const SmallFiles limit(dice_.below(1U << dice_.below(19)));
      change_some();
      dice_.one_in(4) ? writer_->optimise() : commit();
      if (dice_.one_in(2)) {
        commit();
        apply({Op::Type::kLearn, 0, nullptr});
      }
    } catch (const Error& error) {
      if (error.code() != Errc::kIo) {
        return error.what();
      }
      pending_ = committed_;
    }
    std::string problem = check(*writer_, committed_, false);
    return problem.empty() ? check(Index(folder(), Index::Mode::kRead), committed_, false)
                           : problem;
  }

  std::vector<Op> make_script() {
    std::vector<Op> script;
    for (unsigned i = 1 + dice_.below(4); i > 0; --i) {
      for (unsigned n = 1 + dice_.below(rules_.burst); n > 0; --n) {
        script.push_back(change());
      }
      script.push_back({Op::Type::kCommit, ++generation_, nullptr});
      if (dice_.one_in(4)) {
        script.push_back({dice_.one_in(2) ? Op::Type::kSettle : Op::Type::kOptimise, 0, nullptr});
      }
      if (dice_.one_in(2)) {
        script.push_back({Op::Type::kLearn, 0, nullptr});
      }
    }
    return script;
  }

  /// Another process goes on and is killed: after some operation, or by us while it works.
  std::string kill(bool from_outside) {
    what_ = from_outside ? "kill -9" : "killed itself";
    writer_.reset();
    const std::vector<Op> script = make_script();
    const auto stop = dice_.below(static_cast<unsigned>(script.size()));
    const unsigned commits = dice_.below(4);
    int pipe_ends[2];
    if (pipe(pipe_ends) != 0) {
      return "no pipe";
    }
    const Fd out(pipe_ends[0]);
    Fd in(pipe_ends[1]);
    const pid_t child = fork();
    if (child == 0) {
      play(script, from_outside ? script.size() : stop, in.get());
    }
    in = Fd();
    std::size_t seen = 0;
    char byte = 0;
    while ((!from_outside || seen < commits) && read(out.get(), &byte, 1) == 1) {
      ++seen;
    }
    if (from_outside) {
      ::kill(child, SIGKILL);
    }
    int status = 0;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFSIGNALED(status) ||
        WTERMSIG(status) != SIGKILL) {
      return "the child ended by itself";
    }
    return find_state(script, seen);
  }

  [[noreturn]] void play(const std::vector<Op>& script, std::size_t stop, int out) {
    try {
      Index index(folder(), Index::Mode::kWrite);
      for (std::size_t i = 0; i < script.size(); ++i) {
        if (i == stop) {
          raise(SIGKILL);
        }
        script[i].apply(index);
        if (script[i].type == Op::Type::kCommit && write(out, "c", 1) != 1) {
          _exit(4);
        }
      }
      raise(SIGKILL);
    } catch (...) {
      _exit(3);
    }
    _exit(5);
  }

  /// Which of the script's commits stands: one of those that returned, or the one after.
  std::string find_state(const std::vector<Op>& script, std::size_t seen) {
    const Index index(folder(), Index::Mode::kRead);
    const std::int64_t found = index.generation();
    pending_ = committed_;
    std::size_t commits = 0;
    for (const Op& op : script) {
      if (committed_.generation == found) {
        break;
      }
      op.apply(pending_);
      if (op.type == Op::Type::kCommit) {
        committed_ = pending_;
        learning_.commit(committed_);
        ++commits;
      } else if (op.type == Op::Type::kLearn) {
        learning_.learn(committed_);
      }
    }
    if (learnt_from() != learning_.from) {
      learning_.learn(committed_);  // done behind the last commit
    }
    pending_ = committed_;
    if (committed_.generation != found || commits < seen) {
      return "generation " + std::to_string(found) + " stands after " + std::to_string(seen) +
             " commits";
    }
    index.check();
    std::string problem = check(index, committed_, false);
    writer_ = std::make_unique<Index>(folder(), Index::Mode::kWrite);
    return problem.empty() ? check(*reader_, committed_, false) : problem;
  }

  [[nodiscard]] std::uint64_t learnt_from() const {
    return load_snapshot(folder(), nullptr, nullptr)->learnt_from;
  }

  /// Nearness by meaning is that of an index that learnt from the same works and holds the same
  /// now.
  std::string check_meaning() {
    if (learnt_from() != learning_.from) {
      return fmt::format("learnt from {} rather than {} works", learnt_from(), learning_.from);
    }
    if (rules_.works > 1000) {
      return {};
    }
    const TempDir temp;
    Index fresh(temp.path() / "index", Index::Mode::kWrite);
    for (const auto& [id, work] : learning_.works) {
      fresh.put(work->document);
    }
    fresh.commit(1);
    fresh.learn();
    for (const auto& [id, work] : learning_.works) {
      fresh.remove(WorkId{id});
    }
    for (const auto& [id, work] : committed_.works) {
      fresh.put(work->document);
    }
    fresh.commit(2);
    const auto found = load_snapshot(folder(), nullptr, nullptr);
    const auto right = load_snapshot(temp.path() / "index", nullptr, nullptr);
    for (const auto& [id, work] : committed_.works) {
      if (row_of(*found, id) != row_of(*right, id)) {
        return fmt::format("the vector of work {}", id);
      }
    }
    return {};
  }

  /// Scale and values of a work's vector.
  static std::vector<float> row_of(const Snapshot& snapshot, std::int64_t work) {
    std::vector<float> row;
    for (const LiveSegment& live : snapshot.segments) {
      const std::optional<std::uint32_t> doc = live.segment->find_work(work);
      if (doc && !live.is_dead(*doc)) {
        const Vectors& vectors = live.segment->vectors();
        row.push_back(vectors.scale(*doc));
        row.insert(row.end(), vectors.values(*doc), vectors.values(*doc) + vectors.dimensions());
      }
    }
    return row;
  }

  std::string check(const Index& index, const Model& model, bool pure) {
    if (index.size() != model.works.size() || index.generation() != model.generation) {
      return "size or generation";
    }
    for (unsigned i = 0; i < rules_.questions; ++i) {
      const std::string question = make_question(dice_, model, rules_.vocabulary);
      std::string problem = compare(index, model, question, dice_, pure);
      if (!problem.empty()) {
        return problem;
      }
    }
    return {};
  }

  Dice dice_;
  Rules rules_;
  TempDir temp_;
  std::unique_ptr<Index> writer_;
  std::unique_ptr<Index> reader_;
  Model committed_;
  Model pending_;
  Learning learning_;
  std::int64_t generation_ = 0;
  std::string what_;
};

Rules rules_of(unsigned seed) {
  if (seed % 50 == 0) {
    return {3000, 4, 20000, 600, 2, 6};
  }
  if (seed % 25 == 0) {
    return {300, 6, 5000, 1200, 3, 4};
  }
  constexpr unsigned kVocabularies[] = {3, 16, 60, 1000};
  Rules rules;
  rules.vocabulary = kVocabularies[seed % 4];
  rules.longest = seed % 3 == 0 ? 60 : 8;
  rules.works = seed % 5 == 0 ? 400 : 30 + seed % 100;
  rules.burst = seed % 5 == 0 ? 300 : 30;
  return rules;
}

class Histories : public testing::TestWithParam<unsigned> {};

TEST_P(Histories, AnyCourse_SameAnswersAsModel) {
  for (unsigned seed = 10 * GetParam() + 1; seed <= 10 * GetParam() + 10; ++seed) {
    std::string problem;
    try {
      problem = History(seed, rules_of(seed)).run();
    } catch (const Error& error) {
      problem = error.what();
    }
    ASSERT_EQ(problem, "") << "seed " << seed;
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Histories, testing::Range(0U, 20U));

}  // namespace
}  // namespace assay::search
