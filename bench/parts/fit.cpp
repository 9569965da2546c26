#include "fit.h"

#include "search/parts_tokens_internal.h"
#include "search/sentences_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace assay::bench {
namespace {

using search::FeatureId;
using search::kRoles;
using search::RoleMask;
using Row = std::array<double, kRoles>;

constexpr std::array<std::string_view, kRoles> kAfter = {"~problem", "~method", "~result"};

/// Expected counts of the roles and of pairs of roles under the model, given the masks.
struct Expected {
  std::vector<Row> roles;
  std::array<Row, kRoles> pairs{};
};

struct Potentials {
  std::vector<Row> own;
  std::array<Row, kRoles> step{};
};

void scale(Row& row) {
  const double total = row[0] + row[1] + row[2];
  for (double& value : row) {
    value /= total;
  }
}

Potentials potentials(const search::PartsModel& model, const search::Chain& chain,
                      const Example& example) {
  Potentials result;
  result.own.resize(example.sentences.size());
  for (std::size_t i = 0; i < result.own.size(); ++i) {
    Row sum{};
    for (const FeatureId id : example.sentences[i].features) {
      for (std::size_t role = 0; role < kRoles; ++role) {
        sum[role] += double{model.weights(id)[role]};
      }
    }
    for (std::size_t role = 0; role < kRoles; ++role) {
      sum[role] += i == 0 ? double{chain.start[role]} : 0;
      sum[role] += i + 1 == result.own.size() ? double{chain.end[role]} : 0;
    }
    const double most = *std::max_element(sum.begin(), sum.end());
    for (std::size_t role = 0; role < kRoles; ++role) {
      result.own[i][role] = std::exp(std::max(sum[role] - most, -30.0));
    }
  }
  for (std::size_t from = 0; from < kRoles; ++from) {
    for (std::size_t to = 0; to < kRoles; ++to) {
      result.step[from][to] = std::exp(double{chain.after[from][to]});
    }
  }
  return result;
}

Expected expect(const Potentials& p, const std::vector<RoleMask>* masks) {
  const std::size_t count = p.own.size();
  const auto own = [&](std::size_t i, std::size_t role) {
    return masks == nullptr || (((*masks)[i] >> role) & 1U) != 0 ? p.own[i][role] : 0.0;
  };
  std::vector<Row> forward(count);
  std::vector<Row> back(count, Row{1, 1, 1});
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t to = 0; to < kRoles; ++to) {
      double sum = i == 0 ? 1 : 0;
      for (std::size_t from = 0; i > 0 && from < kRoles; ++from) {
        sum += forward[i - 1][from] * p.step[from][to];
      }
      forward[i][to] = sum * own(i, to);
    }
    scale(forward[i]);
  }
  for (std::size_t i = count; i-- > 1;) {
    Row before{};
    for (std::size_t from = 0; from < kRoles; ++from) {
      for (std::size_t to = 0; to < kRoles; ++to) {
        before[from] += p.step[from][to] * own(i, to) * back[i][to];
      }
    }
    scale(before);
    back[i - 1] = before;
  }
  Expected expected;
  expected.roles.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t role = 0; role < kRoles; ++role) {
      expected.roles[i][role] = forward[i][role] * back[i][role];
    }
    scale(expected.roles[i]);
    if (i == 0) {
      continue;
    }
    std::array<Row, kRoles> pair{};
    double total = 0;
    for (std::size_t from = 0; from < kRoles; ++from) {
      for (std::size_t to = 0; to < kRoles; ++to) {
        pair[from][to] = forward[i - 1][from] * p.step[from][to] * own(i, to) * back[i][to];
        total += pair[from][to];
      }
    }
    for (std::size_t from = 0; from < kRoles; ++from) {
      for (std::size_t to = 0; to < kRoles; ++to) {
        expected.pairs[from][to] += pair[from][to] / total;
      }
    }
  }
  return expected;
}

class Fitter {
 public:
  Fitter(search::PartsModel& model, std::span<const Example> examples, const FitOptions& options)
      : model_(model), options_(options), seen_(model.size()), squares_(model.size()) {
    for (const Example& example : examples) {
      for (const search::ReadSentence& sentence : example.sentences) {
        for (const FeatureId id : sentence.features) {
          seen_[id] += double{example.weight};
        }
      }
      weight_ += double{example.weight};
    }
    for (FeatureId id = 0; id < model.size(); ++id) {
      model.set_weights(id, {});
    }
  }

  void learn(const Example& example) {
    const search::Chain chain(model_);
    const Potentials p = potentials(model_, chain, example);
    const Expected wanted = expect(p, &example.truth);
    const Expected had = expect(p, nullptr);
    const std::size_t count = example.sentences.size();
    for (std::size_t i = 0; i < count; ++i) {
      const Row pull = difference(wanted.roles[i], had.roles[i], example);
      for (const FeatureId id : example.sentences[i].features) {
        move(id, pull, double{example.weight} / seen_[id]);
      }
      if (i == 0) {
        move(model_.fact("~start"), pull, double{example.weight} / weight_);
      }
      if (i + 1 == count) {
        move(model_.fact("~end"), pull, double{example.weight} / weight_);
      }
    }
    for (std::size_t from = 0; from < kRoles; ++from) {
      move(model_.fact(kAfter[from]), difference(wanted.pairs[from], had.pairs[from], example),
           double{example.weight} / weight_);
    }
  }

 private:
  static Row difference(const Row& wanted, const Row& had, const Example& example) {
    Row pull{};
    for (std::size_t role = 0; role < kRoles; ++role) {
      pull[role] = double{example.weight} * (wanted[role] - had[role]);
    }
    return pull;
  }

  void move(FeatureId id, const Row& pull, double share) {
    search::Scores weights = model_.weights(id);
    for (std::size_t role = 0; role < kRoles; ++role) {
      const double slope = pull[role] - options_.prior * share * double{weights[role]};
      double& squares = squares_[id][role];
      squares += slope * slope;
      weights[role] += static_cast<float>(options_.step * slope / std::sqrt(squares + 1e-3));
    }
    model_.set_weights(id, weights);
  }

  search::PartsModel& model_;
  const FitOptions& options_;
  std::vector<double> seen_;
  std::vector<Row> squares_;
  double weight_ = 0;
};

/// Tokens of every sentence, as cues spell them.
std::vector<std::vector<std::string>> spell(const GoldAbstract& gold) {
  std::vector<std::vector<std::string>> all;
  const std::vector<std::uint64_t> names = search::own_names(gold.title);
  for (const search::Sentence& sentence : search::split_sentences(gold.abstract)) {
    const std::string_view text =
        std::string_view(gold.abstract).substr(sentence.begin, sentence.end - sentence.begin);
    search::PartTokens tokens(text, names);
    std::vector<std::string> words = {"^"};
    while (tokens.next() != 0 && words.size() < search::kMostTokens) {
      words.push_back(tokens.spelled());
    }
    all.push_back(std::move(words));
  }
  return all;
}

}  // namespace

Example make_example(const search::PartsModel& model, const GoldAbstract& gold, float weight) {
  std::vector<search::Sentence> sentences = search::split_sentences(gold.abstract);
  for (search::Sentence& sentence : sentences) {
    sentence.allowed = search::kAnyRole;
  }
  Example example;
  example.weight = weight;
  for (const search::Sentence& sentence : sentences) {
    const RoleMask label = label_of(gold, sentence.begin, sentence.end);
    example.truth.push_back(label == 0 ? search::kAnyRole : label);
  }
  example.sentences = search::read_features(model, gold.title, gold.abstract, sentences);
  return example;
}

void fit(search::PartsModel& model, std::span<const Example> examples, const FitOptions& options) {
  Fitter fitter(model, examples, options);
  std::vector<std::size_t> order(examples.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 random(11);
  for (int round = 0; round < options.rounds; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    for (const std::size_t i : order) {
      if (!examples[i].sentences.empty()) {
        fitter.learn(examples[i]);
      }
    }
  }
}

std::string list_candidates(std::span<const GoldAbstract> abstracts, std::size_t least) {
  constexpr std::size_t kLongest = 4;
  std::unordered_map<std::string, std::pair<std::size_t, std::size_t>> counts;
  for (std::size_t length = 1; length <= kLongest; ++length) {
    for (std::size_t a = 0; a < abstracts.size(); ++a) {
      for (const std::vector<std::string>& words : spell(abstracts[a])) {
        std::string shorter;
        for (std::size_t i = 0; i + length <= words.size(); ++i) {
          std::string run = words[i];
          for (std::size_t j = 1; j < length; ++j) {
            shorter = run;
            run += ' ' + words[i + j];
          }
          const auto known = counts.find(shorter);  // a run is frequent only if its head is
          if (length > 1 && (known == counts.end() || known->second.first < least)) {
            continue;
          }
          auto& [count, last] = counts[run];
          count += last == a + 1 ? 0 : 1;
          last = a + 1;
        }
      }
    }
  }
  std::vector<std::string> runs;
  for (const auto& [run, count] : counts) {
    if (count.first >= least && run != "^") {
      runs.push_back(run);
    }
  }
  std::sort(runs.begin(), runs.end());
  std::string text;
  for (const std::string_view name :
       {"~start",      "~end",       "~problem",   "~method",      "~result", "@only",
        "@first",      "@second",    "@last",      "@before_last", "@short",  "@long",
        "@before_own", "@first_own", "@after_own", "@no_own",      "@place0", "@place1",
        "@place2",     "@place3",    "@place4",    "@place5",      "@place6", "@place7"}) {
    text += fmt::format("{}\t0\t0\t0\n", name);
  }
  for (const std::string& run : runs) {
    text += fmt::format("{}\t0\t0\t0\n", run);
  }
  return text;
}

std::string print_model(const search::PartsModel& model, double smallest) {
  std::string text =
      "// Cues and facts that tell the parts of an abstract: name, weight for problem, method,\n"
      "// result (log-odds). Fitted by bench/parts; docs/search.md tells how.\n";
  for (FeatureId id = 0; id < model.size(); ++id) {
    search::Scores weights = model.weights(id);
    const float middle = (weights[0] + weights[1] + weights[2]) / 3;
    const bool cue = model.name(id)[0] != '~' && model.name(id)[0] != '@';
    double most = 0;
    for (float& weight : weights) {
      weight -= model.name(id)[0] == '~' ? 0 : middle;
      most = std::max(most, std::abs(double{weight}));
    }
    if (!cue || most >= smallest) {
      text += fmt::format("{}\t{:.2f}\t{:.2f}\t{:.2f}\n", model.name(id), weights[0], weights[1],
                          weights[2]);
    }
  }
  return text;
}

}  // namespace assay::bench
