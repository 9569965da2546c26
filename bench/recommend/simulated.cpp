#include "simulated.h"

#include "base/text.h"
#include "work/people.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

namespace assay::bench {
namespace {

using Places = std::vector<std::size_t>;

constexpr std::size_t kTrackLeast = 40;
constexpr std::size_t kTrackMost = 600;
constexpr std::size_t kGroupLeast = 15;
constexpr std::size_t kGroupMost = 400;
constexpr std::size_t kTogether = 3;
constexpr std::size_t kTitlesAsked = 10;
constexpr std::size_t kWordsNamed = 3;

std::vector<std::string> title_words(const Work& work) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : ascii_lower(work.title) + " ") {
    if (c >= 'a' && c <= 'z') {
      word += c;
    } else {
      if (word.size() > 3) {
        words.push_back(word);
      }
      word.clear();
    }
  }
  return words;
}

std::vector<std::string> name_interests(const std::vector<Work>& works, const Places& likes,
                                        const std::unordered_map<std::string, std::size_t>& common,
                                        std::mt19937& random) {
  Places asked = likes;
  std::shuffle(asked.begin(), asked.end(), random);
  asked.resize(std::min(asked.size(), kTitlesAsked));
  std::map<std::string, std::size_t> counts;
  for (const std::size_t place : asked) {
    std::vector<std::string> words = title_words(works[place]);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (const std::string& word : words) {
      ++counts[word];
    }
  }
  std::vector<std::pair<double, std::string>> telling;
  for (const auto& [word, count] : counts) {
    const double rare =
        std::log(static_cast<double>(works.size()) / static_cast<double>(common.at(word)));
    telling.emplace_back(static_cast<double>(count - 1) * rare, word);
  }
  std::sort(telling.rbegin(), telling.rend());
  std::vector<std::string> interests;
  for (std::size_t i = 0; i < std::min(kWordsNamed, telling.size()); ++i) {
    interests.push_back(telling[i].second);
  }
  return interests;
}

/// Some of the named sets of works, at random.
void choose(const std::string& kind, const std::map<std::string, Places>& sets, std::size_t least,
            std::size_t most, std::size_t count, std::mt19937& random,
            std::vector<SimulatedReader>& readers) {
  std::vector<const std::pair<const std::string, Places>*> fit;
  for (const auto& set : sets) {
    if (set.second.size() >= least && set.second.size() <= most) {
      fit.push_back(&set);
    }
  }
  std::shuffle(fit.begin(), fit.end(), random);
  for (std::size_t i = 0; i < std::min(count, fit.size()); ++i) {
    readers.push_back({kind, fit[i]->first, {fit[i]->second.begin(), fit[i]->second.end()}, {}});
  }
}

std::map<std::string, Places> groups(const std::vector<Work>& works) {
  std::unordered_map<std::string, Places> by_person;
  std::vector<std::vector<std::string>> keys;
  for (std::size_t i = 0; i < works.size(); ++i) {
    std::vector<std::string> people;
    for (const std::string& author : works[i].authors) {
      people.push_back(person_key(author));
      by_person[people.back()].push_back(i);
    }
    keys.push_back(std::move(people));
  }
  std::map<std::string, Places> groups;
  for (const auto& [person, own] : by_person) {
    if (own.size() < 8 || own.size() > 60 || person.size() < 6) {
      continue;  // few works, or a name that many share
    }
    std::unordered_map<std::string, std::size_t> together;
    for (const std::size_t work : own) {
      for (const std::string& other : keys[work]) {
        ++together[other];
      }
    }
    Places all = own;
    for (const auto& [other, times] : together) {
      if (times >= kTogether && by_person[other].size() <= 60) {
        all.insert(all.end(), by_person[other].begin(), by_person[other].end());
      }
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    groups[person] = std::move(all);
  }
  return groups;
}

}  // namespace

std::vector<SimulatedReader> simulate_readers(const std::vector<Work>& works, std::size_t count,
                                              std::mt19937& random) {
  std::map<std::string, Places> tracks;
  std::map<std::string, Places> topics;
  std::unordered_map<std::string, std::size_t> common;
  for (std::size_t i = 0; i < works.size(); ++i) {
    if (!works[i].venue.empty()) {
      tracks[works[i].venue + " / " + works[i].track].push_back(i);
    }
    std::vector<std::string> words = title_words(works[i]);
    std::map<std::string, bool> pairs;
    for (std::size_t w = 1; w < words.size(); ++w) {
      pairs[words[w - 1] + " " + words[w]] = true;
    }
    for (const std::string& keyword : works[i].keywords) {
      pairs[ascii_lower(keyword)] = true;
    }
    for (const auto& [pair, there] : pairs) {
      topics[pair].push_back(i);
    }
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (const std::string& word : words) {
      ++common[word];
    }
  }
  std::vector<SimulatedReader> readers;
  choose("track", tracks, kTrackLeast, kTrackMost, count, random, readers);
  choose("group", groups(works), kGroupLeast, kGroupMost, count, random, readers);
  choose("topic", topics, kGroupLeast, kGroupMost, count, random, readers);
  for (SimulatedReader& reader : readers) {
    Places likes(reader.likes.begin(), reader.likes.end());
    std::sort(likes.begin(), likes.end());
    reader.interests = name_interests(works, likes, common, random);
  }
  return readers;
}

}  // namespace assay::bench
