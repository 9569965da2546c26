#include "ingest/artefact_check.h"

#include "base/text.h"
#include "identify/code_clue.h"
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

/// Rel and address of what a work offers, each address once.
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
  return all;
}

std::string text_of(const Work& work) {
  return work.abstract + "\n\n" + work.text;
}

const library::Artefact* find_url(const std::vector<library::Artefact>& all,
                                  const std::string& url) {
  const auto found = std::find_if(all.begin(), all.end(),
                                  [&](const library::Artefact& one) { return one.url == url; });
  return found == all.end() ? nullptr : &*found;
}

/// What is stored of a finding: where nothing could be found out, what was known stays.
library::Artefact stored_form(const ArtefactFinding& finding, const library::Artefact* known,
                              bool no_host) {
  library::Artefact out{finding.found.url, finding.rel, finding.state, finding.found.checked, {}};
  source::ArtefactState detail = finding.found;
  if (finding.state == "unknown" && known != nullptr && known->state != "unknown") {
    out.state = known->state;
    detail = source::parse_artefact(known->detail).value_or(detail);
  }
  detail.no_host = no_host;
  out.detail = source::to_json(detail);
  return out;
}

/// A run over several works.
class Check {
 public:
  Check(library::Library& library, const identify::Judge& judge, source::Fetcher& fetcher,
        const source::ArtefactServices& services, std::int64_t now, const std::atomic<bool>* stop)
      : library_(library),
        judge_(judge),
        fetcher_(fetcher),
        services_(services),
        now_(now),
        stop_(stop) {}

  ArtefactReport run(const std::vector<WorkId>& works) {
    for (const WorkId id : works) {
      if (!look_at(id)) {
        report_.interrupted = true;
        break;
      }
    }
    if (reached_ && !hostless_.empty()) {
      settle_hosts();
    }
    return std::move(report_);
  }

 private:
  /// False when the user does not want to wait any longer.
  bool look_at(WorkId id) {
    const library::StoredWork stored = library_.load(id);
    std::vector<Link> links = artefacts_of(stored.work);
    if (links.empty()) {
      links.push_back({"code", {}});  // for what it only promises
    }
    const std::size_t first = report_.findings.size();
    for (const Link& link : links) {
      std::optional<ArtefactFinding> finding = ask(stored, link);
      if (!finding) {
        report_.findings.resize(first);
        return false;
      }
      if (!link.url.empty() || finding->found.promised_only) {
        report_.findings.push_back(std::move(*finding));
      }
    }
    store(stored, first);
    ++report_.works;
    return true;
  }

  std::optional<ArtefactFinding> ask(const library::StoredWork& stored, const Link& link) {
    if (stop_ != nullptr && stop_->load()) {
      return std::nullopt;
    }
    source::ArtefactQuestion question;
    question.url = link.url;
    question.published = stored.work.date;
    question.text = text_of(stored.work);
    question.now = now_;
    ArtefactFinding finding;
    try {
      finding.found = source::check_artefact(question, fetcher_, services_);
    } catch (const Error& error) {
      if (error.code() != Errc::kCancelled) {
        throw;
      }
      return std::nullopt;
    }
    finding.work = stored.id;
    finding.title = stored.work.title;
    finding.rel = link.rel;
    finding.state = artefact_state(finding.found);
    reached_ = reached_ || (!link.url.empty() && finding.state != "unknown");
    return finding;
  }

  /// The findings from place `first` on are those of the work.
  void store(const library::StoredWork& work, std::size_t first) {
    in_transaction([&] {
      const CodeState state = library::code_state(library_, work.id);
      const std::vector<library::Artefact> before = library::artefacts(library_, work.id);
      for (std::size_t i = first; i < report_.findings.size(); ++i) {
        const ArtefactFinding& finding = report_.findings[i];
        const library::Artefact* known = find_url(before, finding.found.url);
        const std::optional<source::ArtefactState> detail =
            known == nullptr ? std::nullopt : source::parse_artefact(known->detail);
        const bool again = finding.found.no_host && detail && detail->no_host;
        if (finding.found.no_host) {
          hostless_.emplace_back(i, again);
        }
        library::set_artefact(library_, work.id, stored_form(finding, known, again));
      }
      settle_artefacts(library_, work.id, work.work);
      judge_again(work, state);
    });
  }

  void judge_again(const library::StoredWork& work, CodeState before) {
    if (library::code_state(library_, work.id) != before) {
      library_.set_verdict(work.id, judge_stored(library_, judge_, work.id, work.work));
    }
  }

  /// There is a network, so that a host that nobody knows is not there.
  void settle_hosts() {
    in_transaction([&] {
      for (const auto& [place, again] : hostless_) {
        ArtefactFinding& finding = report_.findings[place];
        if (again) {
          finding.found = source::gone_with_its_host(std::move(finding.found));
          finding.state = artefact_state(finding.found);
        }
        const library::StoredWork work = library_.load(finding.work);
        const CodeState state = library::code_state(library_, work.id);
        const std::vector<library::Artefact> before = library::artefacts(library_, work.id);
        library::set_artefact(library_, work.id,
                              stored_form(finding, find_url(before, finding.found.url), true));
        judge_again(work, state);
      }
    });
  }

  template <typename Do>
  void in_transaction(const Do& what) {
    library_.begin();
    try {
      what();
      library_.commit();
    } catch (...) {
      library_.rollback();
      throw;
    }
  }

  library::Library& library_;
  const identify::Judge& judge_;
  source::Fetcher& fetcher_;
  const source::ArtefactServices& services_;
  const std::int64_t now_;
  const std::atomic<bool>* stop_;
  ArtefactReport report_;
  bool reached_ = false;  // some service has answered
  /// Places in the report whose host nobody knew, and whether that was so before.
  std::vector<std::pair<std::size_t, bool>> hostless_;
};

}  // namespace

std::optional<source::ArtefactState> promise_of(const Work& work) {
  if (!artefacts_of(work).empty()) {
    return std::nullopt;
  }
  source::TextSpan span;
  const std::string text = text_of(work);
  if (!source::promises_code(text, &span)) {
    return std::nullopt;
  }
  source::ArtefactState state;
  state.presence = source::Presence::kMissing;
  state.reason = "no link is given";
  state.promised_only = true;
  state.promise = collapse_spaces(text.substr(span.begin, span.end - span.begin));
  return state;
}

void note_promise(library::Library& library, WorkId id, const source::ArtefactState& promise) {
  library::set_artefact(library, id,
                        {{}, "code", artefact_state(promise), 0, source::to_json(promise)});
}

void settle_artefacts(library::Library& library, WorkId id, const Work& work) {
  const std::optional<source::ArtefactState> promise = promise_of(work);
  const std::vector<library::Artefact> known = library::artefacts(library, id);
  if (promise && find_url(known, {}) == nullptr) {
    note_promise(library, id, *promise);
  }
  if (!known.empty()) {
    library::prune_artefacts(library, id, work, promise.has_value());
  }
}

Verdict judge_stored(library::Library& library, const identify::Judge& judge, WorkId id,
                     const Work& work) {
  return identify::with_code_state(judge.judge(work), work, library::code_state(library, id));
}

std::vector<WorkId> works_to_check(library::Library& library, std::size_t most) {
  return library::works_with_artefacts(library, most);
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

ArtefactReport check_artefacts(library::Library& library, const identify::Judge& judge,
                               const std::vector<WorkId>& works, source::Fetcher& fetcher,
                               const source::ArtefactServices& services, std::int64_t now,
                               const std::atomic<bool>* stop) {
  return Check(library, judge, fetcher, services, now, stop).run(works);
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
