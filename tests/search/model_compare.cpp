#include "search/model.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

namespace assay::search {
namespace {

class QuestionMaker {
 public:
  QuestionMaker(Dice& dice, const Model& model, unsigned vocabulary)
      : dice_(dice), model_(model), vocabulary_(vocabulary) {}

  std::string make() {
    std::string out;
    const auto add = [&](const std::string& part) { out += (out.empty() ? "" : " ") + part; };
    for (unsigned i = dice_.one_in(10) ? 0 : 1 + dice_.below(4); i > 0; --i) {
      add((dice_.one_in(6) ? "-" : "") + term());
      while (dice_.one_in(5)) {
        add("OR " + term());
      }
    }
    for (unsigned i = dice_.one_in(3) ? 1 + dice_.below(2) : 0; i > 0; --i) {
      add(filter());
    }
    return out;
  }

 private:
  /// Up to `most` words side by side of some work.
  std::vector<std::string> run(unsigned most, std::optional<Place> place = std::nullopt) {
    std::vector<std::string> out;
    for (int tries = 0; tries < 20 && !model_.works.empty(); ++tries) {
      auto at = model_.works.lower_bound(
          1 + dice_.below(static_cast<unsigned>(model_.works.rbegin()->first)));
      const Passage& passage = dice_.pick(at->second->passages);
      if (passage.words.empty() || (place && passage.place != *place)) {
        continue;
      }
      const auto size = static_cast<unsigned>(passage.words.size());
      const unsigned count = std::min(size, 1 + dice_.below(most));
      const unsigned begin = dice_.below(size - count + 1);
      for (unsigned i = begin; i < begin + count; ++i) {
        out.push_back(Lexicon::instance().word(passage.words[i]));
      }
      return out;
    }
    out.push_back(Lexicon::instance().word(dice_.below(vocabulary_)));
    return out;
  }
  static std::string join(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) {
      out += (out.empty() ? "" : " ") + word;
    }
    return out;
  }
  std::string word() {
    // The most frequent words make the longest lists.
    return Lexicon::instance().word(
        dice_.below(dice_.one_in(2) ? std::min(vocabulary_, 12U) : vocabulary_));
  }
  std::string beginning(const std::string& of) {
    return of.substr(0, 1 + dice_.below(static_cast<unsigned>(of.size())));
  }
  std::string term() {
    switch (dice_.below(8)) {
      case 0:
        return "\"" + join(run(4)) + "\"";
      case 1:
        return beginning(word()) + "*";
      case 2: {
        std::vector<std::string> words = run(3);
        words.back() = beginning(words.back());
        return "\"" + join(words) + "\"*";
      }
      case 3:
        return "\"" + word() + " " + word() + "\"";
      case 4:
        return run(1).front();
      default:
        return word();
    }
  }
  std::string names(Place place) {
    std::vector<std::string> words = run(3, place);
    if (dice_.one_in(2)) {
      std::reverse(words.begin(), words.end());
    }
    return "\"" + join(words) + "\"";
  }
  std::string filter() {
    const std::string bound = std::to_string(dice_.below(9) * 125);
    const std::string led = bound == "1000" ? "1" : "0." + bound;
    const std::string year = std::to_string(1990 + dice_.below(36));
    switch (dice_.below(13)) {
      case 0:
        return "author:" + names(Place::kAuthor);
      case 1:
        return "org:" + names(Place::kOrganisation);
      case 2:
        return "venue:" + names(Place::kVenue);
      case 3:
        return "source:arxiv" + std::string(dice_.one_in(2) ? " source:\"My Feed\"" : "");
      case 4:
        return "kind:" + std::string(kind_name(static_cast<Kind>(dice_.below(kKindCount)))) +
               (dice_.one_in(2) ? " kind:paper" : "");
      case 5:
        return "topic:" + std::string(topic_name(static_cast<Topic>(dice_.below(kTopicCount))));
      case 6:
        return "since:" + year + (dice_.one_in(2) ? "-06" : "");
      case 7:
        return "until:" + year + (dice_.one_in(2) ? "-05-12" : "");
      case 8:
        return "led:>" + std::string(dice_.one_in(2) ? "=" : "") + led;
      case 9:
        return "led:<" + std::string(dice_.one_in(2) ? "=" : "") + led;
      case 10:
        return "led:0.25.." + led;
      case 11:
        return dice_.one_in(2) ? "code:yes" : "code:no";
      default:
        return dice_.one_in(2) ? "read:yes" : "read:no";
    }
  }

  Dice& dice_;
  const Model& model_;
  unsigned vocabulary_;
};

std::vector<std::int64_t> ids_of(const Results& results) {
  std::vector<std::int64_t> ids;
  for (const Hit& hit : results.hits) {
    ids.push_back(hit.id.v);
  }
  return ids;
}

std::string shown(const std::vector<std::int64_t>& ids) {
  std::ostringstream out;
  out << ids.size() << ":";
  for (std::size_t i = 0; i < std::min<std::size_t>(ids.size(), 60); ++i) {
    out << ' ' << ids[i];
  }
  return out.str();
}

constexpr std::size_t kAll = 1000000;

/// One question to both.
class Comparison {
 public:
  Comparison(const Index& index, const Model& model, const std::string& question, Dice& dice)
      : index_(index), model_(model), query_(parse_query(question)), dice_(dice) {
    ranked_ = std::any_of(query_.clauses.begin(), query_.clauses.end(),
                          [](const Clause& clause) { return !clause.negated; });
  }

  std::string run(bool pure) {
    expected_ = model_.find(query_);
    std::string problem = check_all();
    if (problem.empty() && pure && ranked_) {
      problem = check_scores();
    }
    if (problem.empty()) {
      problem = check_pages();
    }
    return problem.empty() ? check_sorts() : problem;
  }

 private:
  std::string check_all() {
    Options options;
    options.k = kAll;
    options.prune = false;
    all_ = index_.search(query_, options);
    std::vector<std::int64_t> ids = ids_of(all_);
    if (!ranked_ && ids != model_.sorted(expected_, Sort::kDate)) {
      return "order without words";
    }
    for (std::size_t i = 1; i < all_.hits.size(); ++i) {
      const Hit& before = all_.hits[i - 1];
      const Hit& hit = all_.hits[i];
      if (ranked_ &&
          (before.score < hit.score || (before.score == hit.score && before.id.v >= hit.id.v))) {
        return "order of hits at " + std::to_string(i);
      }
    }
    std::sort(ids.begin(), ids.end());
    if (ids != expected_) {
      return "works " + shown(ids) + " rather than " + shown(expected_);
    }
    const Results facets = model_.facets(expected_);
    if (all_.total != facets.total || all_.kinds != facets.kinds || all_.years != facets.years ||
        all_.topics != facets.topics) {
      return "total or facets, total " + std::to_string(all_.total);
    }
    return {};
  }

  std::string check_scores() {
    const std::vector<std::int64_t> ids = ids_of(all_);
    const std::vector<double> scores = model_.scores(query_, ids);
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (std::abs(scores[i] - all_.hits[i].score) > 1e-9) {
        return "score of " + std::to_string(ids[i]) + " is " + std::to_string(all_.hits[i].score) +
               " rather than " + std::to_string(scores[i]);
      }
    }
    return {};
  }

  /// A stretch of the exhaustive answer, found with and without counting.
  std::string check_pages() {
    for (int page = 0; page < 4; ++page) {
      Options options;
      options.k = 1 + dice_.below(50);
      options.offset = dice_.one_in(2) ? 0 : dice_.below(60);
      options.facets = options.count = page == 0;
      options.prune = true;
      const Results results = index_.search(query_, options);
      const std::size_t begin = std::min(options.offset, all_.hits.size());
      const std::size_t end = std::min(begin + options.k, all_.hits.size());
      const bool same =
          std::equal(results.hits.begin(), results.hits.end(),
                     all_.hits.begin() + static_cast<std::ptrdiff_t>(begin),
                     all_.hits.begin() + static_cast<std::ptrdiff_t>(end),
                     [](const Hit& a, const Hit& b) { return a.id == b.id && a.score == b.score; });
      if (!same) {
        return "k " + std::to_string(options.k) + " offset " + std::to_string(options.offset) +
               " gives " + shown(ids_of(results)) + " of " + shown(ids_of(all_));
      }
      if (page == 0 && results.total != expected_.size()) {
        return "total of a page";
      }
    }
    return {};
  }

  std::string check_sorts() {
    for (const Sort sort : {Sort::kDate, Sort::kDeveloperLed}) {
      Options options;
      options.sort = sort;
      options.offset = dice_.one_in(2) ? 0 : dice_.below(10);
      options.k = dice_.one_in(2) ? kAll : 1 + dice_.below(50);
      std::vector<std::int64_t> ids = model_.sorted(expected_, sort);
      ids.erase(ids.begin(),
                ids.begin() + static_cast<std::ptrdiff_t>(std::min(options.offset, ids.size())));
      ids.resize(std::min(ids.size(), options.k));
      const Results results = index_.search(query_, options);
      if (ids_of(results) != ids || results.total != expected_.size()) {
        return "sort order: " + shown(ids_of(results)) + " rather than " + shown(ids);
      }
    }
    return {};
  }

  const Index& index_;
  const Model& model_;
  Query query_;
  Dice& dice_;
  bool ranked_ = false;
  std::vector<std::int64_t> expected_;
  Results all_;
};

}  // namespace

std::string make_question(Dice& dice, const Model& model, unsigned vocabulary) {
  return QuestionMaker(dice, model, vocabulary).make();
}

std::string compare(const Index& index, const Model& model, const std::string& question, Dice& dice,
                    bool pure) {
  const std::string problem = Comparison(index, model, question, dice).run(pure);
  return problem.empty() ? problem : problem + "\nquery: " + question;
}

}  // namespace assay::search
