#include "base/text.h"
#include "cli/commands.h"
#include "ingest/claim_views.h"
#include "ingest/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace assay::cli {
namespace {

constexpr std::size_t kMostTitle = 120;

/// An address needs no scheme before its own.
std::string shown_identifier(const std::string& identifier) {
  return identifier.rfind("url:", 0) == 0 ? identifier.substr(4) : identifier;
}

std::string field_line(std::string_view name, const std::string& value, const Style& style) {
  if (value.empty()) {
    return {};
  }
  constexpr std::size_t kIndent = 17;
  // A long name has a line of its own.
  const std::string head = "  " + style.quiet(fmt::format("{:<15}", name));
  const std::string lines = paragraph(printable(value), kIndent, text_columns());
  return display_width(name) < kIndent - 2 ? head + lines.substr(kIndent) : head + "\n" + lines;
}

/// The first claims of the work's own, shortly.
std::string claims_line(const Work& work) {
  constexpr std::size_t kMost = 4;
  const ingest::ClaimsView view = ingest::view_claims(work, identify::default_claim_reader());
  std::vector<std::string> lines;
  std::size_t own = 0;
  for (const ingest::ClaimView& claim : view.claims) {
    if (claim.claim.own && ++own <= kMost) {
      lines.push_back(collapse_spaces(ingest::claim_line(claim)));
    }
  }
  return join(lines, "; ") + (own > kMost ? fmt::format("; {} more", own - kMost) : "");
}

/// What the work was made of, when that is more than one record.
std::string record_lines(const ingest::DossierView& view, const Style& style) {
  std::string out;
  for (const ingest::RecordView& record : view.records) {
    if (view.records.size() > 1) {
      out += field_line(fmt::format("record {}", record.n),
                        dotted({record.source + " " + record.key,
                                record.reason.empty() ? "the first" : record.reason}),
                        style);
    }
  }
  return out;
}

/// The relations that are told alike, in the order of the first of each; of many, the latest first.
std::vector<std::vector<const ingest::RelationView*>> alike(const ingest::DossierView& view) {
  std::vector<std::vector<const ingest::RelationView*>> groups;
  for (const ingest::RelationView& relation : view.relations) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& known) {
      return known.front()->words == relation.words;
    });
    if (group == groups.end()) {
      groups.push_back({&relation});
    } else {
      group->push_back(&relation);
    }
  }
  return groups;
}

/// The works tied to it, and what it names that is in no library; of many alike, a few.
std::string relation_lines(const ingest::DossierView& view, const Style& style) {
  constexpr std::size_t kMostAlike = 8;
  std::string out;
  for (auto& group : alike(view)) {
    if (group.size() > kMostAlike) {
      std::stable_sort(group.begin(), group.end(),
                       [](const auto* a, const auto* b) { return a->date > b->date; });
    }
    for (std::size_t i = 0; i < std::min(group.size(), kMostAlike); ++i) {
      const ingest::RelationView& relation = *group[i];
      out += field_line(
          relation.words,
          dotted({format_work_id(relation.id) + " " + ellipsize(relation.title, kMostTitle),
                  std::string(kind_name(relation.kind)), shown_identifier(relation.identifier),
                  relation.date}),
          style);
    }
    if (group.size() > kMostAlike) {
      out += field_line(group.front()->words,
                        fmt::format("… and {} more, see --json", group.size() - kMostAlike), style);
    }
  }
  for (const ingest::MentionView& mention : view.mentions) {
    if (mention.rel == "implements" || mention.rel == "same" || mention.rel == "paper") {
      out += field_line(mention.rel, mention.identifier + " (not in the library)", style);
    }
  }
  return out;
}

std::string artefact_lines(const ingest::DossierView& view, const Style& style) {
  std::string out;
  for (const ingest::ArtefactView& artefact : view.artefacts) {
    out += field_line(
        artefact.rel + " is",
        dotted({artefact.words, artefact.url,
                artefact.checked.empty() ? "" : "looked at on " + artefact.checked.substr(0, 10)}),
        style);
  }
  return out;
}

std::string show_text(const ingest::DossierView& view, const Style& style) {
  const Work& work = view.work;
  const std::size_t columns = text_columns();
  std::string out = style.bold(paragraph(printable(work.title), 0, columns));
  const std::string head =
      dotted({format_work_id(view.id), std::string(kind_name(work.kind)), printable(work.venue),
              printable(work.track),
              work.date.empty() && work.year != 0 ? std::to_string(work.year) : work.date});
  out += style.quiet(paragraph(head, 0, columns)) + "\n";
  out += fmt::format("  developer-led  {} {:.2f}     research  {} {:.2f}\n\n",
                     bar(view.developer_led, 10), view.developer_led, bar(view.research, 10),
                     view.research);
  out += field_line("people", join(work.authors, ", "), style);
  out += field_line("organisations", join(work.organisations, "; "), style);
  out += field_line("topics", join(view.topics, ", "), style);
  for (const ingest::ReasonView& reason : view.reasons) {
    out += field_line("matters for", ingest::reason_line(reason), style);
  }
  out += field_line("claims", claims_line(work), style);
  out += field_line("identifiers", join(view.identifiers, "  "), style);
  if (!work.identifiers.empty()) {
    out += field_line("page", web_address(work.identifiers.front()), style);
  }
  out += field_line("code", work.code, style);
  for (const Link& link : work.links) {
    out += field_line(link.rel, link.url, style);
  }
  out += field_line("comments", collapse_spaces(work.comments), style);
  out += field_line("keywords", join(work.keywords, ", "), style);
  out += field_line("sources", join(view.sources, ", "), style);
  out += record_lines(view, style);
  out += relation_lines(view, style);
  out += artefact_lines(view, style);
  for (const ingest::ReproductionView& reproduction : view.reproductions) {
    out += paragraph(printable(ingest::reproduction_line(reproduction)), 2, columns);
  }
  if (!view.state.empty() || view.rating >= 0) {
    out += field_line(
        "you",
        dotted({view.state, view.rating >= 0 ? fmt::format("rated {} of 5", view.rating) : ""}),
        style);
  }
  for (const std::string* text : {&work.abstract, &work.text}) {
    if (!text->empty()) {
      constexpr std::size_t kMostText = 4000;
      out += "\n" + paragraph(ellipsize(printable(*text), kMostText), 2, columns);
    }
  }
  for (const ingest::NoteView& note : view.notes) {
    out += "\n" + style.quiet("  note of " + note.written.substr(0, 10)) + "\n" +
           paragraph(printable(note.body), 2, columns);
  }
  return out;
}

}  // namespace

void add_show(CLI::App& app, Context& context) {
  auto id = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("show", "Show everything known of a work");
  command->add_option("ID", *id, "Any identifier: arxiv:…, a DOI, an address, w12")->required();
  command->callback([&context, id] {
    context.run = [&context, id] {
      const std::unique_ptr<library::Library> library =
          context.open_library(library::Library::Mode::kRead);
      const ingest::DossierView view =
          ingest::read_dossier(*library, ingest::read_taxonomy(Context::taxonomy_file()),
                               ingest::require_work(*library, *id));
      if (context.json) {
        Context::print_json(ingest::to_json(view));
      } else {
        Context::print(show_text(view, context.style()));
      }
      return 0;
    };
  });
}

}  // namespace assay::cli
