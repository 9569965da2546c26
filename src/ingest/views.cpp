#include "ingest/views.h"

#include "work/json.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace assay::ingest {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
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
    for (const ReasonTopicView& topic : reason.topics) {
      topics.push_back(topic.name);
    }
    out.push_back(Json{{"name", reason.name}, {"topics", std::move(topics)}});
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
  out["topics"] = hit.topics;
  out["highlights"] = Json::array();
  for (const search::Highlight& highlight : hit.highlights) {
    out["highlights"].push_back(Json{{"field", field_name(highlight.field)},
                                     {"begin", highlight.begin},
                                     {"end", highlight.end}});
  }
  return out;
}

}  // namespace

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

std::string to_json(const WhyView& view) {
  Json out;
  out["id"] = view.id;
  out["developer_led"] = rounded(view.verdict.developer_led, 4);
  out["research"] = rounded(view.verdict.research, 4);
  out["topics"] = Json::array();
  for (const TopicScore& score : view.verdict.topics) {
    out["topics"].push_back(Json{{"name", topic_name(score.topic)}, {"p", rounded(score.p, 4)}});
  }
  out["reasons"] = reasons_json(view.reasons);
  out["clues"] = Json::array();
  for (std::size_t i = 0; i < view.verdict.clues.size(); ++i) {
    const Clue& clue = view.verdict.clues[i];
    out["clues"].push_back(Json{{"type", clue_type_name(clue.type)},
                                {"field", field_name(clue.field)},
                                {"begin", clue.begin},
                                {"end", clue.end},
                                {"text", view.texts[i]},
                                {"weight", rounded(clue.weight, 4)}});
  }
  out["model"] = view.verdict.model;
  return dump(out);
}

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
  out["dossier"] = Json::array();
  for (const RelationView& relation : view.relations) {
    out["dossier"].push_back(Json{{"rel", relation.rel},
                                  {"id", format_work_id(relation.id)},
                                  {"kind", kind_name(relation.kind)},
                                  {"title", relation.title}});
  }
  out["state"] = view.state.empty() ? Json(nullptr) : Json(view.state);
  out["rating"] = number_or_null(view.rating, -1);
  out["notes"] = Json::array();
  for (const NoteView& note : view.notes) {
    out["notes"].push_back(Json{{"written", note.written}, {"body", note.body}});
  }
  return dump(out);
}

}  // namespace assay::ingest
