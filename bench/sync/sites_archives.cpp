/// Papers: archives and proceedings.

#include "made_up.h"
#include "sites.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::bench {
namespace {

using nlohmann::json;

std::string arxiv_id(std::size_t i) {
  return fmt::format("2{}.{:05}", 301 + i / 90000, i % 90000 + 1);
}

std::string arxiv_metadata(MadeUp& made, std::size_t i) {
  std::string authors;
  for (int a = 0; a < 4; ++a) {
    const std::string name = made.name();
    const std::size_t space = name.find(' ');
    authors += fmt::format("<author><keyname>{}</keyname><forenames>{}</forenames></author>",
                           name.substr(space + 1), name.substr(0, space));
  }
  return fmt::format(
      "<arXiv xmlns=\"http://arxiv.org/OAI/arXiv/\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
      "xsi:schemaLocation=\"http://arxiv.org/OAI/arXiv/ http://arxiv.org/OAI/arXiv.xsd\">"
      "<id>{}</id><created>{}</created><authors>{}</authors><title>{}</title>"
      "<categories>cs.LG cs.CL</categories><comments>12 pages, 3 figures</comments>"
      "<license>http://creativecommons.org/licenses/by/4.0/</license><abstract>  {}\n</abstract>"
      "</arXiv>",
      arxiv_id(i), made.day(), authors, made.title(), made.abstract());
}

std::string raw_metadata(MadeUp& made, std::size_t i) {
  return fmt::format(
      "<arXivRaw xmlns=\"http://arxiv.org/OAI/arXivRaw/\"><id>{}</id><submitter>{}</submitter>"
      "<version version=\"v1\"><date>Mon, 06 Mar 2023 10:00:00 GMT</date><size>120kb</size>"
      "</version><version version=\"v2\"><date>Tue, 06 Jun 2023 10:00:00 GMT</date>"
      "<size>125kb</size></version><title>{}</title><authors>{}, {} and {}</authors>"
      "<categories>cs.LG stat.ML</categories><doi>10.1000/x{}</doi>"
      "<license>http://creativecommons.org/licenses/by/4.0/</license><abstract>  {}\n</abstract>"
      "</arXivRaw>",
      arxiv_id(i), made.name(), made.title(), made.name(), made.name(), made.name(), i,
      made.abstract());
}

std::string dublin_core(MadeUp& made, std::size_t i) {
  return fmt::format(
      "<oai_dc:dc xmlns:oai_dc=\"http://www.openarchives.org/OAI/2.0/oai_dc/\" "
      "xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title>"
      "<dc:creator>{}</dc:creator><dc:creator>{}</dc:creator><dc:subject>Machine learning; "
      "Systems</dc:subject><dc:description>{}</dc:description><dc:date>{}</dc:date>"
      "<dc:type>text</dc:type><dc:identifier>https://repository.example.org/{}</dc:identifier>"
      "<dc:identifier>10.1000/r{}</dc:identifier></oai_dc:dc>",
      made.title(), made.name(), made.name(), made.abstract(), made.day(), i, i);
}

/// Lists of 1,000 with resumption tokens.
Site oai(const std::string& base, std::size_t records, const std::string& connector,
         const std::string& prefix, std::string (*metadata)(MadeUp&, std::size_t)) {
  constexpr std::size_t kPage = 1000;
  MadeUp made;
  Site site;
  Listing listing{{}, "resumptionToken"};
  for (std::size_t i = 0; i < records; i += kPage) {
    std::string body = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<OAI-PMH xmlns=\"http://www.openarchives.org/OAI/2.0/\"><responseDate>2026-11-26T00:00:"
        "00Z</responseDate><request verb=\"ListRecords\">{}/oai</request><ListRecords>\n",
        base);
    const std::size_t end = std::min(records, i + kPage);
    for (std::size_t at = i; at < end; ++at) {
      body += fmt::format(
          "<record><header><identifier>oai:arXiv.org:{}</identifier><datestamp>{}</datestamp>"
          "<setSpec>cs</setSpec></header><metadata>{}</metadata></record>\n",
          arxiv_id(at), made.day(), metadata(made, at));
    }
    const std::string token = end < records ? std::to_string(end / kPage) : std::string();
    body += fmt::format(
        "<resumptionToken cursor=\"{}\" completeListSize=\"{}\">{}</resumptionToken>"
        "</ListRecords></OAI-PMH>\n",
        i, records, token);
    listing.pages.push_back({std::move(body)});
  }
  site.listings["/oai"] = std::move(listing);
  site.sources.push_back({"source", connector, base + "/oai", {{"prefix", prefix}}});
  site.records = records;
  return site;
}

/// Answers to searches, 10,000 papers each in pages of 200.
Site arxiv_search(const std::string& base, std::size_t records) {
  constexpr std::size_t kPage = 200;
  constexpr std::size_t kResults = 10000;
  MadeUp made;
  Site site;
  while (site.records < records) {
    const std::size_t total = std::min(kResults, records - site.records);
    const std::string path = fmt::format("/query{}", site.sources.size());
    Listing listing{{}, "start", {}, kPage};
    for (std::size_t start = 0; start < total; start += kPage) {
      std::string body = fmt::format(
          "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" "
          "xmlns:opensearch=\"http://a9.com/-/spec/opensearch/1.1/\" "
          "xmlns:arxiv=\"http://arxiv.org/schemas/atom\"><title>ArXiv Query</title>"
          "<opensearch:totalResults>{}</opensearch:totalResults>"
          "<opensearch:startIndex>{}</opensearch:startIndex>",
          total, start);
      for (std::size_t i = start; i < std::min(total, start + kPage); ++i, ++site.records) {
        const std::string id = arxiv_id(site.records);
        body += fmt::format(
            "<entry><id>http://arxiv.org/abs/{0}v1</id><updated>{1}T10:00:00Z</updated>"
            "<published>{1}T10:00:00Z</published><title>{2}</title><summary>  {3}\n</summary>"
            "<author><name>{4}</name></author><author><name>{5}</name></author>"
            "<arxiv:comment>9 pages</arxiv:comment>"
            "<link href=\"http://arxiv.org/abs/{0}v1\" rel=\"alternate\" type=\"text/html\"/>"
            "<link title=\"pdf\" href=\"http://arxiv.org/pdf/{0}v1\" rel=\"related\"/>"
            "<arxiv:primary_category term=\"cs.LG\"/><category term=\"cs.LG\"/>"
            "<category term=\"cs.AI\"/></entry>",
            id, made.day(), made.title(), made.abstract(), made.name(), made.name());
      }
      listing.pages.push_back({body + "</feed>"});
    }
    site.listings[path] = std::move(listing);
    site.sources.push_back({path, "arxiv", base + path, {{"query", "cat:cs.LG"}}});
  }
  return site;
}

/// Collections of 500 papers.
Site acl_xml(const std::string& base, std::size_t records) {
  constexpr std::size_t kPapers = 500;
  MadeUp made;
  Site site;
  std::string names;
  for (std::size_t volume = 0; site.records < records; ++volume) {
    const std::string collection = fmt::format("2025.v{}", volume);
    std::string body = fmt::format(
        "<?xml version='1.0' encoding='UTF-8'?>\n<collection id=\"{}\"><volume id=\"1\" "
        "ingest-date=\"2025-07-01\"><meta><booktitle>Proceedings of Conference {}</booktitle>"
        "<publisher>ACL</publisher><month>July</month><year>2025</year></meta>",
        collection, volume);
    for (std::size_t i = 1; i <= kPapers; ++i, ++site.records) {
      body += fmt::format(
          "<paper id=\"{1}\"><title>{2} with <fixed-case>BERT</fixed-case></title>"
          "<author><first>{3}</first><last>One</last></author>"
          "<author><first>Bo</first><last>{4}</last><affiliation>Lab</affiliation></author>"
          "<pages>{1}-{1}</pages><abstract>{5} <tex-math>x^2</tex-math></abstract>"
          "<url hash=\"abcd1234\">{0}-1.{1}</url><bibkey>one-2025-{1}</bibkey>"
          "<doi>10.18653/v1/{0}-1.{1}</doi></paper>\n",
          collection, i, made.title(), made.name(), made.name(), made.abstract());
    }
    names += (names.empty() ? "" : ",") + collection;
    site.listings["/xml/" + collection + ".xml"] = {{{body + "</volume></collection>\n"}}};
  }
  site.sources.push_back({"source", "acl-anthology", base + "/xml", {{"collections", names}}});
  return site;
}

/// All of it in one file.
Site acl_bibtex(const std::string& base, std::size_t records) {
  MadeUp made;
  Site site;
  std::string body;
  for (; site.records < records; ++site.records) {
    body += fmt::format(
        "@inproceedings{{one-etal-2025-{0},\n    title = \"{1}\",\n    author = \"{2}  and\n      "
        "{3}\",\n    booktitle = \"Proceedings of the Conference\",\n    month = jul,\n    year = "
        "\"2025\",\n    url = \"https://aclanthology.org/2025.v{4}-1.{5}/\",\n    doi = "
        "\"10.18653/v1/2025.v{4}-1.{5}\",\n    pages = \"1--9\",\n    abstract = \"{6}\"\n}}\n",
        site.records, made.title(), made.name(), made.name(), site.records / 500,
        site.records % 500 + 1, made.abstract());
  }
  site.listings["/anthology.bib"] = {{{std::move(body)}}};
  site.sources.push_back({"source", "acl-anthology", base + "/anthology.bib", {}});
  return site;
}

json wrapped(json value) {
  return {{"value", std::move(value)}};
}

/// Accepted papers of a venue, 1,000 a page.
Site openreview(const std::string& base, std::size_t records) {
  constexpr std::size_t kPage = 1000;
  constexpr std::int64_t kLast = 1'790'000'000'000;
  MadeUp made;
  Site site;
  Listing listing{{}, "offset", {}, kPage};
  for (std::size_t i = 0; i < records; i += kPage) {
    json notes = json::array();
    for (std::size_t at = i; at < std::min(records, i + kPage); ++at) {
      const std::int64_t time = kLast - static_cast<std::int64_t>(at) * 1000;
      json content = {{"title", wrapped(made.title())},
                      {"abstract", wrapped(made.abstract())},
                      {"authors", wrapped({made.name(), made.name(), made.name()})},
                      {"authorids", wrapped({"~Ada_Example1", "~Bo_Example2", "~Li_Chen3"})},
                      {"keywords", wrapped({"serving", "sparsity", "language models"})},
                      {"TLDR", wrapped(made.words(20))},
                      {"primary_area", wrapped("infrastructure, software libraries")},
                      {"venue", wrapped("ICLR 2026 Poster")},
                      {"venueid", wrapped("ICLR.cc/2026/Conference")},
                      {"pdf", wrapped(fmt::format("/pdf/{:040}.pdf", at))},
                      {"_bibtex", wrapped(made.words(30))},
                      {"paperhash", wrapped("example|on_serving")}};
      notes.push_back({{"id", fmt::format("nt{:08}", at)},
                       {"forum", fmt::format("nt{:08}", at)},
                       {"number", at},
                       {"cdate", time - 10'000'000},
                       {"tcdate", time - 10'000'000},
                       {"tmdate", time},
                       {"mdate", time},
                       {"license", "CC BY 4.0"},
                       {"domain", "ICLR.cc/2026/Conference"},
                       {"readers", {"everyone"}},
                       {"signatures", {fmt::format("ICLR.cc/2026/Conference/Submission{}", at)}},
                       {"invitations",
                        {"ICLR.cc/2026/Conference/-/Submission", "ICLR.cc/2026/Conference/-/Edit"}},
                       {"content", std::move(content)}});
    }
    listing.pages.push_back({json{{"notes", std::move(notes)}, {"count", records}}.dump()});
  }
  site.listings["/notes"] = std::move(listing);
  site.sources.push_back({"source", "openreview", base, {{"venueid", "ICLR.cc/2026/Conference"}}});
  site.records = records;
  return site;
}

/// Volumes of 200 papers.
Site pmlr(const std::string& base, std::size_t records) {
  constexpr std::size_t kPapers = 200;
  MadeUp made;
  Site site;
  for (std::size_t volume = 1; site.records < records; ++volume) {
    std::string body = "---\n";
    for (std::size_t i = 0; i < kPapers; ++i, ++site.records) {
      body += fmt::format(
          "- title: '{0}'\n  abstract: '{1}'\n  volume: {2}\n"
          "  URL: https://proceedings.mlr.press/v{2}/one26x{3}.html\n"
          "  PDF: https://raw.example.org/v{2}/main/assets/one26x{3}/one26x{3}.pdf\n"
          "  series: 'Proceedings of Machine Learning Research'\n"
          "  container-title: 'Proceedings of the 43rd Conference'\n  publisher: 'PMLR'\n"
          "  author: \n  - given: Ada\n    family: {4}\n  - given: Bo\n    family: {5}\n"
          "  editor: \n  - given: Ed\n    family: Itor\n  page: 125-149\n  id: one26x{3}\n"
          "  issued:\n    date-parts: \n      - 2026\n      - 9\n      - 29\n  firstpage: 125\n"
          "  published: 2026-09-29 00:00:00 +0000\n",
          made.title(), made.abstract(), volume, i, made.name(), made.name());
    }
    const std::string path = fmt::format("/v{}", volume);
    site.listings[path + "/assets/bib/citeproc.yaml"] = {{{std::move(body)}}};
    site.sources.push_back({path, "pmlr", base + path, {}});
  }
  return site;
}

/// Events of a conference, 500 a file.
Site virtual_site(const std::string& base, std::size_t records) {
  constexpr std::size_t kEvents = 500;
  MadeUp made;
  Site site;
  for (std::size_t file = 0; site.records < records; ++file) {
    json events = json::array();
    for (std::size_t i = 0; i < kEvents; ++i, ++site.records) {
      const std::size_t id = file * kEvents + i;
      events.push_back(
          {{"id", id},
           {"uid", fmt::format("{:032x}", id)},
           {"name", made.title()},
           {"authors",
            {{{"id", 1}, {"fullname", made.name()}, {"institution", "Example Lab"}},
             {{"id", 2}, {"fullname", made.name()}, {"institution", "Other University"}}}},
           {"abstract", made.abstract()},
           {"topic", "Deep Learning->Optimization"},
           {"keywords", json::array()},
           {"decision", "Accept (poster)"},
           {"session", "San Diego Poster Session 2"},
           {"eventtype", "Poster"},
           {"event_type", "Poster"},
           {"room_name", "Exhibit Hall"},
           {"virtualsite_url", fmt::format("/virtual/2025/poster/{}", id)},
           {"sourceurl", "https://openreview.net/group?id=NeurIPS.cc/2025/Conference"},
           {"starttime", "2025-12-03T16:30:00-08:00"},
           {"endtime", "2025-12-03T19:30:00-08:00"},
           {"paper_url", fmt::format("https://openreview.net/forum?id=nt{:08}", id)},
           {"eventmedia",
            {{{"id", id},
              {"file", fmt::format("/media/posters/{}.png", id)},
              {"visible", true},
              {"type", "Poster"},
              {"name", "Poster"}}}}});
    }
    const std::string path = fmt::format("/s{}/neurips-2025-orals-posters.json", file);
    site.listings[path] = {{{json{{"count", kEvents},
                                  {"next", nullptr},
                                  {"previous", nullptr},
                                  {"results", std::move(events)}}
                                 .dump()}}};
    site.sources.push_back({path, "virtual-site", base + path, {}});
  }
  return site;
}

/// Editions of 500 papers.
Site cvf(const std::string& base, std::size_t records) {
  constexpr std::size_t kPapers = 500;
  MadeUp made;
  Site site;
  for (std::size_t edition = 0; site.records < records; ++edition) {
    std::string body = "<!DOCTYPE html><html><head><title>Papers</title></head><body><dl>\n";
    for (std::size_t i = 0; i < kPapers; ++i, ++site.records) {
      const std::string stem = fmt::format("Li_Test{}_CVPR_2025", i);
      const std::string first = made.name();
      const std::string second = made.name();
      body += fmt::format(
          "<dt class=\"ptitle\"><br><a href=\"/content/CVPR2025/html/{0}_paper.html\">{1}</a></dt>"
          "\n<dd>\n<form id=\"form-{0}\" action=\"/CVPR2025\" method=\"post\" "
          "class=\"authsearch\"><input type=\"hidden\" name=\"query_author\" value=\"{2}\">"
          "<a href=\"#\" onclick=\"submit();\">{2}</a>,</form>\n<form class=\"authsearch\"><input "
          "type=\"hidden\" name=\"query_author\" value=\"{3}\"><a href=\"#\">{3}</a></form>\n</dd>"
          "\n<dd>\n[<a href=\"/content/CVPR2025/papers/{0}_paper.pdf\">pdf</a>]\n[<a "
          "href=\"http://arxiv.org/abs/{4}\">arXiv</a>]\n<div class=\"link2\">[<a "
          "class=\"fakelink\""
          " href=\"#\">bibtex</a>]\n<div class=\"bibref pre-white-space\">@InProceedings{{{0},\n   "
          " "
          "author = {{{2} and {3}}},\n    title = {{{1}}},\n    booktitle = {{Proceedings of the "
          "Conference (CVPR)}},\n    month = {{June}},\n    year = {{2025}},\n    pages = "
          "{{1-10}}\n}}</div></div>\n</dd>\n",
          stem, made.title(), first, second, arxiv_id(site.records));
    }
    const std::string path = fmt::format("/CVPR{}", edition);
    site.listings[path] = {{{body + "</dl></body></html>\n"}}};
    site.sources.push_back({path, "cvf", base + path + "?day=all", {}});
  }
  return site;
}

}  // namespace

std::vector<SiteKind> archive_sites() {
  const auto of_oai = [](const char* connector, const char* prefix,
                         std::string (*metadata)(MadeUp&, std::size_t)) {
    return [=](const std::string& base, std::size_t records) {
      return oai(base, records, connector, prefix, metadata);
    };
  };
  return {
      {"arxiv-oai, arXiv", "arxiv-oai", Syntax::kXml, of_oai("arxiv-oai", "arXiv", arxiv_metadata)},
      {"arxiv-oai, arXivRaw", "arxiv-oai", Syntax::kXml,
       of_oai("arxiv-oai", "arXivRaw", raw_metadata)},
      {"oai-pmh, oai_dc", "oai-pmh", Syntax::kXml, of_oai("oai-pmh", "oai_dc", dublin_core)},
      {"arxiv", "arxiv", Syntax::kXml, arxiv_search},
      {"acl-anthology, XML", "acl-anthology", Syntax::kXml, acl_xml},
      {"acl-anthology, BibTeX", "acl-anthology", Syntax::kPlain, acl_bibtex},
      {"openreview", "openreview", Syntax::kJson, openreview},
      {"pmlr", "pmlr", Syntax::kPlain, pmlr},
      {"virtual-site", "virtual-site", Syntax::kJson, virtual_site},
      {"cvf", "cvf", Syntax::kHtml, cvf},
  };
}

}  // namespace assay::bench
