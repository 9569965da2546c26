#pragma once
/// What the command line, the HTTP API and agents show of works, in one form. Field names in JSON
/// are those of docs/cli.md. Threads: plain values, pure functions.

#include "base/error.h"
#include "ingest/reason_views.h"
#include "search/index.h"
#include "work/mentions.h"
#include "work/merge.h"
#include "work/verdict.h"
#include "work/work.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::ingest {

/// A work in a list.
struct HitView {
  WorkId id;
  std::vector<std::string> identifiers;  ///< Normal forms, then the sources' own ids.
  Kind kind = Kind::kPaper;
  std::string title;
  int year = 0;
  std::string venue;
  double score = 0;
  double developer_led = 0;
  double research = 0;
  std::vector<std::string> topics;
  std::vector<search::Highlight> highlights;
  std::string snippet;  ///< A stretch of the abstract around the first highlight.
};

struct SearchView {
  std::string query;
  std::uint64_t total = 0;
  std::uint64_t near = 0;  ///< Of these, found by meaning without any of the words.
  double took_ms = 0;
  std::vector<HitView> hits;
  search::FacetCounts kinds;
  search::FacetCounts years;
  search::FacetCounts topics;
  std::string did_you_mean;  ///< Words put right, when no work has those typed; or empty.
  std::string warning;  ///< Why the answer goes by words alone, when it was to go by meaning too.
};

/// A work beside another one.
struct RelatedHitView {
  HitView hit;
  std::vector<std::string> shared;  ///< Words of the hit that speak for the relation, best first.
  std::string passage;              ///< With an aspect: what the hit's abstract says of it.
};

struct RelatedView {
  WorkId id;
  std::string title;
  std::string aspect;  ///< "problem", "method", "result"; "" for the whole.
  std::vector<RelatedHitView> hits;
  std::vector<std::string> unknown;  ///< Ids that were to be ranked and are in no library.
};

/// What the verdict would be without one sentence, the one that matters most; without the words of
/// one clue where there is but one sentence.
struct Counterfactual {
  Field field = Field::kAbstract;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string text;
  double developer_led = 0;
};

/// A sentence of a long text, and how far the clues in it move the verdict, either way.
struct Passage {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  double weight = 0;  ///< Sum of the clues' absolute weights, above 0.
};

/// What came of an experiment on the work.
struct ReproductionView {
  std::string experiment;  ///< Its name.
  std::string verdict;     ///< "reproduced", "partly", "not", "not enough"
  std::string said;        ///< In a sentence: how many runs, and what they show.
  std::string at;          ///< UTC instant
};

/// A verdict with the words behind each clue.
struct WhyView {
  std::string id;  ///< "w12", or the id as given to `assess`.
  std::string title;
  Verdict verdict;
  std::vector<std::string> texts;  ///< One a clue: the text at its span.
  std::vector<ReasonView> reasons;
  std::optional<Counterfactual> without;
  /// Of field text, the sentences that hold clues, in order; of a work in a library only.
  std::vector<Passage> passages;
  /// Of a work in a library only.
  std::vector<ReproductionView> reproductions;
};

/// The words that show a tie.
struct TieEvidence {
  std::string field;  ///< "links", "code" or "identifiers", without a span, where a source says so.
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string text;  ///< Empty without a span.
};

/// Another work of the dossier.
struct RelationView {
  Tie tie = Tie::kCites;
  std::string words;  ///< As seen from this work: "implemented by", "discussed in".
  WorkId id;
  Kind kind = Kind::kPaper;
  std::string title;
  std::string identifier;               ///< Its first; empty when it has none.
  std::string date;                     ///< Or the year; empty when unknown.
  WorkId said_by;                       ///< The work in which the evidence stands.
  std::optional<TieEvidence> evidence;  ///< None where titles and people agree.
};

/// Something that a work names and the library does not have.
struct MentionView {
  std::string rel;
  std::string identifier;
  TieEvidence evidence;
};

/// One of the records that a work was made of.
struct RecordView {
  std::size_t n = 0;  ///< 1, 2, ... as `assay split` takes it.
  std::string source;
  std::string key;
  std::string reason;  ///< Why it is here; empty for the first.
};

/// The state of what a link leads to.
struct ArtefactView {
  std::string url;
  std::string rel;
  std::string state;
  std::string checked;  ///< UTC instant
  std::string detail;   ///< JSON, or empty
  std::string words;    ///< For people: "alive, MIT, changed 2024-12-17 (after publication)".
};

struct NoteView {
  std::string written;  ///< UTC instant
  std::string body;
};

/// Everything known of a work.
struct DossierView {
  WorkId id;
  Work work;
  std::vector<std::string> identifiers;
  double developer_led = 0;
  double research = 0;
  std::vector<std::string> topics;
  std::vector<ReasonView> reasons;
  std::vector<std::string> sources;
  std::vector<std::string> merge_reasons;
  std::vector<FieldOrigin> origins;
  std::vector<RecordView> records;
  std::vector<RelationView> relations;
  std::vector<MentionView> mentions;
  std::vector<ArtefactView> artefacts;
  std::string state;  ///< "", "read", "skipped"
  int rating = -1;    ///< 0..5, -1 when none
  std::vector<NoteView> notes;
  std::vector<ReproductionView> reproductions;  ///< Of experiments with a verdict, oldest first.
};

/// Names of the topics in a mask, in the order of the taxonomy.
std::vector<std::string> topic_names(std::uint32_t mask);

/// One JSON object each, without a line end.
std::string to_json(const SearchView& view);
std::string to_json(const RelatedView& view);
std::string to_json(const WhyView& view);
std::string to_json(const DossierView& view);

/// {"error":{"code":…,"message":…,"hint":…}}
std::string error_json(const Error& error);
/// "reproduced here: partly (6 runs: …)", a line each; empty for none.
std::string reproduction_line(const ReproductionView& reproduction);

/// "3.1 ms" as a JSON number with three decimals: 3.104.
double rounded(double value, int decimals);

}  // namespace assay::ingest
