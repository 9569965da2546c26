/// A list of feeds followed: each feed that it names is proposed as a source of its own.

#include "base/error.h"
#include "base/files.h"
#include "source/connectors_internal.h"
#include "source/http.h"
#include "source/opml.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace assay::source {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

class OpmlConnector final : public Connector {
 public:
  explicit OpmlConnector(const SourceSpec& spec) : name_(spec.name), address_(spec.address) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    Page page;
    page.cursor = request.cursor;
    if (!is_http_url(address_)) {
      read(read_file(address_, kMostBytes), page);
      return page;
    }
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    Request ask;
    ask.url = address_;
    ask.want = Want::kFeed;
    ask.etag = cursor_text(cursor, "etag", name_);
    ask.last_modified = cursor_text(cursor, "modified", name_);
    const Response response = fetcher.fetch(ask);
    if (response.status == 304) {
      return page;
    }
    if (response.status != 200) {
      throw Error(Errc::kNetwork, "the list of feeds is not there", address_,
                  "check the address, or remove the source");
    }
    read(response.body, page);
    page.cursor = write_cursor(
        {{"etag", response.header("etag")}, {"modified", response.header("last-modified")}});
    return page;
  }

 private:
  static void read(const std::string& bytes, Page& page) {
    OpmlSources list = read_opml(bytes);
    page.sources = std::move(list.sources);
    for (std::string& reason : list.rejected) {
      Rejection rejection;
      rejection.reason = std::move(reason);
      page.items.emplace_back(std::move(rejection));
    }
  }

  std::string name_;
  std::string address_;
};

std::unique_ptr<Connector> make_opml(const SourceSpec& spec) {
  return std::make_unique<OpmlConnector>(spec);
}

}  // namespace

const ConnectorKind kOpmlKind = {"opml",
                                 "repositories",
                                 "the feeds of a list (OPML), each a source of its own",
                                 "an OPML file or its address",
                                 "",
                                 {},
                                 make_opml};

}  // namespace assay::source
