/// Papers of Semantic Scholar: one record, and the datasets "papers" and "abstracts" (JSON Lines),
/// docs/formats.md.

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/service.h"
#include "source/service_records.h"
#include "source/text_lines.h"

#include <algorithm>
#include <map>
#include <utility>

namespace assay::source {
namespace {

/// Fields by their names in lower case, as the datasets write them.
class Fields {
 public:
  explicit Fields(const JsonValue& record) {
    for (const auto& [key, value] : record.fields()) {
      fields_.emplace(ascii_lower(key), value);
    }
  }
  JsonValue operator[](const std::string& name) const {
    const auto found = fields_.find(name);
    return found == fields_.end() ? JsonValue() : found->second;
  }

 private:
  std::map<std::string, JsonValue> fields_;
};

void take_ids(const JsonValue& ids, Work& work, Extra& extra) {
  for (const auto& [key, value] : ids.fields()) {
    const std::string scheme = ascii_lower(key);
    const std::string id = value.text();
    if (id.empty() || scheme == "corpusid") {
      continue;
    }
    std::optional<Identifier> identifier;
    if (scheme == "doi" || scheme == "arxiv") {
      identifier = parse_bare_identifier(id);
    } else if (scheme == "acl") {
      identifier = parse_identifier("acl:" + id);
    }
    if (identifier) {
      add_identifier(work, *std::move(identifier));
    } else {
      extra.add_text(scheme, id);
    }
  }
}

void take_people(const JsonValue& authors, Work& work, Extra& extra) {
  std::vector<std::string> ids;
  for (const JsonValue& author : authors.items()) {
    work.authors.push_back(author["name"].text());
    for (std::string& place : author["affiliations"].texts()) {
      work.organisations.push_back(std::move(place));
    }
    if (std::string id = author["authorId"].text(); !id.empty()) {
      ids.push_back(std::move(id));
    }
  }
  extra.add_list("author_ids", ids);
}

void take_subjects(const Fields& fields, Work& work) {
  work.keywords = fields["s2fieldsofstudy"].texts("category");
  for (std::string& word : fields["fieldsofstudy"].texts()) {
    work.keywords.push_back(std::move(word));
  }
}

/// Lines of the two datasets. An abstract has its paper's corpus id and no title: sorted together
/// they stand one behind the other.
class SemanticScholarReader final : public StreamReader {
 public:
  explicit SemanticScholarReader(std::unique_ptr<ByteStream> stream)
      : StreamReader(std::move(stream)), lines_(*stream_) {}

  std::optional<Item> next() override {
    while (true) {
      if (next_) {
        return std::exchange(next_, std::nullopt);
      }
      const std::optional<Line> line = lines_.next();
      if (!line) {
        next_ = take_failure(lines_.line_number(), lines_.offset());
        return held_ ? std::optional<Item>(*std::exchange(held_, std::nullopt))
                     : std::exchange(next_, std::nullopt);
      }
      if (trim(line->text).empty()) {
        continue;
      }
      if (std::optional<Item> item = take(*line)) {
        return item;
      }
    }
  }

  [[nodiscard]] Format format() const noexcept override { return Format::kSemanticScholar; }

 private:
  /// What is done with, while the paper at hand waits for its abstract.
  std::optional<Item> take(const Line& line) {
    std::optional<Item> before;
    try {
      if (line.too_long) {
        throw BadRecord{too_large()};
      }
      const JsonValue record = parse_record(parser_, line.text);
      if (!record["title"] && record["abstract"]) {
        join(record);
        return std::nullopt;
      }
      Work work = read_semantic_scholar_paper(record);
      corpus_ = record["corpusid"].text();
      if (held_) {
        before = *std::exchange(held_, std::nullopt);
      }
      held_ = std::move(work);
      return before;
    } catch (const BadRecord& bad) {
      Item rejection = !line.ended && json_is_cut(line.text)
                           ? reject_cut_off(line.number, line.offset, line.text)
                           : reject(line.number, line.offset, bad.reason, line.text);
      if (held_) {
        before = *std::exchange(held_, std::nullopt);
        next_ = std::move(rejection);
        return before;
      }
      return rejection;
    }
  }

  void join(const JsonValue& record) {
    const std::string corpus = record["corpusid"].text();
    if (!held_ || corpus != corpus_) {
      throw BadRecord{"an abstract without its paper: sort the two datasets together"};
    }
    held_->abstract = collapse_spaces(record["abstract"].text());
  }

  TextLines lines_;
  RecordParser parser_;
  std::optional<Work> held_;
  std::optional<Item> next_;
  std::string corpus_;
};

}  // namespace

Work read_semantic_scholar_paper(const JsonValue& record) {
  const Fields fields(record);
  Work work;
  Extra extra;
  work.title = required_title(fields["title"]);
  const std::string corpus = fields["corpusid"].text().empty()
                                 ? fields["externalids"]["CorpusId"].text()
                                 : fields["corpusid"].text();
  work.id = corpus.empty() ? fields["paperid"].text() : "CorpusId:" + corpus;
  if (work.id.empty()) {
    throw BadRecord{"no corpus id"};
  }
  work.abstract = collapse_spaces(fields["abstract"].text());
  take_ids(fields["externalids"], work, extra);
  take_people(fields["authors"], work, extra);
  take_subjects(fields, work);
  work.venue = fields["venue"].text();
  if (work.venue.empty()) {
    work.venue = fields["publicationvenue"]["name"].text();
  }
  if (work.venue.empty()) {
    work.venue = fields["journal"]["name"].text();
  }
  work.date = fields["publicationdate"].text();
  work.year =
      static_cast<int>(std::clamp<std::int64_t>(fields["year"].integer().value_or(0), 0, 9999));
  if (const std::string page = fields["url"].text(); !page.empty()) {
    work.links.push_back({"home", page});
  }
  if (const std::string pdf = fields["openaccesspdf"]["url"].text(); !pdf.empty()) {
    work.links.push_back({"pdf", pdf});
  }
  extra.add_text("paper_id", fields["paperid"].text());
  extra.add_text("tldr", fields["tldr"]["text"].text());
  for (const auto& [name, kept] : {std::pair{"citationcount", "citation_count"},
                                   {"referencecount", "reference_count"},
                                   {"influentialcitationcount", "influential_citation_count"},
                                   {"publicationtypes", "publication_types"},
                                   {"isopenaccess", "is_open_access"},
                                   {"journal", "journal"}}) {
    fields[name].keep_in(extra, kept);
  }
  work.extra = extra.str();
  tidy(work);
  return work;
}

std::unique_ptr<Reader> read_semantic_scholar(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<SemanticScholarReader>(std::move(stream));
}

}  // namespace assay::source
