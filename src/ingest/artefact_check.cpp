#include "ingest/artefact_check.h"

#include "library/dossier.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace assay::ingest {
namespace {

constexpr std::array<std::string_view, 6> kArtefacts = {"code",  "data",    "dataset",
                                                        "model", "weights", "demo"};

/// Rel and address of what a work offers, each address once; one without an address where it has
/// nothing, for what it only promises.
std::vector<Link> artefacts_of(const Work& work) {
  std::vector<Link> all;
  const auto add = [&all](std::string_view rel, const std::string& url) {
    if (!url.empty() &&
        std::none_of(all.begin(), all.end(), [&](const Link& one) { return one.url == url; })) {
      all.push_back({std::string(rel), url});
    }
  };
  add("code", work.code);
  for (const Link& link : work.links) {
    if (std::find(kArtefacts.begin(), kArtefacts.end(), link.rel) != kArtefacts.end()) {
      add(link.rel, link.url);
    }
  }
  if (all.empty()) {
    all.push_back({"code", {}});
  }
  return all;
}

void store(library::Library& library, WorkId work, const std::vector<ArtefactFinding>& findings) {
  library.begin();
  try {
    for (const ArtefactFinding& finding : findings) {
      library::set_artefact(library, work,
                            {finding.found.url, finding.rel, finding.state, finding.found.checked,
                             source::to_json(finding.found)});
    }
    library.commit();
  } catch (...) {
    library.rollback();
    throw;
  }
}

}  // namespace

std::vector<WorkId> works_to_check(library::Library& library, std::size_t most) {
  return library::works_with_code(library, most);
}

std::string artefact_state(const source::ArtefactState& found) {
  if (found.promised_only) {
    return "promised";
  }
  if (found.presence == source::Presence::kAlive && found.archived) {
    return "archived";
  }
  return std::string(source::presence_name(found.presence));
}

ArtefactReport check_artefacts(library::Library& library, const std::vector<WorkId>& works,
                               source::Fetcher& fetcher, const source::ArtefactServices& services,
                               std::int64_t now, const std::atomic<bool>* stop) {
  ArtefactReport report;
  for (const WorkId id : works) {
    const library::StoredWork stored = library.load(id);
    std::vector<ArtefactFinding> known;
    for (const Link& link : artefacts_of(stored.work)) {
      if (stop != nullptr && stop->load()) {
        report.interrupted = true;
        return report;
      }
      source::ArtefactQuestion question;
      question.url = link.url;
      question.published = stored.work.date;
      question.text = stored.work.abstract + "\n\n" + stored.work.text;
      question.now = now;
      ArtefactFinding finding;
      try {
        finding.found = source::check_artefact(question, fetcher, services);
      } catch (const Error& error) {
        if (error.code() != Errc::kCancelled) {
          throw;
        }
        report.interrupted = true;
        return report;
      }
      finding.work = id;
      finding.title = stored.work.title;
      finding.rel = link.rel;
      finding.state = artefact_state(finding.found);
      if (link.url.empty() && !finding.found.promised_only) {
        continue;  // nothing is offered and nothing promised
      }
      if (finding.state != "unknown") {
        known.push_back(finding);
      }
      report.findings.push_back(std::move(finding));
    }
    store(library, id, known);
    ++report.works;
  }
  return report;
}

std::string to_json(const ArtefactReport& report) {
  using Json = nlohmann::ordered_json;
  Json out;
  out["works"] = report.works;
  out["interrupted"] = report.interrupted;
  out["artefacts"] = Json::array();
  for (const ArtefactFinding& finding : report.findings) {
    Json one;
    one["id"] = format_work_id(finding.work);
    one["rel"] = finding.rel;
    one["state"] = finding.state;
    one["detail"] = Json::parse(source::to_json(finding.found), nullptr, false);
    out["artefacts"].push_back(std::move(one));
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::ingest
