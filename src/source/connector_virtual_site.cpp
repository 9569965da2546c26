/// The virtual sites of NeurIPS, ICML, ICLR, CVPR, ICCV, ECCV, MLSys and others: their data as they
/// load it themselves.

#include "base/error.h"
#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/html_text.h"
#include "source/text_lines.h"
#include "source/virtual_site.h"
#include "source/web.h"

#include <nlohmann/json.hpp>

#include <array>
#include <utility>

namespace assay::source {
namespace {

using Object = simdjson::dom::object;

constexpr std::string_view kEvents = "-orals-posters.json";
constexpr std::size_t kMostBytes = std::size_t{128} << 20U;

/// "https://x.org/data/neurips-2025-orals-posters.json?page=2" -> "neurips-2025-orals-posters".
std::string stem_of(const std::string& address) {
  const std::string path = address.substr(0, address.find_first_of("?#"));
  const std::string name = path.substr(path.rfind('/') + 1);
  return name.substr(0, name.find('.'));
}

class VirtualSiteConnector final : public Connector {
 public:
  explicit VirtualSiteConnector(const SourceSpec& spec)
      : name_(spec.name), address_(spec.address), edition_(virtual_edition_of(stem_of(address_))) {
    edition_.site = resolve_address(address_, "/");
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::string rest = cursor_text(cursor, "next", name_);
    Request ask;
    ask.url = rest.empty() ? address_ : rest;
    ask.want = Want::kJson;
    ask.interval_ms = 1000;
    ask.most_bytes = kMostBytes;
    if (rest.empty()) {
      ask_if_changed(ask, cursor, name_);
    }
    const Response response = fetcher.fetch(ask);
    Page page;
    page.cursor = request.cursor;
    if (response.status == 304) {
      return page;
    }
    if (response.status != 200) {
      throw Error(Errc::kNetwork, "the conference has no such data", ask.url,
                  "check the address; a coming conference has none until shortly before");
    }
    const std::string following = read(response.body, ask.url, fetcher, page);
    page.more = !following.empty();
    const bool first = rest.empty();
    nlohmann::json place = {
        {"etag", first ? std::string(response.header("etag")) : cursor_text(cursor, "etag", name_)},
        {"modified", first ? std::string(response.header("last-modified"))
                           : cursor_text(cursor, "modified", name_)}};
    if (page.more) {
      if (following == ask.url) {
        throw Error(Errc::kInvalid, "the data name the same page as the next", ask.url,
                    "sync again in a while");
      }
      place["next"] = following;
    }
    page.cursor = write_cursor(place);
    return page;
  }

 private:
  /// Takes the events; gives the address of the next page, or "".
  std::string read(const std::string& body, const std::string& url, Fetcher& fetcher,
                   Page& page) const {
    RecordParser parser;
    Object answer;
    simdjson::dom::array events;
    try {
      answer = parser.parse(body);
    } catch (const BadRecord& bad) {
      throw Error(Errc::kInvalid, "the data cannot be read: " + bad.reason, url,
                  "sync again in a while");
    }
    if (answer["results"].get(events) != simdjson::SUCCESS) {
      throw Error(Errc::kInvalid, "the data hold no list of events", url,
                  "the address ends like neurips-2025-orals-posters.json");
    }
    Abstracts abstracts;
    std::size_t came = 0;
    for (const Element one : events) {
      ++came;
      try {
        Object event;
        if (one.get(event) != simdjson::SUCCESS) {
          throw BadRecord{std::string(type_words(one)) + " stands where an event should be"};
        }
        Work work = virtual_site_work(event, edition_);
        if (work.abstract.empty()) {
          work.abstract = abstracts.find(virtual_event_id(event), *this, fetcher);
        }
        page.items.emplace_back(std::move(work));
      } catch (const BadRecord& bad) {
        page.items.emplace_back(reject(0, 0, bad.reason, simdjson::minify(one)));
      }
    }
    std::string_view following;
    const bool paged =
        answer["next"].get(following) == simdjson::SUCCESS && !trim(following).empty();
    std::uint64_t count = 0;
    std::string_view before;
    const bool whole = !paged && answer["previous"].get(before) != simdjson::SUCCESS;
    if (whole && answer["count"].get(count) == simdjson::SUCCESS && count != came) {
      page.remarks.push_back("announced " + std::to_string(count) + ", " + std::to_string(came) +
                             " came");
    }
    return paged ? resolve_address(url, following) : std::string();
  }

  /// Later conferences keep the abstracts in a file of their own, by the events' ids.
  class Abstracts {
   public:
    std::string find(const std::string& id, const VirtualSiteConnector& site, Fetcher& fetcher) {
      if (!std::exchange(asked_, true)) {
        fetch(site, fetcher);
      }
      std::string_view text;
      return there_ && !id.empty() && all_[id].get(text) == simdjson::SUCCESS ? html_or_text(text)
                                                                              : std::string();
    }

   private:
    void fetch(const VirtualSiteConnector& site, Fetcher& fetcher) {
      const std::size_t at = site.address_.rfind(kEvents);
      if (at == std::string::npos) {
        return;
      }
      Request ask;
      ask.url = site.address_.substr(0, at) + "-abstracts.json";
      ask.want = Want::kJson;
      ask.interval_ms = 1000;
      ask.most_bytes = kMostBytes;
      const Response response = fetcher.fetch(ask);
      if (response.status != 200) {
        return;  // not every conference has it
      }
      try {
        all_ = parser_.parse(response.body);
        there_ = true;
      } catch (const BadRecord& bad) {
        throw Error(Errc::kInvalid, "the abstracts cannot be read: " + bad.reason, ask.url,
                    "sync again in a while");
      }
    }

    RecordParser parser_;
    Object all_;
    bool asked_ = false;
    bool there_ = false;
  };

  std::string name_;
  std::string address_;
  VirtualEdition edition_;
};

std::unique_ptr<Connector> make_virtual_site(const SourceSpec& spec) {
  require_web_address(spec);
  return std::make_unique<VirtualSiteConnector>(spec);
}

}  // namespace

const ConnectorKind kVirtualSiteKind = {"virtual-site",
                                        "papers",
                                        "a conference's virtual site: papers, talks, workshops",
                                        "the site's data: https://neurips.cc/ and "
                                        "static/virtual/data/, neurips-2025-orals-posters.json",
                                        "",
                                        {},
                                        make_virtual_site};

}  // namespace assay::source
