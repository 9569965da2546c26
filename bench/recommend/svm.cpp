#include "svm.h"

#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <unordered_map>

namespace assay::bench {
namespace {

constexpr std::size_t kMostFeatures = 10000;
constexpr std::size_t kLeastWorks = 5;
constexpr double kMostShare = 0.5;
constexpr int kMostRounds = 200;
constexpr double kTolerance = 1e-3;

const std::unordered_set<std::string>& stop_words() {
  static const std::unordered_set<std::string> words = {
      "a",    "an",   "and",   "are",  "as",      "at",    "be",   "been",  "but",   "by",   "can",
      "for",  "from", "has",   "have", "in",      "is",    "it",   "its",   "of",    "on",   "or",
      "our",  "such", "than",  "that", "the",     "their", "then", "there", "these", "they", "this",
      "to",   "was",  "we",    "were", "which",   "while", "with", "will",  "not",   "also", "more",
      "most", "both", "other", "into", "between", "each",  "how",  "when",  "where", "who",  "all"};
  return words;
}

std::vector<std::string> tokens(const Work& work) {
  std::string text = work.title + " " + work.abstract;
  for (const std::string& author : work.authors) {
    text += " " + author;
  }
  text = ascii_lower(strip_accents(repair_utf8(text)));
  std::vector<std::string> words;
  std::string word;
  for (const char c : text + " ") {
    if ((c >= 'a' && c <= 'z') || c == '_' || (!word.empty() && c >= '0' && c <= '9')) {
      word += c;
    } else {
      if (word.size() >= 2 && stop_words().count(word) == 0) {
        words.push_back(word);
      }
      word.clear();
    }
  }
  std::vector<std::string> all = words;
  for (std::size_t i = 1; i < words.size(); ++i) {
    all.push_back(words[i - 1] + " " + words[i]);
  }
  return all;
}

}  // namespace

TfIdf::TfIdf(const std::vector<Work>& works) {
  std::unordered_map<std::string, std::pair<std::uint32_t, std::uint32_t>> seen;  // works, times
  for (const Work& work : works) {
    std::unordered_set<std::string> once;
    for (std::string& token : tokens(work)) {
      std::pair<std::uint32_t, std::uint32_t>& counts = seen[token];
      ++counts.second;
      if (once.insert(std::move(token)).second) {
        ++counts.first;
      }
    }
  }
  std::vector<std::pair<std::uint32_t, std::string>> frequent;
  for (const auto& [token, counts] : seen) {
    if (counts.first >= kLeastWorks &&
        counts.first <= kMostShare * static_cast<double>(works.size())) {
      frequent.emplace_back(counts.second, token);
    }
  }
  std::sort(frequent.rbegin(), frequent.rend());
  frequent.resize(std::min(frequent.size(), kMostFeatures));
  features_ = frequent.size();
  std::unordered_map<std::string, std::uint32_t> numbers;
  std::vector<double> idf;
  for (const auto& [times, token] : frequent) {
    numbers[token] = static_cast<std::uint32_t>(idf.size());
    idf.push_back(std::log((1.0 + static_cast<double>(works.size())) / (1.0 + seen[token].first)) +
                  1);
  }
  for (const Work& work : works) {
    std::unordered_map<std::uint32_t, std::uint32_t> counts;
    for (const std::string& token : tokens(work)) {
      if (const auto found = numbers.find(token); found != numbers.end()) {
        ++counts[found->second];
      }
    }
    Row row;
    double sum = 0;
    for (const auto& [feature, count] : counts) {
      const double value = (1 + std::log(static_cast<double>(count))) * idf[feature];
      row.emplace_back(feature, static_cast<float>(value));
      sum += value * value;
    }
    for (auto& [feature, value] : row) {
      value /= static_cast<float>(std::sqrt(sum));
    }
    std::sort(row.begin(), row.end());
    rows_.push_back(std::move(row));
  }
}

std::vector<double> svm_scores(const TfIdf& features, const std::unordered_set<std::size_t>& liked,
                               double c) {
  const std::vector<TfIdf::Row>& rows = features.rows();
  std::vector<double> scores(rows.size(), 0);
  if (liked.empty()) {
    return scores;
  }
  const auto all = static_cast<double>(rows.size());
  const auto positive = static_cast<double>(liked.size());
  const double c_positive = c * all / (2 * positive);
  const double c_negative = c * all / (2 * (all - positive));
  std::vector<double> w(features.features() + 1, 0);  // the last is the bias, a feature of 1
  std::vector<double> alpha(rows.size(), 0);
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 random(7);
  for (int round = 0; round < kMostRounds; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    double worst = 0;
    for (const std::size_t i : order) {
      const bool is_liked = liked.count(i) != 0;
      const double y = is_liked ? 1 : -1;
      const double diagonal = 0.5 / (is_liked ? c_positive : c_negative);
      double says = w.back();
      double norm = 1 + diagonal;
      for (const auto& [feature, value] : rows[i]) {
        says += w[feature] * static_cast<double>(value);
        norm += static_cast<double>(value) * static_cast<double>(value);
      }
      const double gradient = y * says - 1 + diagonal * alpha[i];
      const double projected = alpha[i] == 0 ? std::min(gradient, 0.0) : gradient;
      worst = std::max(worst, std::abs(projected));
      if (projected == 0) {
        continue;
      }
      const double before = alpha[i];
      alpha[i] = std::max(0.0, before - gradient / norm);
      const double step = (alpha[i] - before) * y;
      w.back() += step;
      for (const auto& [feature, value] : rows[i]) {
        w[feature] += step * static_cast<double>(value);
      }
    }
    if (worst < kTolerance) {
      break;
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    scores[i] = w.back();
    for (const auto& [feature, value] : rows[i]) {
      scores[i] += w[feature] * static_cast<double>(value);
    }
  }
  return scores;
}

}  // namespace assay::bench
