/// Any bytes as what a service of papers answers, the first of them choosing the connector: items,
/// rejections or one Error that is no bug; titles that are there, text that is well-formed.

#include "base/text.h"
#include "fuzzing.h"
#include "source/connector.h"

#include <array>
#include <fstream>

namespace {

using namespace assay;  // NOLINT(google-build-using-namespace): the target's own file

/// Gives the same bytes to whatever is asked.
class OneAnswer final : public source::Fetcher {
 public:
  explicit OneAnswer(std::string body) : body_(std::move(body)) {}
  [[nodiscard]] std::string secret(const std::string& /*variable*/) const override { return {}; }

 protected:
  source::Response do_fetch(const source::Request& request) override {
    source::Response response;
    response.url = request.url;
    response.body = body_;
    return response;
  }
  source::Response do_download(const source::Request& request,
                               const std::filesystem::path& target) override {
    std::ofstream(target, std::ios::binary) << body_;
    return do_fetch(request);
  }

 private:
  std::string body_;
};

std::unique_ptr<source::Connector> connector_of(std::uint8_t choice) {
  static const std::array<source::SourceSpec, 9> specs = {
      {{"a", "arxiv", "", {{"query", "x"}}},
       {"b", "arxiv-oai", "", {}},
       {"c", "oai-pmh", "https://x.example", {}},
       {"d", "openreview", "", {{"venueid", "v"}, {"decisions", "yes"}}},
       {"e", "virtual-site", "https://x.example/n-2025-orals-posters.json", {}},
       {"f", "acl-anthology", "https://x.example", {{"collections", "a"}}},
       {"g", "acl-anthology", "https://x.example/a.bib", {}},
       {"h", "cvf", "https://x.example/CVPR2025", {{"abstracts", "yes"}}},
       {"i", "pmlr", "https://x.example/v1", {}}}};
  return source::make_connector(specs[choice % specs.size()]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  OneAnswer fetcher(std::string(reinterpret_cast<const char*>(data) + 1, size - 1));
  try {
    const source::Page page = connector_of(data[0])->next({}, fetcher);
    for (const source::Item& item : page.items) {
      if (const Work* work = std::get_if<Work>(&item)) {
        fuzz::require(!work->title.empty(), "a title");
        for (const std::string* text : {&work->title, &work->abstract, &work->extra}) {
          fuzz::require(find_invalid_utf8(*text) == std::string::npos, "well-formed text");
        }
      }
    }
  } catch (const Error& error) {
    fuzz::require(error.code() != Errc::kInternal, "an error that is a bug");
  }
  return 0;
}
