/// OAI-PMH 2.0: arXiv, and any other repository that speaks it. Source: "The Open Archives
/// Initiative Protocol for Metadata Harvesting", version 2.0; arXiv help, "Open Archives
/// Initiative".

#include "base/error.h"
#include "base/text.h"
#include "base/time.h"
#include "source/connectors_internal.h"
#include "source/json_fields.h"
#include "source/oai_record.h"
#include "source/text_lines.h"
#include "source/web.h"
#include "source/xml_stream.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace assay::source {
namespace {

/// One answer to ListRecords.
struct Answer {
  std::vector<Item> items;
  std::vector<std::string> gone;
  std::string response_day;  ///< By the repository's clock, which its datestamps go by.
  std::string error;         ///< A code, such as "badResumptionToken".
  std::string explanation;
  std::string asked_set;  ///< As the repository understood the request.
  std::string token;
  std::string list_size;  ///< What it says of the whole list, and of what came before this page.
  std::string list_at;
  std::size_t records = 0;
};

std::size_t number_of(const std::string& text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// Reads an answer as it comes.
class AnswerReader {
 public:
  AnswerReader(const std::string& body, std::string_view prefix)
      : stream_(body), xml_(stream_), prefix_(prefix) {}

  /// Throws kInvalid when it is no OAI-PMH or breaks off.
  Answer read(const std::string& url) {
    bool known = false;
    bool more = xml_.next_start();
    while (more) {
      const std::string_view name = xml_.name();
      if (!std::exchange(known, true) && name != "OAI-PMH") {
        throw Error(Errc::kInvalid, "the answer is not OAI-PMH", url,
                    "check the address: it is the repository's base address of OAI-PMH");
      }
      more = take(name) ? xml_.next_sibling_start() : xml_.next_start();
    }
    if (!known || !xml_.error().empty()) {
      throw Error(Errc::kInvalid,
                  "the answer breaks off" + (xml_.error().empty() ? "" : ": " + xml_.error()), url,
                  "sync again; nothing was lost");
    }
    return std::move(answer_);
  }

 private:
  /// Whether the element was read whole.
  bool take(std::string_view name) {
    if (name == "responseDate") {
      const std::string day = text().substr(0, 10);
      answer_.response_day = parse_day(day) ? day : std::string();
    } else if (name == "request") {
      answer_.asked_set = xml_.attribute("set");
    } else if (name == "error") {
      answer_.error = xml_.attribute("code");
      answer_.explanation = text();
    } else if (name == "record") {
      take_record();
    } else if (name == "resumptionToken") {
      answer_.list_size = xml_.attribute("completeListSize");
      answer_.list_at = xml_.attribute("cursor");
      answer_.token = text();
    } else {
      return false;
    }
    return true;
  }

  std::string text() {
    const XmlElement element = xml_.whole();
    return element ? collapse_spaces(element.text()) : std::string();
  }

  void take_record() {
    ++answer_.records;
    const std::uint64_t line = xml_.line();
    const std::uint64_t offset = xml_.offset();
    const XmlElement record = xml_.whole();
    if (!record) {
      return;
    }
    const XmlElement header = record.child("header");
    const std::string identifier = header ? header.text_of("identifier") : std::string();
    if (header && header.attribute("status") == "deleted") {
      answer_.gone.push_back(oai_work_id(prefix_, identifier));
      return;
    }
    try {
      answer_.items.emplace_back(oai_work(record.child("metadata"), identifier));
    } catch (const BadRecord& bad) {
      answer_.items.emplace_back(
          reject(line, offset, bad.reason, identifier + " " + collapse_spaces(record.text())));
    }
  }

  ByteStream stream_;
  XmlStream xml_;
  std::string_view prefix_;
  Answer answer_;
};

std::string advice_for(const std::string& code) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kAdvice = {{
      {"badArgument", "check the options set, from and until"},
      {"badResumptionToken", "sync again in a while: the repository forgets where it was"},
      {"badVerb", "check the address: it is the repository's base address of OAI-PMH"},
      {"cannotDisseminateFormat", "choose another prefix: every repository has oai_dc"},
      {"noSetHierarchy", "take the option set away: the repository has no sets"},
  }};
  for (const auto& [known, advice] : kAdvice) {
    if (known == code) {
      return std::string(advice);
    }
  }
  return "check the address and the options";
}

class OaiConnector final : public Connector {
 public:
  OaiConnector(const SourceSpec& spec, std::string_view prefix, std::int64_t interval_ms)
      : name_(spec.name),
        address_(spec.address),
        prefix_(option(spec, "prefix", prefix)),
        set_(option(spec, "set")),
        from_(option(spec, "from")),
        until_(option(spec, "until")),
        interval_ms_(interval_ms) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::string from = cursor_text(cursor, "from", name_, std::max(from_, request.since));
    std::string token = cursor_text(cursor, "token", name_);
    Page page;
    page.cursor = request.cursor;
    if (token.empty() && !until_.empty() && from > until_) {
      return page;  // all of the span was read
    }
    Answer answer = ask(from, token, fetcher);
    Harvest harvest{cursor_number(cursor, "pages", name_), cursor_number(cursor, "best", name_),
                    cursor_number(cursor, "stalls", name_)};
    if (!token.empty() && answer.error == "badResumptionToken") {
      harvest.begin_again(name_, address_);
      page.remarks.push_back("the repository has forgotten where it was: begun again" +
                             (from.empty() ? std::string() : " at " + from));
      token.clear();
      answer = ask(from, token, fetcher);
    }
    if (!answer.error.empty() && answer.error != "noRecordsMatch") {
      throw Error(Errc::kInvalid, "the repository says " + answer.error + ": " + answer.explanation,
                  address_, advice_for(answer.error));
    }
    if (!token.empty() && answer.token == token) {
      throw Error(Errc::kInvalid, "the repository gives the same page again and again", address_,
                  "sync again in a while");
    }
    if (token.empty() && !set_.empty() && answer.asked_set.empty() && answer.error.empty()) {
      page.remarks.push_back("the repository does not confirm the set " + set_);
    }
    std::string next = token.empty() ? answer.response_day : cursor_text(cursor, "next", name_);
    if (next.empty()) {
      next = from;
    }
    ++harvest.pages;
    finish(answer, from, next, harvest, page);
    return page;
  }

 private:
  /// How far a harvest came whose tokens the repository forgets.
  struct Harvest {
    std::size_t pages = 0;   ///< Since it was begun, or begun again.
    std::size_t best = 0;    ///< The most pages of an attempt before.
    std::size_t stalls = 0;  ///< Attempts in a row that came no further.

    /// Throws kInvalid when it is no use.
    void begin_again(const std::string& source, const std::string& address) {
      constexpr std::size_t kMostStalls = 2;
      stalls = pages > best ? 0 : stalls + 1;
      if (stalls >= kMostStalls) {
        throw Error(
            Errc::kInvalid,
            "the repository forgets where it was before the harvest comes any further", address,
            "ask for less at a time (option until, or --since), then assay sync --restart " +
                source);
      }
      best = std::max(best, pages);
      pages = 0;
    }
  };

  [[nodiscard]] Answer ask(const std::string& from, const std::string& token,
                           Fetcher& fetcher) const {
    Request ask;
    ask.want = Want::kXml;
    ask.interval_ms = interval_ms_;
    // A token stands alone.
    ask.url = token.empty() ? with_parameters(address_, {{"verb", "ListRecords"},
                                                         {"metadataPrefix", prefix_},
                                                         {"set", set_},
                                                         {"from", from},
                                                         {"until", until_}})
                            : with_parameters(
                                  address_, {{"verb", "ListRecords"}, {"resumptionToken", token}});
    const Response response = fetcher.fetch(ask);
    if (response.status != 200) {
      throw Error(Errc::kNetwork, "there is no repository", ask.url, "check the address");
    }
    Answer answer = AnswerReader(response.body, prefix_).read(ask.url);
    if (token.empty() && !answer.asked_set.empty() && answer.asked_set != set_) {
      throw Error(Errc::kInvalid,
                  "the repository answered for the set \"" + answer.asked_set + "\", not for \"" +
                      set_ + "\"",
                  ask.url, "check the option set against the repository's ListSets");
    }
    return answer;
  }

  /// Items, remarks and the cursor that stands for them.
  static void finish(Answer& answer, const std::string& from, const std::string& next,
                     const Harvest& harvest, Page& page) {
    if (answer.token.empty() && !answer.list_size.empty() && !answer.list_at.empty()) {
      const std::size_t came = number_of(answer.list_at) + answer.records;
      if (came != number_of(answer.list_size)) {
        page.remarks.push_back("announced " + answer.list_size + ", " + std::to_string(came) +
                               " came");
      }
    }
    page.items = std::move(answer.items);
    page.gone = std::move(answer.gone);
    page.more = !answer.token.empty();
    nlohmann::json cursor = {{"from", page.more ? from : next}};
    if (page.more) {
      cursor["token"] = answer.token;
      cursor["next"] = next;
      cursor["pages"] = harvest.pages;
      if (harvest.best > 0) {
        cursor["best"] = harvest.best;
        cursor["stalls"] = harvest.stalls;
      }
    }
    page.cursor = write_cursor(cursor);
  }

  std::string name_;
  std::string address_;
  std::string prefix_;
  std::string set_;
  std::string from_;
  std::string until_;
  std::int64_t interval_ms_;
};

void check(const SourceSpec& spec, std::string_view prefix) {
  require_web_address(spec);
  if (!is_oai_format(option(spec, "prefix", prefix))) {
    throw Error(Errc::kUsage, "the prefix \"" + option(spec, "prefix") + "\" is not read",
                spec.name, "take arXiv, arXivRaw or oai_dc");
  }
  for (const char* name : {"from", "until"}) {
    const std::string day = option(spec, name);
    if (!day.empty() && (day.size() != 10 || !parse_day(day))) {
      throw Error(Errc::kUsage, "\"" + day + "\" is no day", spec.name, "write it as 2026-11-01");
    }
  }
}

constexpr std::int64_t kArxivIntervalMs = 3000;
constexpr std::int64_t kPoliteIntervalMs = 1000;

std::unique_ptr<Connector> make_arxiv(const SourceSpec& spec) {
  check(spec, "arXiv");
  return std::make_unique<OaiConnector>(spec, "arXiv", kArxivIntervalMs);
}

std::unique_ptr<Connector> make_any(const SourceSpec& spec) {
  check(spec, "oai_dc");
  return std::make_unique<OaiConnector>(spec, "oai_dc", kPoliteIntervalMs);
}

constexpr std::array<OptionHelp, 4> kOaiOptions = {
    {{"set", "only this set, such as cs:cs:LG"},
     {"prefix", "the format: arXiv, arXivRaw (exact dates of versions) or oai_dc"},
     {"from", "only what changed on this day or later: 2026-11-01"},
     {"until", "only what changed until this day"}}};

}  // namespace

const ConnectorKind kArxivOaiKind = {"arxiv-oai",
                                     "papers",
                                     "arXiv by OAI-PMH: all papers or a set, and their changes",
                                     "a repository's base address of OAI-PMH",
                                     "https://oaipmh.arxiv.org/oai",
                                     kOaiOptions,
                                     make_arxiv};

const ConnectorKind kOaiPmhKind = {"oai-pmh",
                                   "papers",
                                   "any other repository that speaks OAI-PMH",
                                   "a repository's base address of OAI-PMH",
                                   "",
                                   kOaiOptions,
                                   make_any};

}  // namespace assay::source
