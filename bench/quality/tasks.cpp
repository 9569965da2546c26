#include "tasks.h"

#include "base/text.h"
#include "search/analysis_internal.h"
#include "source/reader.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <utility>
#include <variant>

namespace assay::bench {
namespace {

constexpr std::uint64_t kSampleSeed = 20181231;
constexpr std::uint64_t kWordsSeed = 20240607;

/// Puts `count` of `values`, drawn evenly, first. std::shuffle differs between libraries.
template <typename T>
void draw(std::vector<T>& values, std::size_t count, std::mt19937_64& random) {
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(values[i], values[i + random() % (values.size() - i)]);
  }
  values.resize(count);
}

std::vector<Work> read_works(const std::filesystem::path& file,
                             const std::function<bool(const Work&)>& wanted) {
  std::vector<Work> works;
  const std::unique_ptr<source::Reader> reader = source::open_reader(file);
  while (std::optional<source::Item> item = reader->next()) {
    if (Work* work = std::get_if<Work>(&*item); work != nullptr && wanted(*work)) {
      works.push_back(std::move(*work));
    }
  }
  return works;
}

/// The work with nothing but what is indexed.
Work bare(const Work& work, bool with_title) {
  Work out;
  out.title = with_title ? work.title : "";
  out.abstract = work.abstract;
  return out;
}

std::ptrdiff_t count_words(const std::string& text) {
  return text.empty() ? 0 : 1 + std::count(text.begin(), text.end(), ' ');
}

bool is_whole(const Work& work) {
  return count_words(work.title) >= 2 && count_words(work.abstract) >= 20;
}

/// The different words of a text that a query may be made of.
class Askable final : public search::TokenSink {
 public:
  explicit Askable(std::string_view text) { search::local_analyser().run(text, kStyle, *this); }
  void token(const search::Token& token) override {
    constexpr std::size_t kShortest = 3;
    const bool latin = std::all_of(token.word.begin(), token.word.end(),
                                   [](char c) { return c >= 'a' && c <= 'z'; });
    if (latin && !token.colocated() && token.word.size() >= kShortest &&
        !search::is_stop_word(token.word) && seen_.emplace(token.term).second) {
      words.emplace_back(token.word);
    }
  }
  std::vector<std::string> words;

 private:
  static constexpr search::Style kStyle = search::Style::kText;
  std::set<std::string> seen_;
};

/// A keyword without case and signs.
std::string normalise_keyword(std::string_view keyword) {
  std::string text = ascii_lower(keyword);
  std::replace_if(
      text.begin(), text.end(),
      [](char c) { return !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'); }, ' ');
  return std::string(trim(collapse_spaces(text)));
}

/// For each keyword the places of the works that have it.
using Holders = std::map<std::string, std::vector<std::size_t>>;

/// Reads the papers of `venue` that have abstract and keywords.
Holders read_keywords(const std::filesystem::path& data, const std::string& venue,
                      std::vector<Work>& indexed) {
  Holders holders;
  for (const Work& work : read_works(
           data / "paperlists" / (venue + ".json.xz"),
           [](const Work& read) { return !read.abstract.empty() && !read.keywords.empty(); })) {
    std::set<std::string> keywords;
    for (const std::string& keyword : work.keywords) {
      keywords.insert(normalise_keyword(keyword));
    }
    keywords.erase("");
    for (const std::string& keyword : keywords) {
      holders[keyword].push_back(indexed.size());
    }
    indexed.push_back(bare(work, true));
  }
  return holders;
}

bool is_common(std::size_t holders, std::size_t works) noexcept {
  return static_cast<double>(holders) > kCommonKeyword * static_cast<double>(works);
}

}  // namespace

bool is_held_out(std::string_view id) noexcept {
  constexpr std::uint64_t kOneOf = 20;
  // Bytes of the id, as zlib wants them.
  const auto* bytes = reinterpret_cast<const Bytef*>(id.data());
  return crc32(0, bytes, static_cast<uInt>(id.size())) % kOneOf == 0;
}

std::vector<Work> read_held_out(const std::filesystem::path& data, std::size_t sample) {
  std::vector<Work> works = read_works(data / "arxiv-cs-until-2018.jsonl.xz", [](const Work& work) {
    return is_held_out(work.id) && is_whole(work);
  });
  if (sample == 0 || sample >= works.size()) {
    return works;
  }
  std::vector<std::size_t> places(works.size());
  for (std::size_t i = 0; i < places.size(); ++i) {
    places[i] = i;
  }
  std::mt19937_64 random(kSampleSeed);
  draw(places, sample, random);
  std::sort(places.begin(), places.end());
  std::vector<Work> drawn;
  drawn.reserve(sample);
  for (const std::size_t place : places) {
    drawn.push_back(std::move(works[place]));
  }
  return drawn;
}

std::vector<Work> read_conferences(const std::filesystem::path& data) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(data / "paperlists")) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Work> works;
  for (const std::filesystem::path& file : files) {
    std::vector<Work> read = read_works(file, is_whole);
    std::move(read.begin(), read.end(), std::back_inserter(works));
  }
  return works;
}

FindTask ask_by_title(const std::vector<Work>& works) {
  FindTask task{"title", "the title asks for the abstract", {}, {}};
  for (std::size_t i = 0; i < works.size(); ++i) {
    task.indexed.push_back(bare(works[i], false));
    if (is_held_out(works[i].id)) {
      task.queries.push_back({works[i].title, i});
    }
  }
  return task;
}

FindTask ask_by_words(const std::vector<Work>& works, std::size_t count) {
  FindTask task{fmt::format("words-{}", count),
                fmt::format("{} words of the abstract ask for the work", count),
                {},
                {}};
  std::mt19937_64 random(kWordsSeed + count);
  for (std::size_t i = 0; i < works.size(); ++i) {
    task.indexed.push_back(bare(works[i], true));
    std::vector<std::string> words = Askable(works[i].abstract).words;
    if (words.size() >= count && is_held_out(works[i].id)) {
      draw(words, count, random);
      task.queries.push_back({join(words, " "), i});
    }
  }
  return task;
}

FindTask ask_by_title_words(const std::vector<Work>& works, std::size_t count) {
  FindTask task{fmt::format("title-words-{}", count),
                fmt::format("{} words of the title ask for the work", count),
                {},
                {}};
  std::mt19937_64 random(kWordsSeed + count);
  for (std::size_t i = 0; i < works.size(); ++i) {
    task.indexed.push_back(bare(works[i], true));
    const std::vector<std::string> words = Askable(works[i].title).words;
    if (words.size() >= count && is_held_out(works[i].id)) {
      const auto first =
          words.begin() + static_cast<std::ptrdiff_t>(random() % (words.size() - count + 1));
      task.queries.push_back(
          {join(std::vector<std::string>(first, first + static_cast<std::ptrdiff_t>(count)), " "),
           i});
    }
  }
  return task;
}

TopicTask ask_by_keywords(const std::filesystem::path& data, const std::string& venue) {
  constexpr std::size_t kFewest = 3;
  TopicTask task{venue, {}, {}};
  for (auto& [keyword, places] : read_keywords(data, venue, task.indexed)) {
    if (places.size() >= kFewest && !is_common(places.size(), task.indexed.size())) {
      task.queries.push_back({keyword, places});
    }
  }
  return task;
}

RelatedTask relate_by_keywords(const std::filesystem::path& data, const std::string& venue) {
  RelatedTask task{venue, {}, {}};
  const Holders holders = read_keywords(data, venue, task.indexed);
  std::vector<std::set<std::size_t>> relevant(task.indexed.size());
  for (const auto& [keyword, places] : holders) {
    if (is_common(places.size(), task.indexed.size())) {
      continue;
    }
    for (const std::size_t place : places) {
      relevant[place].insert(places.begin(), places.end());
    }
  }
  for (std::size_t i = 0; i < relevant.size(); ++i) {
    relevant[i].erase(i);
    task.relevant.emplace_back(relevant[i].begin(), relevant[i].end());
  }
  return task;
}

}  // namespace assay::bench
