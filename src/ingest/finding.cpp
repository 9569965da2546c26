#include "ingest/finding.h"

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "identify/code_clue.h"
#include "identify/tokens.h"
#include "ingest/artefact_check.h"
#include "ingest/dossier.h"
#include "library/dossier.h"
#include "library/experiments.h"
#include "library/reader.h"
#include "search/query_remark.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <iterator>
#include <utility>

namespace assay::ingest {
namespace {

constexpr std::size_t kSnippetBytes = 200;
constexpr std::size_t kSnippetLead = 60;

bool is_boundary(std::string_view text, std::size_t pos) {
  return pos >= text.size() || (static_cast<unsigned char>(text[pos]) & 0xC0) != 0x80;
}

/// The abstract around its first highlight, cut at spaces.
std::string make_snippet(const Work& work, const std::vector<search::Highlight>& highlights) {
  const std::string& text = work.abstract.empty() ? work.text : work.abstract;
  const Field field = work.abstract.empty() ? Field::kText : Field::kAbstract;
  std::size_t begin = 0;
  for (const search::Highlight& highlight : highlights) {
    if (highlight.field == field) {
      begin = highlight.begin > kSnippetLead ? highlight.begin - kSnippetLead : 0;
      break;
    }
  }
  if (begin > 0) {
    const std::size_t space = text.find(' ', begin);
    begin = space == std::string::npos ? 0 : space + 1;
  }
  std::size_t end = std::min(text.size(), begin + kSnippetBytes);
  while (!is_boundary(text, end)) {
    ++end;
  }
  std::string snippet = collapse_spaces(std::string_view(text).substr(begin, end - begin));
  if (begin > 0) {
    snippet.insert(0, "… ");
  }
  return snippet;
}

bool is_among(const std::vector<HitView>& hits, WorkId id) {
  return std::any_of(hits.begin(), hits.end(), [id](const HitView& hit) { return hit.id == id; });
}

HitView show_hit(double score, const library::StoredWork& stored) {
  HitView shown;
  shown.research = stored.research;
  shown.id = stored.id;
  shown.identifiers = shown_identifiers(stored);
  shown.kind = stored.work.kind;
  shown.title = stored.work.title;
  shown.year = stored.work.year;
  shown.venue = stored.work.venue;
  shown.score = score;
  shown.developer_led = stored.developer_led;
  shown.topics = topic_names(stored.topics);
  return shown;
}

/// Works that are looked at closely when all could be related.
constexpr std::size_t kProposed = 400;

std::vector<WorkId> to_be_ranked(library::Library& library, const search::Related& related,
                                 const RelatedOptions& options, std::vector<std::string>& unknown) {
  if (!options.among) {
    return related.propose(std::max(kProposed, options.k));
  }
  std::vector<WorkId> ids;
  for (const std::string& text : *options.among) {
    if (const std::optional<WorkId> id = library.resolve(text)) {
      ids.push_back(*id);
    } else {
      unknown.push_back(text);
    }
  }
  if (ids.empty() && !unknown.empty()) {
    throw Error(Errc::kNotFound, "none of the works to be ranked is in the library: " + unknown[0],
                library.folder().string(), "import them first");
  }
  return ids;
}

/// Sentences of a text as byte ranges, the blanks after them with them.
std::vector<Passage> sentences(std::string_view text) {
  const identify::Vocabulary none;
  std::vector<identify::Token> tokens;
  identify::tokenise(text, none, tokens);
  std::vector<Passage> found;
  for (const identify::Token& token : tokens) {
    if ((token.flags & identify::kStartsSentence) != 0) {
      if (!found.empty()) {
        found.back().end = token.begin;
      }
      found.push_back({token.begin, static_cast<std::uint32_t>(text.size()), 0});
    }
  }
  return found;
}

/// The sentences of `field` that hold clues, in order.
std::vector<Passage> passages(const Verdict& verdict, std::string_view text, Field field) {
  std::vector<Passage> all = sentences(text);
  for (const Clue& clue : verdict.clues) {
    if (clue.field == field) {
      const auto behind = std::upper_bound(
          all.begin(), all.end(), clue.begin,
          [](std::uint32_t begin, const Passage& passage) { return begin < passage.begin; });
      if (behind != all.begin()) {
        std::prev(behind)->weight += std::abs(clue.weight);
      }
    }
  }
  all.erase(std::remove_if(all.begin(), all.end(),
                           [](const Passage& passage) { return passage.weight == 0; }),
            all.end());
  return all;
}

/// What could be left out to see what it did: the sentences that weigh most, or, where there is but
/// one, the words of the clues.
std::vector<Passage> trials(const Verdict& verdict, std::string_view text, Field field) {
  constexpr std::size_t kMost = 24;
  std::vector<Passage> found = passages(verdict, text, field);
  if (found.size() < 2 && sentences(text).size() < 2) {
    found.clear();
    for (const Clue& clue : verdict.clues) {
      if (clue.field == field) {
        found.push_back({clue.begin, clue.end, std::abs(clue.weight)});
      }
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Passage& a, const Passage& b) { return a.weight > b.weight; });
  found.resize(std::min(found.size(), kMost));
  return found;
}

/// A clue of code that is not there has no words of the work: what was found takes their place.
void tell_code_state(WhyView& view, CodeState found) {
  for (std::size_t i = 0; i < view.verdict.clues.size(); ++i) {
    const Clue& clue = view.verdict.clues[i];
    if (clue.field == Field::kCode && clue.begin == clue.end) {
      view.texts[i] = code_state_name(found);
    }
  }
}

/// What, left out, would move the verdict furthest towards the other side.
std::optional<Counterfactual> counterfactual(const Work& work, const identify::Judge& judge,
                                             CodeState found, const Verdict& verdict) {
  const Field field = work.abstract.empty() ? Field::kText : Field::kAbstract;
  const std::string& text = work.abstract.empty() ? work.text : work.abstract;
  const bool led = verdict.developer_led >= 0.5;
  std::optional<Counterfactual> best;
  for (const auto& [begin, end, weight] : trials(verdict, text, field)) {
    Work without = work;
    (field == Field::kAbstract ? without.abstract : without.text).erase(begin, end - begin);
    const double p = identify::with_code_state(judge.judge(without), without, found).developer_led;
    const double before = best ? best->developer_led : verdict.developer_led;
    if (led ? p < before : p > before) {
      best = {field, begin, end, std::string(trim(text.substr(begin, end - begin))), p};
      best->end = begin + static_cast<std::uint32_t>(best->text.size());
    }
  }
  return best;
}

WhyView with_texts(const Work& work, Verdict verdict) {
  WhyView view;
  view.title = work.title;
  view.texts.reserve(verdict.clues.size());
  std::array<std::optional<std::string>, kFieldCount> fields;
  for (const Clue& clue : verdict.clues) {
    std::optional<std::string>& text = fields.at(static_cast<std::size_t>(clue.field));
    if (!text) {
      text = field_text(work, clue.field);
    }
    view.texts.push_back(text->substr(clue.begin, clue.end - clue.begin));
  }
  view.verdict = std::move(verdict);
  return view;
}

}  // namespace

std::vector<std::string> shown_identifiers(const library::StoredWork& stored) {
  std::vector<std::string> shown;
  for (const Identifier& identifier : stored.work.identifiers) {
    shown.push_back(identifier.str());
  }
  for (const std::string& given : stored.given_ids) {
    const std::optional<Identifier> identifier = parse_bare_identifier(given);
    const std::string text = identifier ? identifier->str() : given;
    if (std::find(shown.begin(), shown.end(), text) == shown.end()) {
      shown.push_back(text);
    }
  }
  return shown;
}

SearchView search_works(library::Library& library, const search::Index& index,
                        std::string_view query, const search::Options& options) {
  const auto start = std::chrono::steady_clock::now();
  const search::Query parsed = search::parse_query(query);
  search::Results results = index.search(parsed, options);
  SearchView view;
  view.query = parsed.text;
  view.total = results.total;
  view.near = results.near;
  view.did_you_mean = std::move(results.suggestion);
  if (results.without_meaning) {
    view.warning = std::string("found by words alone: ") + results.without_meaning->what();
  }
  if (const std::string remark = search::unknown_filter(query); !remark.empty()) {
    view.warning += (view.warning.empty() ? "" : "; ") + remark;
  }
  for (const search::Hit& hit : results.hits) {
    // The index may be behind the library, or ahead of what is seen of it.
    const std::optional<library::StoredWork> stored = library.find(hit.id);
    if (!stored || is_among(view.hits, stored->id)) {
      continue;
    }
    HitView shown = show_hit(hit.score, *stored);
    shown.highlights = search::find_highlights(parsed, stored->work);
    shown.snippet = make_snippet(stored->work, shown.highlights);
    view.hits.push_back(std::move(shown));
  }
  view.kinds = std::move(results.kinds);
  view.years = std::move(results.years);
  view.topics = std::move(results.topics);
  view.took_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
  return view;
}

RelatedView find_related(library::Library& library, const search::Index& index, WorkId id,
                         const RelatedOptions& options) {
  const Work origin = library.load(id).work;
  RelatedView view;
  view.id = id;
  view.title = origin.title;
  view.aspect = options.aspect ? search::role_name(*options.aspect) : "";
  search::Related related(index, id, origin, options.aspect);
  for (const WorkId other : to_be_ranked(library, related, options, view.unknown)) {
    if (const std::optional<library::StoredWork> stored = library.find(other);
        stored && stored->id == other) {
      related.add(other, stored->work);
    }
  }
  for (search::RelatedHit& hit : related.rank()) {
    if (view.hits.size() == options.k) {
      break;
    }
    const library::StoredWork stored = library.load(hit.id);
    RelatedHitView shown{show_hit(hit.score, stored), std::move(hit.shared), {}};
    if (options.aspect) {
      const std::string& abstract = stored.work.abstract;
      shown.passage = collapse_spaces(search::part_text(
          search::split_parts(stored.work.title, abstract), abstract, *options.aspect));
    }
    view.hits.push_back(std::move(shown));
  }
  return view;
}

WorkId require_work(library::Library& library, std::string_view text) {
  const std::optional<WorkId> id = library.resolve(text);
  if (!id) {
    throw Error(Errc::kNotFound, "no such work: " + std::string(text), library.folder().string(),
                "find it with `assay search`, or import it");
  }
  return *id;
}

namespace {

std::vector<ReproductionView> reproductions_of(library::Library& library, WorkId id) {
  std::vector<ReproductionView> out;
  for (const library::KeptExperiment& one : library::experiments(library, id)) {
    if (!one.verdict.empty()) {
      out.push_back({one.name, one.verdict, one.said, format_instant(one.at)});
    }
  }
  return out;
}

}  // namespace

DossierView read_dossier(library::Library& library, const identify::Taxonomy& taxonomy, WorkId id) {
  library::StoredWork stored = library.load(id);
  DossierView view;
  view.id = id;
  view.identifiers = shown_identifiers(stored);
  view.developer_led = stored.developer_led;
  view.research = stored.research;
  view.topics = topic_names(stored.topics);
  std::vector<Topic> topics;
  for (const std::string& name : view.topics) {
    topics.push_back(parse_topic(name).value());
  }
  view.reasons = view_reasons(stored.work, topics, taxonomy, true);
  view.sources = stored.sources;
  view.merge_reasons = stored.merge_reasons;
  view.origins = stored.origins;
  read_ties(library, stored, view);
  const auto readings = library::readings(library);
  if (const auto found = readings.find(id.v); found != readings.end()) {
    if (found->second.state != library::ReadState::kRated) {
      view.state = found->second.state == library::ReadState::kRead ? "read" : "skipped";
    }
    view.rating = found->second.rating.value_or(-1);
  }
  for (const library::Note& note : library::notes(library, id)) {
    view.notes.push_back({format_instant(note.written), note.body});
  }
  view.reproductions = reproductions_of(library, id);
  view.work = std::move(stored.work);
  return view;
}

WhyView explain(library::Library& library, const identify::Judge& judge,
                const identify::Taxonomy& taxonomy, WorkId id) {
  const Work work = library.load(id).work;
  const CodeState found = library::code_state(library, id);
  WhyView view = with_texts(work, judge_stored(library, judge, id, work));
  tell_code_state(view, found);
  view.reasons = view_reasons(work, identify::topics_of(view.verdict), taxonomy, true);
  view.id = format_work_id(id);
  view.without = counterfactual(work, judge, found, view.verdict);
  view.passages = passages(view.verdict, work.text, Field::kText);
  view.reproductions = reproductions_of(library, id);
  return view;
}

WhyView assess(const Work& work, const identify::Judge& judge, const identify::Taxonomy& taxonomy) {
  WhyView view = with_texts(work, judge.judge(work));
  view.reasons = view_reasons(work, identify::topics_of(view.verdict), taxonomy, false);
  view.id = work.id;
  return view;
}

}  // namespace assay::ingest
