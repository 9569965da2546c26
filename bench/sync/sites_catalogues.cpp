/// Papers: catalogues and libraries.

#include "base/time.h"
#include "made_up.h"
#include "sites.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace assay::bench {
namespace {

using nlohmann::json;

/// The address of the next page; "" behind the last one.
std::string place_behind(std::size_t end, std::size_t records) {
  return end < records ? "place" + std::to_string(end) : std::string();
}

/// Pages of a list that is gone through by a place: `page` writes one with the place of the next.
Listing placed(std::size_t records, std::size_t page_size, const std::string& parameter,
               const std::string& first,
               const std::function<std::string(json records, const std::string& next)>& page,
               const std::function<json(std::size_t)>& record) {
  Listing listing{{}, parameter};
  listing.by_value[first] = 0;
  for (std::size_t begin = 0; begin < records; begin += page_size) {
    const std::size_t end = std::min(records, begin + page_size);
    json list = json::array();
    for (std::size_t i = begin; i < end; ++i) {
      list.push_back(record(i));
    }
    const std::string next = place_behind(end, records);
    listing.pages.push_back({page(std::move(list), next)});
    if (!next.empty()) {
      listing.by_value[next] = listing.pages.size();
    }
  }
  return listing;
}

json inverted(const std::string& text) {
  json index = json::object();
  std::istringstream words(text);
  std::string word;
  for (int at = 0; words >> word; ++at) {
    index[word].push_back(at);
  }
  return index;
}

json openalex_work(MadeUp& made, std::size_t i) {
  const std::string doi = fmt::format("https://doi.org/10.1000/w{}", i);
  json authorships = json::array();
  for (int a = 0; a < 3; ++a) {
    const std::string name = made.name();
    authorships.push_back(
        {{"author_position", "first"},
         {"author",
          {{"id", fmt::format("https://openalex.org/A{}", i * 3)},
           {"display_name", name},
           {"orcid", fmt::format("https://orcid.org/0000-0001-{:04}-000{}", i % 10000, a)}}},
         {"institutions",
          {{{"id", "https://openalex.org/I27837315"},
            {"display_name", "University of Example"},
            {"ror", "https://ror.org/00jmfr291"},
            {"country_code", "US"},
            {"type", "education"},
            {"lineage", {"https://openalex.org/I27837315"}}}}},
         {"countries", {"US"}},
         {"is_corresponding", false},
         {"raw_author_name", name},
         {"raw_affiliation_strings", {"University of Example, Somewhere, USA"}}});
  }
  const json location = {{"is_oa", true},
                         {"landing_page_url", doi},
                         {"pdf_url", fmt::format("https://journal.example.org/{}.pdf", i)},
                         {"source",
                          {{"id", "https://openalex.org/S4306400194"},
                           {"display_name", "Journal of Examples"},
                           {"issn_l", "1234-5678"},
                           {"type", "journal"}}},
                         {"license", "cc-by"},
                         {"version", "publishedVersion"}};
  return {{"id", fmt::format("https://openalex.org/W{}", 4000000000 + i)},
          {"doi", doi},
          {"title", made.title()},
          {"display_name", "the same"},
          {"publication_year", 2024},
          {"publication_date", made.day()},
          {"ids", {{"openalex", fmt::format("https://openalex.org/W{}", i)}, {"doi", doi}}},
          {"language", "en"},
          {"type", "article"},
          {"primary_location", location},
          {"locations", {location}},
          {"open_access", {{"is_oa", true}, {"oa_status", "gold"}, {"oa_url", doi}}},
          {"authorships", authorships},
          {"cited_by_count", made.below(500)},
          {"topics",
           {{{"id", "https://openalex.org/T10028"},
             {"display_name", "Natural Language Processing Techniques"},
             {"score", 0.99}},
            {{"id", "https://openalex.org/T10181"}, {"display_name", "Serving"}, {"score", 0.9}}}},
          {"keywords",
           {{{"id", "https://openalex.org/keywords/serving"},
             {"display_name", "Serving"},
             {"score", 0.6}}}},
          {"is_retracted", false},
          {"is_paratext", false},
          {"referenced_works",
           {"https://openalex.org/W1", "https://openalex.org/W2", "https://openalex.org/W3"}},
          {"abstract_inverted_index", inverted(made.abstract())},
          {"updated_date", "2026-11-01T00:00:00"},
          {"created_date", "2024-01-01"}};
}

Site openalex(const std::string& base, std::size_t records) {
  MadeUp made;
  Site site;
  site.listings["/works"] = placed(
      records, 100, "cursor", "*",
      [&](json list, const std::string& next) {
        return json{{"meta", {{"count", records}, {"per_page", 100}, {"next_cursor", next}}},
                    {"results", std::move(list)}}
            .dump();
      },
      [&](std::size_t i) { return openalex_work(made, i); });
  site.sources.push_back({"source", "openalex", base, {{"filter", "type:article"}}});
  site.records = records;
  return site;
}

json semantic_scholar_paper(MadeUp& made, std::size_t i) {
  return {{"paperId", fmt::format("{:040x}", i)},
          {"corpusId", 200000000 + i},
          {"externalIds",
           {{"ArXiv", fmt::format("2301.{:05}", i % 90000 + 1)},
            {"DOI", fmt::format("10.1000/s{}", i)},
            {"CorpusId", 200000000 + i},
            {"DBLP", fmt::format("journals/corr/abs-2301-{:05}", i % 90000 + 1)}}},
          {"url", fmt::format("https://www.semanticscholar.org/paper/{:040x}", i)},
          {"title", made.title()},
          {"abstract", made.abstract()},
          {"venue", "International Conference on Examples"},
          {"publicationVenue",
           {{"id", "bdc2e585-4e48-4e36-8af1-6d859763d405"},
            {"name", "International Conference on Examples"},
            {"type", "conference"},
            {"alternate_names", {"ICE", "Int Conf Ex"}}}},
          {"year", 2024},
          {"referenceCount", 41},
          {"citationCount", made.below(300)},
          {"influentialCitationCount", 3},
          {"isOpenAccess", true},
          {"openAccessPdf",
           {{"url", fmt::format("https://arxiv.org/pdf/2301.{:05}", i % 90000 + 1)},
            {"status", "GREEN"}}},
          {"s2FieldsOfStudy", {{{"category", "Computer Science"}, {"source", "external"}}}},
          {"publicationTypes", {"JournalArticle", "Conference"}},
          {"publicationDate", made.day()},
          {"journal", {{"name", "ArXiv"}, {"volume", "abs/2301.00001"}}},
          {"authors",
           {{{"authorId", "1741101"}, {"name", made.name()}},
            {{"authorId", "1741102"}, {"name", made.name()}},
            {{"authorId", nullptr}, {"name", made.name()}}}}};
}

Site semantic_scholar(const std::string& base, std::size_t records) {
  MadeUp made;
  Site site;
  site.listings["/paper/search/bulk"] = placed(
      records, 1000, "token", "",
      [&](json list, const std::string& next) {
        json page = {{"total", records}, {"data", std::move(list)}};
        page["token"] = next.empty() ? json() : json(next);
        return page.dump();
      },
      [&](std::size_t i) { return semantic_scholar_paper(made, i); });
  site.sources.push_back({"source", "semantic-scholar", base, {{"query", "serving"}}});
  site.records = records;
  return site;
}

json crossref_work(MadeUp& made, std::size_t i, Site& site) {
  const std::string abstract = made.abstract();
  site.html.push_back("<h4>Abstract</h4><p>" + abstract + "</p>");
  const json date = {{"date-parts", {{2024, 3, 5}}}};
  return {{"DOI", fmt::format("10.1000/c{}", i)},
          {"URL", fmt::format("https://doi.org/10.1000/c{}", i)},
          {"type", "proceedings-article"},
          {"title", {made.title()}},
          {"abstract", "<jats:title>Abstract</jats:title><jats:p>" + abstract + "</jats:p>"},
          {"author",
           {{{"given", "Ada"},
             {"family", made.name()},
             {"sequence", "first"},
             {"ORCID", "http://orcid.org/0000-0001-0000-0001"},
             {"affiliation", {{{"name", "University of Example, Somewhere"}}}}},
            {{"given", "Bo"},
             {"family", made.name()},
             {"sequence", "additional"},
             {"affiliation", json::array()}}}},
          {"container-title", {"Proceedings of the Conference on Examples"}},
          {"publisher", "Example Press"},
          {"published", date},
          {"issued", date},
          {"created", {{"date-parts", {{2024, 3, 1}}}, {"date-time", "2024-03-01T10:00:00Z"}}},
          {"indexed", {{"date-parts", {{2026, 11, 1}}}, {"date-time", "2026-11-01T10:00:00Z"}}},
          {"page", "1-9"},
          {"volume", "3"},
          {"is-referenced-by-count", made.below(99)},
          {"license",
           {{{"URL", "https://creativecommons.org/licenses/by/4.0/"}, {"content-version", "vor"}}}},
          {"link",
           {{{"URL", fmt::format("https://press.example.org/{}.pdf", i)},
             {"content-type", "application/pdf"}}}},
          {"resource", {{"primary", {{"URL", fmt::format("https://press.example.org/{}", i)}}}}},
          {"ISBN", {"9781450300000"}},
          {"relation",
           {{"has-preprint",
             {{{"id-type", "doi"},
               {"id", fmt::format("10.48550/arxiv.2301.{:05}", i)},
               {"asserted-by", "subject"}}}}}}};
}

Site crossref(const std::string& base, std::size_t records) {
  MadeUp made;
  Site site;
  site.listings["/works"] = placed(
      records, 200, "cursor", "*",
      [&](json list, const std::string& next) {
        return json{
            {"status", "ok"},
            {"message-type", "work-list"},
            {"message",
             {{"total-results", records}, {"items", std::move(list)}, {"next-cursor", next}}}}
            .dump();
      },
      [&](std::size_t i) { return crossref_work(made, i, site); });
  site.sources.push_back({"source", "crossref", base, {{"filter", "member:320"}}});
  site.records = records;
  return site;
}

/// The dump in one file, with a third of it authors' pages and volumes, which are no works.
Site dblp(const std::string& base, std::size_t records) {
  MadeUp made;
  Site site;
  std::string body =
      "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<!DOCTYPE dblp SYSTEM \"dblp.dtd\">\n"
      "<dblp>\n";
  for (; site.records < records; ++site.records) {
    const std::size_t i = site.records;
    if (i % 3 == 0) {
      body += fmt::format(
          "<www mdate=\"2020-01-01\" key=\"homepages/{0}\"><author>J&uuml;rgen {0}</author>"
          "<title>Home Page</title></www>\n",
          i);
    }
    body += fmt::format(
        "<inproceedings mdate=\"{1}\" key=\"conf/ex/X{0}\"><author "
        "orcid=\"0000-0001-0000-0001\">M&ouml;ller Ada 0001</author><author>Bo Chen</author>"
        "<title>{2}.</title><pages>{0}-{0}</pages><year>2024</year><booktitle>ICE</booktitle>"
        "<ee type=\"oa\">https://doi.org/10.1000/D{0}</ee><crossref>conf/ex/2024</crossref>"
        "<url>db/conf/ex/ex2024.html#X{0}</url></inproceedings>\n",
        i, made.day(), made.title());
  }
  site.listings["/dblp.xml.gz"] = {{{body + "</dblp>\n"}}};
  site.folder = std::make_shared<TempDir>();
  site.sources.push_back(
      {"source", "dblp", base + "/dblp.xml.gz", {{"folder", site.folder->path().string()}}});
  return site;
}

Site papers_with_code(const std::string& base, std::size_t records) {
  constexpr std::size_t kPage = 100;
  MadeUp made;
  Site site;
  Listing listing{{}, "page", {}, 1, 1};
  for (std::size_t begin = 0; begin < records; begin += kPage) {
    json list = json::array();
    for (std::size_t i = begin; i < std::min(records, begin + kPage); ++i) {
      list.push_back({{"id", fmt::format("on-serving-{}", i)},
                      {"arxiv_id", fmt::format("2301.{:05}", i % 90000 + 1)},
                      {"title", made.title()},
                      {"abstract", made.abstract()},
                      {"tldr", made.words(20)},
                      {"authors", {made.name(), made.name(), made.name()}},
                      {"organizations", {{{"id", 1}, {"name", "Example Lab"}}}},
                      {"conference_name", "ICE 2026"},
                      {"published", made.day()},
                      {"url_abs", fmt::format("https://arxiv.org/abs/2301.{:05}", i % 90000 + 1)},
                      {"url_pdf", fmt::format("https://arxiv.org/pdf/2301.{:05}", i % 90000 + 1)},
                      {"citation_count", made.below(99)},
                      {"tasks", {{{"id", "serving"}, {"name", "Serving"}}}},
                      {"methods", {{{"id", "lora"}, {"name", "LoRA"}}}},
                      {"frameworks", {"PyTorch"}},
                      {"repositories",
                       {{{"url", fmt::format("https://github.com/lab/project{}", i)},
                         {"num_stars", made.below(999)},
                         {"is_official", true},
                         {"framework", "PyTorch"}},
                        {{"url", fmt::format("https://github.com/other/again{}", i)},
                         {"num_stars", made.below(99)},
                         {"is_official", false},
                         {"framework", "JAX"}}}}});
    }
    listing.pages.push_back(
        {json{{"count", records}, {"applied_filters", json::object()}, {"results", std::move(list)}}
             .dump()});
  }
  site.listings["/papers/"] = std::move(listing);
  site.sources.push_back({"source", "papers-with-code", base, {}});
  site.records = records;
  return site;
}

/// Fifty papers a day, up to today.
Site daily_papers(const std::string& base, std::size_t records) {
  constexpr std::size_t kPapers = 50;
  constexpr std::int64_t kDay = 86400;
  MadeUp made;
  Site site;
  const auto days = static_cast<std::int32_t>(records / kPapers);
  const auto today = static_cast<std::int32_t>(Site::kNow / kDay);
  Listing listing{{}, "date"};
  for (std::int32_t at = today - days + 1; at <= today; ++at) {
    const std::string day = format_day(Day{at});
    json list = json::array();
    for (std::size_t i = 0; i < kPapers; ++i, ++site.records) {
      const std::string title = made.title();
      const std::string summary = made.abstract();
      list.push_back(
          {{"paper",
            {{"id", fmt::format("2301.{:05}", site.records % 90000 + 1)},
             {"authors",
              {{{"_id", "66"}, {"name", made.name()}, {"hidden", false}},
               {{"_id", "67"}, {"name", made.name()}, {"hidden", false}}}},
             {"publishedAt", day + "T10:00:00.000Z"},
             {"submittedOnDailyAt", day + "T11:00:00.000Z"},
             {"title", title},
             {"summary", summary},
             {"upvotes", made.below(99)},
             {"discussionId", "6650"},
             {"ai_summary", made.words(20)},
             {"ai_keywords", {"serving", "low-rank adaptation"}},
             {"githubRepo", fmt::format("https://github.com/lab/project{}", site.records)},
             {"githubStars", made.below(999)},
             {"submittedOnDailyBy", {{"user", "ada"}, {"fullname", "Ada Example"}}}}},
           {"publishedAt", day + "T10:00:00.000Z"},
           {"title", title},
           {"summary", summary},
           {"thumbnail", "https://cdn.example.org/thumbnail.png"},
           {"numComments", 2}});
    }
    listing.by_value[day] = listing.pages.size();
    listing.pages.push_back({list.dump()});
    site.since = site.since.empty() ? day : site.since;
  }
  site.listings["/api/daily_papers"] = std::move(listing);
  site.sources.push_back({"source", "hf-papers", base, {}});
  return site;
}

Site zotero(const std::string& base, std::size_t records) {
  constexpr std::size_t kPage = 100;
  MadeUp made;
  Site site;
  const std::string path = "/users/1/items/top";
  Listing listing{{}, "start", {}, kPage};
  for (std::size_t begin = 0; begin < records; begin += kPage) {
    json list = json::array();
    for (std::size_t i = begin; i < std::min(records, begin + kPage); ++i) {
      list.push_back(
          {{"key", fmt::format("K{:07}", i)},
           {"version", 7},
           {"library", {{"type", "user"}, {"id", 1}, {"name", "ada"}}},
           {"meta", {{"creatorSummary", "Example and Chen"}, {"parsedDate", made.day()}}},
           {"data",
            {{"key", fmt::format("K{:07}", i)},
             {"version", 7},
             {"itemType", "conferencePaper"},
             {"title", made.title()},
             {"creators",
              {{{"creatorType", "author"}, {"firstName", "Ada"}, {"lastName", made.name()}},
               {{"creatorType", "author"}, {"firstName", "Bo"}, {"lastName", made.name()}}}},
             {"abstractNote", made.abstract()},
             {"date", "2024"},
             {"proceedingsTitle", "Proceedings of the Conference"},
             {"DOI", fmt::format("10.1000/z{}", i)},
             {"url", fmt::format("https://journal.example.org/{}", i)},
             {"pages", "1-9"},
             {"publisher", "Example Press"},
             {"language", "en"},
             {"libraryCatalog", "Crossref"},
             {"accessDate", "2026-01-01T00:00:00Z"},
             {"extra", fmt::format("arXiv: 2301.{:05}\nread: twice", i % 90000 + 1)},
             {"tags", {{{"tag", "serving"}}, {{"tag", "to read"}, {"type", 1}}}},
             {"collections", {"QM6T3KHX"}},
             {"relations", json::object()},
             {"dateAdded", "2026-01-01T00:00:00Z"},
             {"dateModified", "2026-01-02T00:00:00Z"}}}});
    }
    std::string headers = fmt::format("Last-Modified-Version: 7\r\nTotal-Results: {}\r\n", records);
    if (begin + kPage < records) {
      headers += fmt::format("Link: <{}{}?format=json&start={}>; rel=\"next\"\r\n", base, path,
                             begin + kPage);
    }
    listing.pages.push_back({list.dump(), std::move(headers)});
  }
  site.listings[path] = std::move(listing);
  site.sources.push_back({"source", "zotero", base + "/users/1", {}});
  site.records = records;
  return site;
}

/// A mailbox of alerts, ten papers each.
Site scholar_alerts(const std::string& /*base*/, std::size_t records) {
  constexpr std::size_t kPapers = 10;
  MadeUp made;
  Site site;
  site.folder = std::make_shared<TempDir>();
  const std::filesystem::path file = site.folder->path() / "alerts.mbox";
  std::ofstream out(file, std::ios::binary);
  while (site.records < records) {
    std::string html = "<!doctype html><html><body><div style=\"font-family:arial\">";
    for (std::size_t i = 0; i < kPapers; ++i, ++site.records) {
      html += fmt::format(
          "<h3 style=\"font-weight:normal\"><span>[PDF]</span> <a "
          "href=\"https://scholar.google.com/scholar_url?url=https://arxiv.org/pdf/2301.{:05}"
          "&amp;hl=en&amp;sa=X&amp;d=1\" class=\"gse_alrt_title\">{}</a></h3>\n<div "
          "style=\"color:#006621\">{}, {} - arXiv preprint, 2026</div>\n<div "
          "class=\"gse_alrt_sni\" style=\"line-height:17px\">{}<br>\n{} …</div>\n<br>\n",
          site.records % 90000 + 1, made.title(), made.name(), made.name(), made.words(12),
          made.words(12));
    }
    html += "</div></body></html>\n";
    out << "From scholaralerts-noreply@google.com Mon Nov 23 10:00:00 2026\n"
           "From: Google Scholar Alerts <scholaralerts-noreply@google.com>\n"
           "Subject: \"serving\" - new results\nDate: Mon, 23 Nov 2026 10:00:00 +0000\n"
           "MIME-Version: 1.0\nContent-Type: text/html; charset=UTF-8\n\n"
        << html << "\n";
    site.html.push_back(std::move(html));
  }
  site.sources.push_back({"source", "scholar-alerts", file.string(), {}});
  return site;
}

}  // namespace

std::vector<SiteKind> catalogue_sites() {
  return {
      {"openalex", "openalex", Syntax::kJson, openalex},
      {"semantic-scholar", "semantic-scholar", Syntax::kJson, semantic_scholar},
      {"crossref", "crossref", Syntax::kJson, crossref},
      {"dblp", "dblp", Syntax::kXml, dblp},
      {"papers-with-code", "papers-with-code", Syntax::kJson, papers_with_code},
      {"hf-papers", "hf-papers", Syntax::kJson, daily_papers},
      {"zotero", "zotero", Syntax::kJson, zotero},
      {"scholar-alerts", "scholar-alerts", Syntax::kPlain, scholar_alerts},
  };
}

}  // namespace assay::bench
