/// The ACL Anthology: its own XML, a collection a page, or its BibTeX with abstracts. Sources: ACL
/// Anthology, "data/xml" and "anthology+abstracts.bib.gz".

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/formats_internal.h"
#include "source/paging.h"
#include "source/web.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

namespace assay::source {
namespace {

/// A reader's last word when its document breaks off.
bool is_break(const Item& item) {
  const Rejection* rejection = std::get_if<Rejection>(&item);
  return rejection != nullptr && !rejection->advice.empty();
}

Error broken_off(const Item& item, const std::string& url) {
  return {Errc::kInvalid, "the file breaks off: " + std::get<Rejection>(item).reason, url,
          "sync again; nothing was lost"};
}

/// Collections as XML.
class AclXmlConnector final : public Connector {
 public:
  explicit AclXmlConnector(const SourceSpec& spec)
      : name_(spec.name), address_(without_slash(spec.address)) {
    std::string names = option(spec, "collections");
    std::replace(names.begin(), names.end(), ',', ' ');
    collapse_spaces_in_place(names);
    for (const std::string_view name : split(names, ' ')) {
      collections_.emplace_back(name);
    }
  }

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::size_t at = cursor_number(cursor, "at", name_);
    if (!cursor.contains("etags") || !cursor["etags"].is_object()) {
      cursor["etags"] = nlohmann::json::object();
    }
    const std::string& collection = collections_.at(at < collections_.size() ? at : 0);
    Request ask;
    ask.url = address_ + "/" + collection + ".xml";
    ask.want = Want::kXml;
    ask.interval_ms = 1000;
    ask.etag = cursor_text(cursor["etags"], collection.c_str(), name_);
    const Response response = fetcher.fetch(ask);
    Page page;
    if (response.status == 200) {
      page.items = papers_of(response, ask.url);
      cursor["etags"][collection] = response.header("etag");
    } else if (response.status != 304) {
      page.remarks.push_back("there is no collection " + collection);
    }
    page.more = at + 1 < collections_.size();
    cursor["at"] = page.more ? at + 1 : 0;
    page.cursor = write_cursor(cursor);
    return page;
  }

 private:
  static std::vector<Item> papers_of(const Response& response, const std::string& url) {
    if (response.body.find("<collection") == std::string::npos) {
      throw Error(Errc::kInvalid, "this is no collection of the ACL Anthology", url,
                  "check the address: it is the folder of the Anthology's XML files");
    }
    std::vector<Item> items = read_items(response.body, Format::kAclXml);
    if (!items.empty() && is_break(items.back())) {
      throw broken_off(items.back(), url);
    }
    return items;
  }

  std::string name_;
  std::string address_;
  std::vector<std::string> collections_;
};

/// All papers in one file of BibTeX.
class AclDumpConnector final : public Connector {
 public:
  explicit AclDumpConnector(const SourceSpec& spec) : name_(spec.name), address_(spec.address) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::string etag = cursor_text(cursor, "etag", name_);
    std::size_t at = cursor_number(cursor, "at", name_);
    const std::lock_guard<std::mutex> lock(mutex_);
    Page page;
    page.cursor = request.cursor;
    if (dump_ == nullptr || at == 0 || dump_->etag != etag) {
      dump_.reset();
      std::unique_ptr<Dump> dump = download(at == 0 ? etag : std::string(), fetcher);
      if (dump == nullptr) {
        return page;
      }
      dump_ = std::move(dump);
      if (at > 0 && dump_->etag != etag) {
        page.remarks.emplace_back("the file was renewed meanwhile: begun again");
        at = 0;
      }
    }
    go_to(at, request);
    read(request, page);
    nlohmann::json place = {{"etag", dump_->etag}};
    if (page.more) {
      place["at"] = dump_->at;
    } else {
      dump_.reset();
    }
    page.cursor = write_cursor(place);
    return page;
  }

 private:
  static constexpr std::size_t kPageSize = 5000;

  /// The file as it was fetched last, kept from one page to the next so that a pass fetches it
  /// once; after another start it is fetched again. The cursor alone says where reading stands.
  struct Dump {
    TempDir folder;
    std::string etag;
    std::unique_ptr<Reader> reader;
    std::size_t at = 0;
    [[nodiscard]] std::filesystem::path path() const { return folder.path() / "anthology.bib"; }
  };

  /// nullptr when it is still the one at hand.
  [[nodiscard]] std::unique_ptr<Dump> download(const std::string& etag, Fetcher& fetcher) const {
    auto dump = std::make_unique<Dump>();
    Request ask;
    ask.url = address_;
    ask.etag = etag;
    ask.most_bytes = std::size_t{1} << 30U;
    const Response response = fetcher.download(ask, dump->path());
    if (response.status == 304) {
      return nullptr;
    }
    if (response.status != 200) {
      throw Error(Errc::kNetwork, "there is no such file", address_, "check the address");
    }
    dump->etag = response.header("etag");
    return dump;
  }

  void go_to(std::size_t at, const PageRequest& request) const {
    if (dump_->reader == nullptr || dump_->at > at) {
      dump_->reader = open_reader(dump_->path(), Format::kBibtex);
      dump_->at = 0;
    }
    while (dump_->at < at && dump_->reader->next()) {
      request.check_stop();
      ++dump_->at;
    }
  }

  void read(const PageRequest& request, Page& page) const {
    for (std::size_t i = 0; i < kPageSize; ++i) {
      request.check_stop();
      std::optional<Item> item = dump_->reader->next();
      if (!item) {
        if (dump_->at == 0) {
          throw Error(Errc::kInvalid, "the file holds no BibTeX", address_,
                      "check the address: it ends like anthology+abstracts.bib.gz");
        }
        return;
      }
      if (is_break(*item)) {
        dump_.reset();
        throw broken_off(*item, address_);
      }
      ++dump_->at;
      if (Work* work = std::get_if<Work>(&*item); work == nullptr || as_paper(*work)) {
        page.items.push_back(*std::move(item));
      }
    }
    page.more = true;
  }

  /// Gives a paper the same id and links as the XML does; false for a volume as a whole.
  static bool as_paper(Work& work) {
    if (work.extra.find("\"entry_type\":\"proceedings\"") != std::string::npos) {
      return false;
    }
    for (const Identifier& identifier : work.identifiers) {
      if (identifier.scheme == Scheme::kAcl) {
        work.id = identifier.str();
        work.links.push_back({"pdf", "https://aclanthology.org/" + identifier.value + ".pdf"});
        tidy(work);
        break;
      }
    }
    return true;
  }

  std::string name_;
  std::string address_;
  mutable std::mutex mutex_;
  mutable std::unique_ptr<Dump> dump_;
};

bool is_dump(std::string_view address) {
  for (const std::string_view ending : {".bib", ".bib.gz"}) {
    if (address.size() > ending.size() &&
        iequals(address.substr(address.size() - ending.size()), ending)) {
      return true;
    }
  }
  return false;
}

std::unique_ptr<Connector> make_acl(const SourceSpec& spec) {
  require_web_address(spec);
  if (is_dump(spec.address)) {
    return std::make_unique<AclDumpConnector>(spec);
  }
  if (trim(option(spec, "collections")).empty()) {
    throw Error(Errc::kUsage, "the connector acl-anthology needs collections", spec.name,
                "such as --option collections=2025.acl,2025.emnlp; for all papers give the address "
                "https://aclanthology.org/anthology+abstracts.bib.gz");
  }
  return std::make_unique<AclXmlConnector>(spec);
}

constexpr std::array<OptionHelp, 1> kAclOptions = {
    {{"collections", "what to read of the XML: 2025.acl,2025.emnlp"}}};

}  // namespace

const ConnectorKind kAclAnthologyKind = {
    "acl-anthology",
    "papers",
    "ACL Anthology: collections, or all of it as BibTeX",
    "the folder of its XML files, or its BibTeX file",
    "https://raw.githubusercontent.com/acl-org/acl-anthology/master/data/xml",
    kAclOptions,
    make_acl};

}  // namespace assay::source
