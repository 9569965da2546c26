#include "base/text.h"
#include "cli/commands.h"
#include "ingest/claim_views.h"
#include "ingest/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace assay::cli {
namespace {

using identify::Span;
using ingest::ClaimView;

/// A sentence with the values in it marked: underlined, or in [brackets] without colour.
std::string marked(const std::string& sentence, const std::vector<Span>& values,
                   const Style& style) {
  std::string out;
  std::size_t pos = 0;
  for (const Span& span : values) {
    if (span.begin < pos) {
      continue;
    }
    out += printable(std::string_view(sentence).substr(pos, span.begin - pos));
    const std::string words =
        printable(std::string_view(sentence).substr(span.begin, span.end - span.begin));
    out += style.color() ? style.underline(words) : "[" + words + "]";
    pos = span.end;
  }
  return out + printable(std::string_view(sentence).substr(pos));
}

std::string claims_text(const ingest::ClaimsView& view, const Style& style) {
  const std::size_t columns = text_columns();
  std::string out = style.bold(paragraph(printable(view.title), 0, columns));
  if (view.claims.empty()) {
    return out + "\n  No claims with numbers were found.\n";
  }
  const std::vector<ClaimView>& claims = view.claims;
  for (std::size_t i = 0; i < claims.size();) {
    std::vector<Span> values;
    std::string lines;
    std::size_t next = i;
    for (; next < claims.size() && claims[next].claim.field == claims[i].claim.field &&
           claims[next].claim.sentence == claims[i].claim.sentence;
         ++next) {
      const std::uint32_t begin = claims[i].claim.sentence.begin;
      const Span& at = claims[next].claim.value_at;
      values.push_back({at.begin - std::min(begin, at.begin), at.end - begin});
      const std::string line = printable(ingest::claim_line(claims[next]));
      const std::string wrapped = paragraph(line, 6, columns);
      lines += "    " + style.quiet("·") + " " +
               (claims[next].claim.own ? style.accent(wrapped.substr(6)) : wrapped.substr(6));
    }
    out += "\n" + paragraph(marked(claims[i].sentence, values, style), 2, columns) + lines;
    i = next;
  }
  return out;
}

}  // namespace

void add_claims(CLI::App& app, Context& context) {
  auto id = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("claims", "List what a work claims in numbers");
  command->add_option("ID", *id, "Any identifier of a work")->required();
  command->callback([&context, id] {
    context.run = [&context, id] {
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kRead);
      const ingest::ClaimsView view = ingest::read_claims(
          *library, identify::default_claim_reader(), ingest::require_work(*library, *id));
      if (context.json) {
        Context::print_json(ingest::to_json(view));
      } else {
        Context::print(claims_text(view, context.style()));
      }
      return 0;
    };
  });
}

}  // namespace assay::cli
