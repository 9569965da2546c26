#include "search/model.h"

#include "search/analysis_internal.h"
#include "search/bm25_internal.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace assay::search {
namespace {

constexpr std::string_view kSources[] = {"arXiv", "my feed", "The List", "Stra\u00DFe"};

/// Few words are frequent, most are rare.
std::uint32_t any_word(Dice& dice, unsigned vocabulary) {
  const double u = static_cast<double>(dice.below(1U << 20)) / static_cast<double>(1U << 20);
  return static_cast<std::uint32_t>(u * u * u * static_cast<double>(vocabulary));
}

std::string joined(const std::vector<std::uint32_t>& words) {
  std::string out;
  for (const std::uint32_t word : words) {
    out += (out.empty() ? "" : " ") + Lexicon::instance().word(word);
  }
  return out;
}

std::string random_date(Dice& dice) {
  std::string date = std::to_string(1990 + dice.below(36));
  if (dice.one_in(4)) {
    return date;
  }
  date += "-0" + std::to_string(1 + dice.below(9));
  return dice.one_in(4) ? date : date + "-1" + std::to_string(dice.below(10));
}

class WorkMaker {
 public:
  WorkMaker(Dice& dice, unsigned vocabulary) : dice_(dice), vocabulary_(vocabulary) {}

  std::string passage(Place place, unsigned words) {
    Passage out;
    out.place = place;
    for (; words > 0; --words) {
      out.words.push_back(any_word(dice_, vocabulary_));
    }
    work.passages.push_back(out);
    return joined(out.words);
  }

  void fill(std::int64_t id, unsigned longest) {
    Document& document = work.document;
    document.id = WorkId{id};
    document.work.title = passage(Place::kTitle, 1 + dice_.below(4));
    for (unsigned i = dice_.below(3); i > 0; --i) {
      document.work.authors.push_back(passage(Place::kAuthor, 1 + dice_.below(3)));
    }
    document.work.venue = passage(Place::kVenue, dice_.below(3));
    for (unsigned i = dice_.below(2); i > 0; --i) {
      document.work.organisations.push_back(passage(Place::kOrganisation, 1 + dice_.below(3)));
    }
    document.work.abstract = passage(Place::kAbstract, dice_.below(longest + 1));
    if (dice_.one_in(8)) {
      document.work.text = passage(Place::kText, dice_.below(4 * longest + 1));
    }
    document.work.kind = static_cast<Kind>(dice_.below(kKindCount));
    if (!dice_.one_in(6)) {
      document.work.date = random_date(dice_);
      document.work.year = std::stoi(document.work.date.substr(0, 4));
    } else if (dice_.one_in(2)) {
      document.work.year = 1990 + static_cast<int>(dice_.below(36));
    }
    document.work.code = dice_.one_in(3) ? "https://example.org/code" : "";
    document.developer_led = static_cast<double>(dice_.below(9)) / 8;
    document.topics = dice_.below(1U << kTopicCount) & dice_.below(1U << kTopicCount);
    document.read = dice_.one_in(2);
    for (unsigned i = dice_.below(3); i > 0; --i) {
      document.sources.emplace_back(dice_.pick(kSources));
    }
  }

  ModelWork work;

 private:
  Dice& dice_;
  unsigned vocabulary_;
};

WantedRun wanted(const Term& term) {
  WantedRun run;
  for (std::size_t i = 0; i < term.words.size(); ++i) {
    const bool open = term.prefix && i + 1 == term.words.size();
    run.push_back({term.words[i], open, Lexicon::instance().find(term.words[i])});
  }
  return run;
}

bool stands_at(const WantedRun& run, const std::vector<std::uint32_t>& words, std::size_t at) {
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (!run[i].takes(words[at + i])) {
      return false;
    }
  }
  return true;
}

bool holds(const ModelWork& work, const WantedRun& run) {
  for (const Passage& passage : work.passages) {
    for (std::size_t at = 0; at + run.size() <= passage.words.size(); ++at) {
      if (stands_at(run, passage.words, at)) {
        return true;
      }
    }
  }
  return false;
}

/// The words of `value`, in any order, in one passage of `place`.
bool has_entry(const ModelWork& work, Place place, const std::string& value) {
  Term term;
  for (std::size_t begin = 0; begin < value.size();) {
    const std::size_t end = std::min(value.find(' ', begin), value.size());
    term.words.push_back(value.substr(begin, end - begin));
    begin = end + 1;
  }
  const WantedRun words = wanted(term);
  return std::any_of(work.passages.begin(), work.passages.end(), [&](const Passage& passage) {
    return passage.place == place &&
           std::all_of(words.begin(), words.end(), [&](const Wanted& word) {
             return std::any_of(passage.words.begin(), passage.words.end(),
                                [&](std::uint32_t id) { return word.takes(id); });
           });
  });
}

std::optional<std::int32_t> day_of(const Work& work) {
  std::optional<Day> day = parse_day(work.date);
  if (!day && work.year != 0) {
    day = parse_day(std::to_string(work.year));
  }
  return day ? std::optional(day->since_epoch) : std::nullopt;
}

std::string lower(std::string text) {
  for (char& c : text) {
    c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return text;
}

bool passes_names(const ModelWork& work, const Filters& filters) {
  const auto every = [&](Place place, const std::vector<std::string>& values) {
    return std::all_of(values.begin(), values.end(),
                       [&](const std::string& value) { return has_entry(work, place, value); });
  };
  const std::vector<std::string>& sources = work.document.sources;
  return every(Place::kAuthor, filters.authors) &&
         every(Place::kOrganisation, filters.organisations) &&
         (filters.venues.empty() ||
          std::any_of(filters.venues.begin(), filters.venues.end(),
                      [&](const std::string& v) { return has_entry(work, Place::kVenue, v); })) &&
         (filters.sources.empty() ||
          std::any_of(filters.sources.begin(), filters.sources.end(), [&](const std::string& name) {
            return std::any_of(sources.begin(), sources.end(), [&](const std::string& source) {
              return lower(source) == lower(name);
            });
          }));
}

bool passes_columns(const Document& document, const Filters& filters) {
  const bool kind = filters.kinds.empty() || std::find(filters.kinds.begin(), filters.kinds.end(),
                                                       document.work.kind) != filters.kinds.end();
  const bool topics = std::all_of(filters.topics.begin(), filters.topics.end(), [&](Topic topic) {
    return (document.topics >> static_cast<unsigned>(topic) & 1U) != 0;
  });
  const std::optional<std::int32_t> day = day_of(document.work);
  const bool dated = (!filters.since || (day && *day >= filters.since->since_epoch)) &&
                     (!filters.until || (day && *day <= filters.until->since_epoch));
  return kind && topics && dated && document.developer_led > filters.led_above &&
         document.developer_led < filters.led_below &&
         (!filters.code || *filters.code == !document.work.code.empty()) &&
         (!filters.read || *filters.read == document.read);
}

/// The clauses of a query with words looked up, what is said twice once.
struct AskedClause {
  std::vector<WantedRun> any_of;
  bool negated = false;
  bool required = false;
};

std::vector<AskedClause> asked(const Query& query) {
  std::vector<AskedClause> out;
  std::set<std::string> seen;
  for (const Clause& clause : query.clauses) {
    AskedClause asked{{}, clause.negated, clause.required};
    std::string key = std::string(clause.negated ? "-" : "") + (clause.required ? "+" : "");
    for (const Term& term : clause.any_of) {
      asked.any_of.push_back(wanted(term));
      for (const Wanted& word : asked.any_of.back()) {
        key += word.text + (word.prefix ? "* " : " ");
      }
      key += "|";
    }
    if (seen.insert(key).second) {
      out.push_back(std::move(asked));
    }
  }
  return out;
}

bool matches(const ModelWork& work, const std::vector<AskedClause>& clauses) {
  bool required = false;
  bool optional = false;
  bool any = false;
  for (const AskedClause& clause : clauses) {
    const bool met = std::any_of(clause.any_of.begin(), clause.any_of.end(),
                                 [&](const WantedRun& run) { return holds(work, run); });
    if (clause.negated ? met : clause.required && !met) {
      return false;
    }
    required = required || (clause.required && !clause.negated);
    optional = optional || (!clause.required && !clause.negated);
    any = any || (!clause.required && !clause.negated && met);
  }
  return required || !optional || any;
}

void sort_counts(FacetCounts& counts) {
  std::sort(counts.begin(), counts.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
}

}  // namespace

const Lexicon& Lexicon::instance() {
  static const Lexicon lexicon;
  return lexicon;
}

Lexicon::Lexicon() {
  constexpr std::string_view kOnsets = "bdfgklmnprtvz";
  constexpr std::string_view kVowels = "aou";
  constexpr std::string_view kEnds = "bgkmnptx";
  Dice dice(7);
  Analyser analyser;
  while (words_.size() < kWords) {
    std::string word;
    for (unsigned i = 1 + dice.below(words_.size() < 60 ? 1 : 3); i > 0; --i) {
      word += dice.pick(kOnsets);
      word += dice.pick(kVowels);
    }
    word += dice.pick(kEnds);
    if (dice.one_in(12)) {
      word += std::to_string(dice.below(100));
    }
    if (analyser.stem(word) == word && !is_stop_word(word) &&
        ids_.emplace(word, static_cast<std::uint32_t>(words_.size())).second) {
      words_.push_back(word);
    }
  }
}

std::optional<std::uint32_t> Lexicon::find(std::string_view word) const {
  const auto at = ids_.find(std::string(word));
  return at == ids_.end() ? std::nullopt : std::optional(at->second);
}

bool Wanted::takes(std::uint32_t word) const {
  return prefix ? Lexicon::instance().word(word).starts_with(text) : id == word;
}

std::shared_ptr<const ModelWork> make_work(Dice& dice, std::int64_t id, unsigned vocabulary,
                                           unsigned longest) {
  WorkMaker maker(dice, vocabulary);
  maker.fill(id, longest);
  return std::make_shared<const ModelWork>(std::move(maker.work));
}

std::vector<std::int64_t> Model::find(const Query& query) const {
  const std::vector<AskedClause> clauses = asked(query);
  std::vector<std::int64_t> ids;
  for (const auto& [id, work] : works) {
    if (passes_columns(work->document, query.filters) && passes_names(*work, query.filters) &&
        matches(*work, clauses)) {
      ids.push_back(id);
    }
  }
  return ids;
}

std::vector<std::int64_t> Model::sorted(std::vector<std::int64_t> ids, Sort sort) const {
  const auto key = [&](std::int64_t id) {
    const Document& document = works.at(id)->document;
    return sort == Sort::kDeveloperLed
               ? document.developer_led
               : static_cast<double>(day_of(document.work).value_or(INT32_MIN));
  };
  std::stable_sort(ids.begin(), ids.end(),
                   [&](std::int64_t a, std::int64_t b) { return key(a) > key(b); });
  return ids;
}

Results Model::facets(const std::vector<std::int64_t>& ids) const {
  std::map<std::string, std::uint64_t> kinds;
  std::map<std::string, std::uint64_t> topics;
  std::map<int, std::uint64_t> years;
  for (const std::int64_t id : ids) {
    const Document& document = works.at(id)->document;
    ++kinds[std::string(kind_name(document.work.kind))];
    ++years[document.work.year];
    for (std::size_t topic = 0; topic < kTopicCount; ++topic) {
      if ((document.topics >> topic & 1U) != 0) {
        ++topics[std::string(topic_name(static_cast<Topic>(topic)))];
      }
    }
  }
  years.erase(0);
  Results out;
  out.total = ids.size();
  out.kinds.assign(kinds.begin(), kinds.end());
  out.topics.assign(topics.begin(), topics.end());
  sort_counts(out.kinds);
  sort_counts(out.topics);
  for (auto year = years.rbegin(); year != years.rend() && out.years.size() < 20; ++year) {
    out.years.emplace_back(std::to_string(year->first), year->second);
  }
  return out;
}

namespace {

/// What each word of one work counts in running text or in names of authors.
class Weights {
 public:
  Weights(const ModelWork& work, bool names) : names_(names), work_(work) {
    for (const Passage& passage : work.passages) {
      length += passage.words.size();
      if ((passage.place == Place::kAuthor) == names) {
        for (const std::uint32_t word : passage.words) {
          units_[word] += units_at(passage.place);
        }
      }
    }
  }

  /// The code of a run, by the last word that ends it; empty where it does not stand.
  [[nodiscard]] std::map<std::uint32_t, std::uint8_t> codes(const WantedRun& run) const {
    std::map<std::uint32_t, std::uint8_t> out;
    for (const Passage& passage : work_.passages) {
      if ((passage.place == Place::kAuthor) != names_) {
        continue;
      }
      for (std::size_t at = 0; at + run.size() <= passage.words.size(); ++at) {
        if (stands_at(run, passage.words, at)) {
          std::uint8_t code = kCodes;
          for (std::size_t i = 0; i < run.size(); ++i) {
            code = std::min(code, code_of(units_.at(passage.words[at + i])));
          }
          out[passage.words[at + run.size() - 1]] = code;
        }
      }
    }
    return out;
  }

  std::uint64_t length = 0;

 private:
  static std::uint32_t units_at(Place place) {
    switch (place) {
      case Place::kTitle:
        return kTitleUnits;
      case Place::kVenue:
        return kVenueUnits;
      case Place::kAbstract:
        return kAbstractUnits;
      case Place::kText:
        return kTextUnits;
      default:
        return kNameUnits;
    }
  }
  bool names_;
  const ModelWork& work_;
  std::map<std::uint32_t, std::uint32_t> units_;
};

/// The codes that one term of the query has in one work: of text and of names, or of both together
/// when it is a prefix.
std::vector<std::uint8_t> codes_of(const ModelWork& work, const WantedRun& run) {
  const auto text = Weights(work, false).codes(run);
  const auto names = Weights(work, true).codes(run);
  std::vector<std::uint8_t> out;
  if (!run.back().prefix) {
    for (const auto& codes : {text, names}) {
      if (!codes.empty()) {
        out.push_back(codes.begin()->second);
      }
    }
    return out;
  }
  std::uint32_t units = 0;
  for (const auto& codes : {text, names}) {
    for (const auto& [word, code] : codes) {
      units += units_of(code);
    }
  }
  if (units > 0) {
    // A single list is taken as it is; several are summed.
    out.push_back(code_of(units));
  }
  return out;
}

}  // namespace

std::vector<double> Model::scores(const Query& query, const std::vector<std::int64_t>& ids) const {
  std::vector<double> out(ids.size(), 0);
  for (const AskedClause& clause : asked(query)) {
    if (clause.negated) {
      continue;
    }
    for (const WantedRun& run : clause.any_of) {
      std::uint64_t df = 0;
      for (const auto& [id, work] : works) {
        df += holds(*work, run) ? codes_of(*work, run).size() : 0;
      }
      const float scale = term_scale(works.size(), df);
      for (std::size_t i = 0; i < ids.size(); ++i) {
        const ModelWork& work = *works.at(ids[i]);
        const std::uint8_t norm = norm_of(Weights(work, false).length);
        for (const std::uint8_t code : codes_of(work, run)) {
          out[i] += static_cast<double>(contribution(scale, impacts()[code][norm])) / kScoreScale;
        }
      }
    }
  }
  return out;
}

}  // namespace assay::search
