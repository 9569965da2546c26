#include "ingest/views.h"

#include "work/json.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace assay::ingest {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Verdicts are written by the million, so they go without a tree of values.

void append_text(std::string& out, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c != '"' && c != '\\' && c != 0x7F;
  });
  if (plain) {
    out += '"';
    out += text;
    out += '"';
  } else {
    out += dump(Json(text));
  }
}

/// With four decimals at most.
void append_number(std::string& out, std::string_view key, double value) {
  out += key;
  const double shown = rounded(value, 4);
  if (shown == std::floor(shown)) {
    fmt::format_to(std::back_inserter(out), "{:.1f}", shown);
  } else {
    fmt::format_to(std::back_inserter(out), "{}", shown);
  }
}

void append_span(std::string& out, Field field, std::uint32_t begin, std::uint32_t end,
                 std::string_view text) {
  out += ",\"field\":";
  append_text(out, field_name(field));
  fmt::format_to(std::back_inserter(out), ",\"begin\":{},\"end\":{},\"text\":", begin, end);
  append_text(out, text);
}

Json facet(const search::FacetCounts& counts) {
  Json out = Json::object();
  for (const auto& [name, count] : counts) {
    out[name] = count;
  }
  return out;
}

Json reasons_json(const std::vector<ReasonView>& reasons) {
  Json out = Json::array();
  for (const ReasonView& reason : reasons) {
    Json topics = Json::array();
    Json words = Json::array();
    for (const ReasonTopicView& topic : reason.topics) {
      topics.push_back(topic.name);
      for (std::size_t i = 0; i < topic.words.size(); ++i) {
        words.push_back(Json{{"topic", topic.name},
                             {"field", field_name(topic.spans[i].field)},
                             {"begin", topic.spans[i].begin},
                             {"end", topic.spans[i].end},
                             {"text", topic.words[i]}});
      }
    }
    out.push_back(
        Json{{"name", reason.name}, {"topics", std::move(topics)}, {"words", std::move(words)}});
  }
  return out;
}

Json number_or_null(int value, int none) {
  return value == none ? Json(nullptr) : Json(value);
}

Json hit_json(const HitView& hit) {
  Json out;
  out["id"] = format_work_id(hit.id);
  out["identifiers"] = hit.identifiers;
  out["kind"] = kind_name(hit.kind);
  out["title"] = hit.title;
  out["year"] = number_or_null(hit.year, 0);
  out["venue"] = hit.venue;
  out["score"] = rounded(hit.score, 4);
  out["developer_led"] = rounded(hit.developer_led, 4);
  out["research"] = rounded(hit.research, 4);
  out["topics"] = hit.topics;
  out["highlights"] = Json::array();
  for (const search::Highlight& highlight : hit.highlights) {
    out["highlights"].push_back(Json{{"field", field_name(highlight.field)},
                                     {"begin", highlight.begin},
                                     {"end", highlight.end}});
  }
  out["passage"] = hit.snippet;
  return out;
}

}  // namespace

std::string error_json(const Error& error) {
  Json body;
  body["code"] = errc_name(error.code());
  body["message"] =
      error.where().empty() ? error.message() : error.message() + " (" + error.where() + ")";
  body["hint"] = error.hint();
  return dump(Json{{"error", body}});
}

double rounded(double value, int decimals) {
  const double scale = std::pow(10.0, decimals);
  return std::round(value * scale) / scale;
}

std::vector<std::string> topic_names(std::uint32_t mask) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    if ((mask >> i & 1U) != 0) {
      names.emplace_back(topic_name(static_cast<Topic>(i)));
    }
  }
  return names;
}

std::string to_json(const SearchView& view) {
  Json out;
  out["query"] = view.query;
  out["total"] = view.total;
  out["near"] = view.near;
  out["took_ms"] = rounded(view.took_ms, 3);
  out["hits"] = Json::array();
  for (const HitView& hit : view.hits) {
    out["hits"].push_back(hit_json(hit));
  }
  if (!view.did_you_mean.empty()) {
    out["did_you_mean"] = view.did_you_mean;
  }
  if (!view.warning.empty()) {
    out["warning"] = view.warning;
  }
  out["facets"]["kind"] = facet(view.kinds);
  out["facets"]["year"] = facet(view.years);
  out["facets"]["topic"] = facet(view.topics);
  return dump(out);
}

std::string to_json(const RelatedView& view) {
  Json out;
  out["id"] = format_work_id(view.id);
  if (!view.aspect.empty()) {
    out["aspect"] = view.aspect;
  }
  out["hits"] = Json::array();
  for (const RelatedHitView& related : view.hits) {
    Json hit = hit_json(related.hit);
    hit.erase("highlights");
    hit.erase("passage");
    hit["shared"] = related.shared;
    if (!view.aspect.empty()) {
      hit["passage"] = related.passage;
    }
    out["hits"].push_back(std::move(hit));
  }
  if (!view.unknown.empty()) {
    out["unknown"] = view.unknown;
  }
  return dump(out);
}

namespace {

Json reproductions_json(const std::vector<ReproductionView>& reproductions) {
  Json out = Json::array();
  for (const ReproductionView& one : reproductions) {
    out.push_back(Json{{"experiment", one.experiment},
                       {"verdict", one.verdict},
                       {"said", one.said},
                       {"at", one.at}});
  }
  return out;
}

}  // namespace

std::string reproduction_line(const ReproductionView& reproduction) {
  return fmt::format(
      "reproduced here: {} ({}; {}, {})",
      reproduction.verdict == "not enough" ? "not enough runs" : reproduction.verdict,
      reproduction.said, reproduction.experiment, reproduction.at.substr(0, 10));
}

std::string to_json(const WhyView& view) {
  const Verdict& verdict = view.verdict;
  std::string out = "{\"id\":";
  append_text(out, view.id);
  append_number(out, ",\"developer_led\":", verdict.developer_led);
  append_number(out, ",\"research\":", verdict.research);
  fmt::format_to(std::back_inserter(out), ",\"score\":{},\"topics\":[", verdict.score);
  for (const TopicScore& score : verdict.topics) {
    out += out.back() == '[' ? "{\"name\":" : ",{\"name\":";
    append_text(out, topic_name(score.topic));
    append_number(out, ",\"p\":", score.p);
    out += '}';
  }
  out += "],\"reasons\":";
  out += dump(reasons_json(view.reasons));
  out += ",\"clues\":[";
  for (std::size_t i = 0; i < verdict.clues.size(); ++i) {
    const Clue& clue = verdict.clues[i];
    out += i == 0 ? "{\"type\":" : ",{\"type\":";
    append_text(out, clue_type_name(clue.type));
    append_span(out, clue.field, clue.begin, clue.end, view.texts[i]);
    append_number(out, ",\"weight\":", clue.weight);
    out += '}';
  }
  out += ']';
  if (view.without) {
    const Counterfactual& without = *view.without;
    append_number(out, ",\"without\":{\"developer_led\":", without.developer_led);
    append_span(out, without.field, without.begin, without.end, without.text);
    out += '}';
  }
  append_number(out, ",\"base\":", verdict.base);
  append_number(out, ",\"rest\":", verdict.rest);
  out += ",\"model\":";
  append_text(out, verdict.model);
  if (!view.reproductions.empty()) {
    out += ",\"reproductions\":" + dump(reproductions_json(view.reproductions));
  }
  out += '}';
  return out;
}

namespace {

void add_dossier(Json& out, const DossierView& view) {
  out["records"] = Json::array();
  for (const RecordView& record : view.records) {
    out["records"].push_back(
        Json{{"n", record.n},
             {"source", record.source},
             {"key", record.key},
             {"reason", record.reason.empty() ? Json(nullptr) : Json(record.reason)}});
  }
  const auto evidence_json = [](const TieEvidence& evidence) {
    Json shown{{"field", evidence.field}};
    if (!evidence.text.empty()) {
      shown["begin"] = evidence.begin;
      shown["end"] = evidence.end;
      shown["text"] = evidence.text;
    }
    return shown;
  };
  out["dossier"] = Json::array();
  for (const RelationView& relation : view.relations) {
    Json row{{"rel", tie_name(relation.tie)},
             {"words", relation.words},
             {"id", format_work_id(relation.id)},
             {"kind", kind_name(relation.kind)},
             {"title", relation.title},
             {"identifier", relation.identifier},
             {"date", relation.date}};
    row["evidence"] = nullptr;
    if (relation.evidence) {
      row["evidence"] = evidence_json(*relation.evidence);
      row["evidence"]["in"] = format_work_id(relation.said_by);
    }
    out["dossier"].push_back(std::move(row));
  }
  out["mentions"] = Json::array();
  for (const MentionView& mention : view.mentions) {
    out["mentions"].push_back(Json{{"rel", mention.rel},
                                   {"identifier", mention.identifier},
                                   {"evidence", evidence_json(mention.evidence)}});
  }
  out["artefacts"] = Json::array();
  for (const ArtefactView& artefact : view.artefacts) {
    const Json detail = Json::parse(artefact.detail, nullptr, false);
    out["artefacts"].push_back(
        Json{{"url", artefact.url},
             {"rel", artefact.rel},
             {"state", artefact.state},
             {"checked", artefact.checked.empty() ? Json(nullptr) : Json(artefact.checked)},
             {"detail", detail.is_discarded() ? Json(nullptr) : detail}});
  }
}

}  // namespace

std::string to_json(const DossierView& view) {
  Json out = Json::parse(to_works_json(view.work), nullptr, false);
  out["id"] = format_work_id(view.id);
  out["identifiers"] = view.identifiers;
  out["developer_led"] = rounded(view.developer_led, 4);
  out["research"] = rounded(view.research, 4);
  out["topics"] = view.topics;
  out["reasons"] = reasons_json(view.reasons);
  out["sources"] = view.sources;
  out["merged_because"] = view.merge_reasons;
  out["origins"] = Json::object();
  for (const FieldOrigin& origin : view.origins) {
    out["origins"][std::string(origin.field)] = origin.source;
  }
  add_dossier(out, view);
  out["state"] = view.state.empty() ? Json(nullptr) : Json(view.state);
  out["rating"] = number_or_null(view.rating, -1);
  out["notes"] = Json::array();
  for (const NoteView& note : view.notes) {
    out["notes"].push_back(Json{{"written", note.written}, {"body", note.body}});
  }
  if (!view.reproductions.empty()) {
    out["reproductions"] = reproductions_json(view.reproductions);
  }
  return dump(out);
}

}  // namespace assay::ingest
