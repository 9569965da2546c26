#include "reading.h"

#include "base/files.h"
#include "source/web_client.h"

#include <fmt/format.h>
#include <libxml/HTMLparser.h>
#include <libxml/xmlreader.h>
#include <nlohmann/json.hpp>
#include <simdjson.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>

namespace assay::bench {
namespace {

using Clock = std::chrono::steady_clock;

/// Seconds of the processor that this thread has had: who else is at work does not count.
double worked() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

void parse_xml(const std::string& body) {
  xmlTextReader* reader =
      xmlReaderForMemory(body.data(), static_cast<int>(body.size()), nullptr, nullptr,
                         XML_PARSE_NONET | XML_PARSE_HUGE | XML_PARSE_NOERROR);
  int state = 1;
  while (state == 1) {
    state = xmlTextReaderRead(reader);
  }
  if (state != 0) {
    fmt::print(stderr, "the bare parser did not come to the end of a document\n");
  }
  xmlFreeTextReader(reader);
}

/// `parse` is given a body, or each line of it.
template <typename Parse>
double parse_each(Syntax syntax, const std::vector<std::string>& bodies, const Parse& parse) {
  const double start = worked();
  for (const std::string& body : bodies) {
    if (syntax != Syntax::kJsonLines) {
      parse(std::string_view(body));
      continue;
    }
    for (std::size_t at = 0; at < body.size();) {
      const std::size_t end = std::min(body.find('\n', at), body.size());
      parse(std::string_view(body).substr(at, end - at));
      at = end + 1;
    }
  }
  return worked() - start;
}

bool is_json(std::string_view body) {
  return !body.empty() && (body.front() == '{' || body.front() == '[');
}

}  // namespace

std::string Unhurried::secret(const std::string& variable) const {
  const auto found = site_.secrets.find(variable);
  return found == site_.secrets.end() ? std::string() : found->second;
}

source::Response Unhurried::do_fetch(const source::Request& request) {
  const double start = worked();
  source::Request at_once = request;
  at_once.interval_ms = 0;
  source::Response response = fetcher_.fetch(at_once);
  if (bodies_ != nullptr && response.status == 200) {
    bodies_->push_back(response.body);
  }
  seconds_ += worked() - start;
  return response;
}

source::Response Unhurried::do_download(const source::Request& request,
                                        const std::filesystem::path& target) {
  const double start = worked();
  source::Request at_once = request;
  at_once.interval_ms = 0;
  source::Response response = fetcher_.download(at_once, target);
  if (bodies_ != nullptr && response.status == 200) {
    bodies_->push_back(read_file(target, std::size_t{4} << 30U));
  }
  seconds_ += worked() - start;
  return response;
}

Reading read_all(const Site& site, std::vector<std::string>* bodies) {
  source::WebClient client({});
  Reading reading;
  double fetching = 0;
  const Clock::time_point start = Clock::now();
  const double worked_before = worked();
  for (const source::SourceSpec& spec : site.sources) {
    const auto connector = source::make_connector(spec);
    const auto own =
        client.for_source(spec.options.count("api") > 0 ? spec.options.at("api") : spec.address);
    Unhurried fetcher(*own, site, bodies);
    source::PageRequest request{{}, site.since, site.now};
    for (bool more = true; more;) {
      const source::Page page = connector->next(request, fetcher);
      for (const source::Item& item : page.items) {
        if (const auto* rejection = std::get_if<source::Rejection>(&item)) {
          if (reading.rejected++ == 0) {
            fmt::print(stderr, "{}: {}\n", spec.connector, rejection->reason);
          }
        }
      }
      reading.records += page.items.size() + page.sources.size();
      request.cursor = page.cursor;
      more = page.more;
    }
    fetching += fetcher.seconds();
  }
  reading.seconds = std::chrono::duration<double>(Clock::now() - start).count();
  reading.own_seconds = worked() - worked_before - fetching;
  return reading;
}

double parse_bare(Syntax syntax, const std::vector<std::string>& bodies) {
  switch (syntax) {
    case Syntax::kJson:
    case Syntax::kJsonLines: {
      simdjson::dom::parser parser;
      return parse_each(syntax, bodies, [&parser](std::string_view body) {
        static_cast<void>(parser.parse(body.data(), body.size()).error());
      });
    }
    case Syntax::kXml: {
      const double start = worked();
      for (const std::string& body : bodies) {
        parse_xml(body);
      }
      return worked() - start;
    }
    case Syntax::kHtml:
      return parse_html(bodies);
    case Syntax::kPlain:
      break;
  }
  return 0;
}

double parse_nlohmann(Syntax syntax, const std::vector<std::string>& bodies) {
  if (syntax != Syntax::kJson && syntax != Syntax::kJsonLines) {
    return 0;
  }
  return parse_each(syntax, bodies, [](std::string_view body) {
    if (is_json(body)) {  // readmes come with some
      static_cast<void>(nlohmann::json::parse(body, nullptr, false).is_discarded());
    }
  });
}

double parse_html(const std::vector<std::string>& texts) {
  if (texts.empty()) {
    return 0;
  }
  htmlParserCtxt* context = htmlNewParserCtxt();
  const double start = worked();
  for (const std::string& text : texts) {
    xmlFreeDoc(htmlCtxtReadMemory(context, text.data(), static_cast<int>(text.size()), nullptr,
                                  "UTF-8",
                                  HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                      HTML_PARSE_NONET | HTML_PARSE_COMPACT));
  }
  const double seconds = worked() - start;
  htmlFreeParserCtxt(context);
  return seconds;
}

std::size_t own_kib() {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.rfind("RssAnon:", 0) == 0) {
      return std::strtoul(line.c_str() + 8, nullptr, 10);
    }
  }
  return 0;
}

}  // namespace assay::bench
