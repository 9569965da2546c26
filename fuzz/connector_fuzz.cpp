/// Any bytes as what a service answers, the first of them choosing the connector; behind a line
/// that is "--" comes the next answer, the last one again and again. Works, rejections or one Error
/// that is no bug; a cursor that the connector takes back.

#include "base/files.h"
#include "source/connector.h"
#include "sources_fuzz.h"

#include <array>
#include <fstream>
#include <map>

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

constexpr std::int64_t kNow = 1'795'608'000;  // 2026-11-25T12:00:00Z
constexpr int kMostPages = 4;

std::vector<std::string> answers_of(std::string_view bytes) {
  constexpr std::string_view kNext = "\n--\n";
  std::vector<std::string> answers;
  for (std::size_t at = bytes.find(kNext); at != std::string_view::npos; at = bytes.find(kNext)) {
    answers.emplace_back(bytes.substr(0, at));
    bytes.remove_prefix(at + kNext.size());
  }
  answers.emplace_back(bytes);
  return answers;
}

class Answers final : public source::Fetcher {
 public:
  explicit Answers(std::string_view bytes) : answers_(answers_of(bytes)) {}
  [[nodiscard]] std::string secret(const std::string& /*variable*/) const override { return {}; }

 protected:
  source::Response do_fetch(const source::Request& request) override {
    source::Response response;
    response.url = request.url;
    response.headers = {{"etag", "\"1\""},
                        {"last-modified-version", "7"},
                        {"link", "<" + request.url + ">; rel=\"next\""}};
    response.body = answers_[std::min(asked_, answers_.size() - 1)];
    ++asked_;
    return response;
  }
  source::Response do_download(const source::Request& request,
                               const std::filesystem::path& target) override {
    source::Response response = do_fetch(request);
    std::ofstream(target, std::ios::binary) << response.body;
    response.body.clear();
    return response;
  }

 private:
  std::vector<std::string> answers_;
  std::size_t asked_ = 0;
};

struct Setup {
  std::string address;
  std::map<std::string, std::string> options;
};

/// What the kinds need besides their usual address. git speaks for itself, not through a Fetcher,
/// and alerts are read from a folder (target mail).
const std::map<std::string, Setup, std::less<>>& setups() {
  static const TempDir folder;
  static const std::string here = "https://x.example";
  static const std::map<std::string, Setup, std::less<>> all = {
      {"acl-anthology", {here, {{"collections", "a"}}}},
      {"arxiv", {"", {{"query", "x"}}}},
      {"arxiv-oai", {}},
      {"awesome", {here, {}}},
      {"bluesky", {"a.example", {}}},
      {"crossref", {"", {{"query", "x"}}}},
      {"cvf", {here + "/CVPR2025", {{"abstracts", "yes"}}}},
      {"dblp", {here, {{"folder", folder.path().string()}}}},
      {"feed", {here, {}}},
      {"gh-archive", {"", {{"repos", "org/lib"}}}},
      {"github", {"a/one", {}}},
      {"github-pulls", {"a/one", {}}},
      {"github-releases", {"a/one", {}}},
      {"github-search", {"", {{"query", "x"}}}},
      {"hacker-news", {"", {{"query", "x"}}}},
      {"hf-papers", {}},
      {"huggingface", {"", {{"author", "org"}, {"cards", "yes"}}}},
      {"huggingface-spaces", {"", {{"author", "org"}}}},
      {"ical", {here, {}}},
      {"mastodon", {here + "/tags/x", {}}},
      {"miniconf", {here, {}}},
      {"npm", {here, {{"packages", "a"}}}},
      {"oai-pmh", {here, {}}},
      {"openalex", {"", {{"search", "x"}}}},
      {"openreview", {"", {{"venueid", "v"}, {"decisions", "yes"}}}},
      {"opml", {here, {}}},
      {"papers-with-code", {"", {{"search", "x"}}}},
      {"pmlr", {here + "/v1", {}}},
      {"pypi", {here, {{"projects", "a"}}}},
      {"reddit", {"r/x", {}}},
      {"schedule", {here, {}}},
      {"semantic-scholar", {"", {{"query", "x"}}}},
      {"virtual-site", {here + "/n-2025-orals-posters.json", {}}},
      {"youtube", {"UCabcdefghijklmnop", {}}},
      {"zotero", {here + "/users/7", {}}}};
  return all;
}

std::unique_ptr<source::Connector> connector_of(std::size_t choice) {
  const auto kinds = source::connector_kinds();
  const source::ConnectorKind& kind = kinds[choice % kinds.size()];
  const auto found = setups().find(kind.name);
  if (found == setups().end()) {
    fuzz::require_sound(kind.name == "git" || kind.name == "scholar-alerts", "a kind left out");
    return nullptr;
  }
  return source::make_connector(
      {"s", std::string(kind.name), found->second.address, found->second.options});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto connector = connector_of(data[0]);
  if (connector == nullptr) {
    return 0;
  }
  Answers fetcher({reinterpret_cast<const char*>(data) + 1, size - 1});
  source::PageRequest request{"", "2026-11-20", kNow};
  try {
    for (int pages = 0; pages < kMostPages; ++pages) {
      const source::Page page = connector->next(request, fetcher);
      fuzz::check_items(page.items);
      request.cursor = page.cursor;
      if (!page.more) {
        request.now += std::int64_t{7} * 86400;  // the next sync
      }
    }
  } catch (const Error& error) {
    fuzz::require_sound(error.code() != Errc::kInternal, "an error that is a bug");
    // A cursor that a connector gave is never what it cannot read.
    fuzz::require_sound(error.code() != Errc::kCorrupt, "its own cursor");
  }
  return 0;
}
