#include "ingest/assessing.h"

#include "ingest/finding.h"
#include "ingest/views.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <variant>

namespace assay::ingest {
namespace {

std::string rejection_line(const source::Rejection& rejection) {
  const Error error(Errc::kInvalid, rejection.reason, fmt::format("line {}", rejection.line),
                    "mend or remove the record");
  nlohmann::ordered_json line;
  line["id"] =
      rejection.id.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(rejection.id);
  line["error"] = nlohmann::ordered_json::parse(error_json(error))["error"];
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

std::string verdict_line(const source::Item& item, const identify::Judge& judge,
                         const identify::Taxonomy& taxonomy) {
  if (const auto* rejection = std::get_if<source::Rejection>(&item)) {
    return rejection_line(*rejection) + "\n";
  }
  return to_json(assess(std::get<Work>(item), judge, taxonomy)) + "\n";
}

std::string verdict_lines(const std::filesystem::path& file, const identify::Judge& judge,
                          const identify::Taxonomy& taxonomy) {
  const std::unique_ptr<source::Reader> reader = source::open_reader(file, source::Format::kWorks);
  std::string lines;
  while (const std::optional<source::Item> item = reader->next()) {
    lines += verdict_line(*item, judge, taxonomy);
  }
  return lines;
}

}  // namespace assay::ingest
