#include "source/artefact.h"

#include "base/error.h"
#include "base/names.h"
#include "base/text.h"
#include "base/time.h"
#include "source/github.h"
#include "source/html_text.h"
#include "source/http.h"
#include "source/json_value.h"
#include "source/no_host.h"
#include "source/readme.h"
#include "source/web.h"

#include <algorithm>
#include <array>
#include <utility>

namespace assay::source {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 4> kPresences = {"unknown", "alive", "empty", "missing"};

void set_licence(ArtefactState& state, std::string licence) {
  // GitHub's word for a licence that it does not know; it is one all the same.
  state.licensed = !licence.empty();
  state.licence = licence == "NOASSERTION" ? "other" : std::move(licence);
}

/// Files that a repository has before anything is put into it.
bool is_furniture(std::string_view file) {
  const std::string lower = ascii_lower(file);
  return lower.rfind("readme", 0) == 0 || lower.rfind("license", 0) == 0 ||
         lower.rfind("licence", 0) == 0 || lower.rfind(".git", 0) == 0 || lower == "citation.cff";
}

/// Notes a promise in `text`; it is all there is unless something is there.
void look_for_promise(ArtefactState& state, std::string_view text) {
  TextSpan span;
  if (state.promise.empty() && promises_code(text, &span)) {
    state.promise = collapse_spaces(repair_utf8(text.substr(span.begin, span.end - span.begin)));
  }
}

class Checker {
 public:
  Checker(const ArtefactQuestion& question, Fetcher& fetcher, const ArtefactServices& services)
      : question_(question), fetcher_(fetcher), services_(services) {
    state_.url = question.url;
    state_.checked = question.now;
  }

  ArtefactState run() {
    if (question_.url.empty()) {
      state_.presence = Presence::kMissing;
      state_.reason = "no link is given";
    } else {
      try {
        ask();
      } catch (const Error& error) {
        take(error);
      }
    }
    finish();
    return std::move(state_);
  }

 private:
  void take(const Error& error) {
    if (error.code() == Errc::kCancelled) {
      throw error;
    }
    if (error.code() == Errc::kLimit) {
      state_.presence = Presence::kAlive;  // more than is needed to see that it is there
      return;
    }
    state_.presence = Presence::kUnknown;
    state_.reason = error.message();
    state_.no_host = error.message() == kNoHostMessage;
  }

  void ask() {
    const std::optional<Identifier> identifier = parse_identifier(question_.url);
    const std::string url = normalise_url(question_.url);
    if (identifier && identifier->scheme == Scheme::kGithub) {
      ask_github(identifier->value);
    } else if (const std::string name = path_behind(url, "https://huggingface.co/");
               !name.empty()) {
      ask_huggingface(name);
    } else if (const std::string project = path_behind(url, "https://gitlab.com/");
               !project.empty()) {
      ask_gitlab(project);
    } else {
      ask_page();
    }
  }

  static std::string path_behind(const std::string& url, std::string_view host) {
    return url.rfind(host, 0) == 0 ? url.substr(host.size()) : std::string();
  }

  /// The answer as JSON; nullopt when the service says that there is nothing.
  std::optional<json> ask_api(Request request) {
    request.want = Want::kJson;
    const Response response = fetcher_.fetch(request);
    if (response.status == 404 || response.status == 410) {
      state_.presence = Presence::kMissing;
      state_.reason = "answers " + std::to_string(response.status);
      return std::nullopt;
    }
    return parse_answer(response);
  }

  void ask_github(const std::string& name) {
    const std::string url = services_.github + "/repos/" + name;
    const std::optional<json> repository = ask_api(github_request(url, fetcher_));
    if (!repository) {
      return;
    }
    state_.presence = Presence::kAlive;
    state_.archived = true_at(*repository, "archived");
    state_.touched = day_at(*repository, "pushed_at");
    set_licence(state_, text_at(value_at(*repository, "license"), "spdx_id"));
    if (integer_at(*repository, "size") == 0) {
      state_.presence = Presence::kEmpty;
      state_.reason = "the repository holds nothing";
    } else if (text_at(*repository, "language").empty()) {
      look_into_github(url);
    }
  }

  /// No language was found in it: perhaps there is a readme only.
  void look_into_github(const std::string& url) {
    const std::optional<json> files = ask_api(github_request(url + "/contents", fetcher_));
    state_.presence = Presence::kAlive;
    state_.reason.clear();
    if (!files || !files->is_array()) {
      return;
    }
    if (std::all_of(files->begin(), files->end(),
                    [](const json& file) { return is_furniture(text_at(file, "name")); })) {
      state_.presence = Presence::kEmpty;
      state_.reason = "nothing but a readme and the like";
      Request readme = github_request(url + "/readme", fetcher_);
      readme.headers.front() = "Accept: application/vnd.github.raw+json";
      readme.want = Want::kAnything;
      const Response response = fetcher_.fetch(readme);
      if (response.status == 200) {
        look_for_promise(state_, read_readme({}, response.body).text);
      }
    }
  }

  void ask_huggingface(const std::string& path) {
    const bool typed = path.rfind("datasets/", 0) == 0 || path.rfind("spaces/", 0) == 0;
    const std::vector<std::string_view> parts = split(path, '/');
    const std::size_t wanted = typed ? 3 : 2;
    if (parts.size() < wanted) {
      ask_page();
      return;
    }
    std::string id = typed ? std::string() : "models";
    for (std::size_t i = 0; i < wanted; ++i) {
      id += (id.empty() ? "" : "/") + std::string(parts[i]);
    }
    Request request;
    request.url = services_.huggingface + "/api/" + id;
    if (const std::string token = fetcher_.secret("HF_TOKEN"); !token.empty()) {
      request.headers.push_back("Authorization: Bearer " + token);
    }
    const std::optional<json> answer = ask_api(std::move(request));
    if (!answer) {
      return;
    }
    take_huggingface(*answer);
  }

  void take_huggingface(const json& answer) {
    state_.presence = Presence::kAlive;
    state_.touched = day_at(answer, "lastModified");
    std::string licence = text_at(value_at(answer, "cardData"), "license");
    for (const std::string& tag : texts_at(answer, "tags")) {
      if (licence.empty() && tag.rfind("license:", 0) == 0) {
        licence = tag.substr(8);
      }
    }
    set_licence(state_, std::move(licence));
    const json& files = value_at(answer, "siblings");
    if (files.is_array() && std::all_of(files.begin(), files.end(), [](const json& file) {
          return is_furniture(text_at(file, "rfilename"));
        })) {
      state_.presence = Presence::kEmpty;
      state_.reason = "nothing but a card";
    }
    if (true_at(answer, "disabled")) {
      state_.presence = Presence::kMissing;
      state_.reason = "Hugging Face has disabled it";
    }
  }

  void ask_gitlab(const std::string& path) {
    const std::string project = path.substr(0, path.find("/-/"));
    Request request;
    request.url = services_.gitlab + "/projects/";
    for (const char c : project) {
      request.url += c == '/' ? std::string("%2F") : std::string(1, c);
    }
    request.url += "?license=true";
    const std::optional<json> answer = ask_api(std::move(request));
    if (!answer) {
      return;
    }
    state_.presence = true_at(*answer, "empty_repo") ? Presence::kEmpty : Presence::kAlive;
    state_.archived = true_at(*answer, "archived");
    state_.touched = day_at(*answer, "last_activity_at");
    set_licence(state_, text_at(value_at(*answer, "license"), "key"));
  }

  void ask_page() {
    if (!is_http_url(question_.url)) {
      state_.reason = "no web address";
      return;
    }
    constexpr std::size_t kEnough = std::size_t{512} << 10U;
    constexpr std::size_t kShortPage = 2000;
    Request request;
    request.url = question_.url;
    request.obeys_robots = true;
    request.most_bytes = kEnough;
    const Response response = fetcher_.fetch(request);
    if (response.status == 404 || response.status == 410) {
      state_.presence = Presence::kMissing;
      state_.reason = "answers " + std::to_string(response.status);
      return;
    }
    state_.presence = response.body.empty() ? Presence::kEmpty : Presence::kAlive;
    if (response.header("content-type").find("html") != std::string_view::npos) {
      const std::string text = read_html(response.body).text;
      if (text.size() < kShortPage) {
        look_for_promise(state_, text);
        state_.presence = state_.promise.empty() ? state_.presence : Presence::kEmpty;
      }
    }
  }

  void finish() {
    look_for_promise(state_, question_.text);
    const bool nothing =
        state_.presence == Presence::kMissing || state_.presence == Presence::kEmpty;
    state_.promised_only = nothing && !state_.promise.empty();
    if (!state_.touched.empty() && !question_.published.empty() && parse_day(question_.published)) {
      const std::string day = question_.published.substr(0, state_.touched.size());
      state_.touched_after = state_.touched.substr(0, day.size()) > day;
    }
  }

  const ArtefactQuestion& question_;
  Fetcher& fetcher_;
  const ArtefactServices& services_;
  ArtefactState state_;
};

std::optional<bool> flag_at(const json& object, std::string_view name) {
  const json& value = value_at(object, name);
  return value.is_boolean() ? std::optional(value.get<bool>()) : std::nullopt;
}

}  // namespace

std::string_view presence_name(Presence presence) noexcept {
  return kPresences[static_cast<std::size_t>(presence)];
}

std::optional<Presence> parse_presence(std::string_view name) noexcept {
  return parse_name<Presence>(kPresences, name);
}

std::string to_json(const ArtefactState& state) {
  json fields = {{"url", state.url}, {"presence", presence_name(state.presence)}};
  const auto text = [&fields](const char* name, const std::string& value) {
    if (!value.empty()) {
      fields[name] = value;
    }
  };
  text("licence", state.licence);
  text("touched", state.touched);
  text("promise", state.promise);
  text("reason", state.reason);
  if (state.archived) {
    fields["archived"] = true;
  }
  if (state.licensed) {
    fields["licensed"] = *state.licensed;
  }
  if (state.touched_after) {
    fields["touched_after"] = *state.touched_after;
  }
  if (state.no_host) {
    fields["no_host"] = true;
  }
  if (state.promised_only) {
    fields["promised_only"] = true;
  }
  if (state.checked != 0) {
    fields["checked"] = state.checked;
  }
  return to_text(fields);
}

std::optional<ArtefactState> parse_artefact(std::string_view text) {
  const json fields = json::parse(text, nullptr, false);
  const std::optional<Presence> presence = parse_presence(text_at(fields, "presence"));
  if (!presence) {
    return std::nullopt;
  }
  ArtefactState state;
  state.url = text_at(fields, "url");
  state.presence = *presence;
  state.archived = true_at(fields, "archived");
  state.licensed = flag_at(fields, "licensed");
  state.licence = text_at(fields, "licence");
  state.touched = text_at(fields, "touched");
  state.touched_after = flag_at(fields, "touched_after");
  state.no_host = true_at(fields, "no_host");
  state.promised_only = true_at(fields, "promised_only");
  state.promise = text_at(fields, "promise");
  state.reason = text_at(fields, "reason");
  state.checked = integer_at(fields, "checked", 0);
  return state;
}

std::string artefact_words(const ArtefactState& state) {
  std::vector<std::string> words = {std::string(presence_name(state.presence))};
  if (!state.reason.empty()) {
    words.back() += " (" + state.reason + ")";
  }
  if (state.licensed) {
    words.push_back(*state.licensed ? state.licence : "no licence");
  }
  if (!state.touched.empty()) {
    words.push_back("changed " + state.touched +
                    (!state.touched_after   ? ""
                     : *state.touched_after ? " (after publication)"
                                            : " (not since publication)"));
  }
  if (state.archived) {
    words.emplace_back("archived");
  }
  if (state.promised_only) {
    words.push_back("only promised: \"" + state.promise + "\"");
  }
  return join(words, ", ");
}

ArtefactState gone_with_its_host(ArtefactState state) {
  state.presence = Presence::kMissing;
  state.reason = "its host is not known any more";
  state.promised_only = !state.promise.empty();
  return state;
}

ArtefactState check_artefact(const ArtefactQuestion& question, Fetcher& fetcher,
                             const ArtefactServices& services) {
  return Checker(question, fetcher, services).run();
}

}  // namespace assay::source
